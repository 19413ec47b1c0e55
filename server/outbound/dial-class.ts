// How far a person may call (分机等级, F226). Rule O19 in SPEC.md.
import type { DialClass } from '#protocol/console'
import type { AgentId } from '#protocol/ids'
import type { DestinationClass } from '#protocol/outbound-rules'
import type { Database } from '../store/database.ts'

const REACH: Record<DialClass, readonly DestinationClass[]> = {
  internal: [],
  local: ['local', 'service'],
  national: ['local', 'service', 'national', 'mobile'],
  all: ['local', 'service', 'national', 'mobile', 'special', 'international'],
}

export const reaches = (of: DialClass, kind: DestinationClass): boolean => REACH[of].includes(kind)

/** Of those who have one; the others have 'all'. */
export const dialClasses = (core: Database): ReadonlyMap<AgentId, DialClass> =>
  new Map(
    core
      .all<{ id: AgentId; class: DialClass }>('select user_id as id, class from dial_class')
      .map((row) => [row.id, row.class]),
  )

export function dialClassOf(core: Database, agentId: AgentId): DialClass {
  return core.get<{ class: DialClass }>('select class from dial_class where user_id = ?', agentId)?.class ?? 'all'
}

export function saveDialClass(core: Database, agentId: AgentId, of: DialClass): void {
  if (of === 'all') core.run('delete from dial_class where user_id = ?', agentId)
  else core.run('insert or replace into dial_class (user_id, class) values (?, ?)', agentId, of)
}
