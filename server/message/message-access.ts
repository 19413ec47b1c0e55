// Whose a message left by a caller is: its box is a queue, whose people hear it, or one person.
import type { Me } from '#protocol/web-messages'
import type { LiveHub } from '../live/live-hub.ts'
import type { RecordingRow } from '../recording/recording-store.ts'
import type { Database } from '../store/database.ts'
import { reachOf } from '../team/team-reach.ts'
import { scopeOf } from '../user/may.ts'

/** Boxes that this user hears; null = all. */
export function boxesOf(core: Database, me: Me): string[] | null {
  const scope = scopeOf(me, 'message.hear')
  if (scope === 'all') return null
  if (scope === 'none' || me.agentId === null) return []
  const queues = core.all<{ id: string }>(
    `select queue_id as id from queue_member where user_id = ?
     union select q.queue_id from queue_team q join team_member t on t.team_id = q.team_id where t.user_id = ?`,
    me.agentId,
    me.agentId,
  )
  const own = [me.agentId, ...queues.map(({ id }) => id)]
  if (scope !== 'team') return own
  const led = reachOf(core, me.leads ?? [])
  return [...own, ...led.agents, ...led.queues]
}

export function mayHear(core: Database, me: Me, { kind, box }: Pick<RecordingRow, 'kind' | 'box'>): boolean {
  if (kind !== 'message') return false
  const boxes = boxesOf(core, me)
  return boxes === null || (box !== null && boxes.includes(box))
}

/** Messages wait until the call is over (F158). */
export function isServing({ find }: Pick<LiveHub, 'find'>, { agentId }: Me): boolean {
  const activity = agentId === null ? undefined : find('agent', agentId)?.activity
  return activity !== undefined && activity !== 'idle' && activity !== 'wrap-up'
}
