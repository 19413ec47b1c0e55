import type { Forwarding, ForwardingRow } from '#protocol/forwarding'
import type { AgentId, Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

type Row = { agentId: AgentId; isOn: number; rules: string; name: string; at: Ms }
type Set = Pick<ForwardingRow, 'forwarding' | 'set'>

const NOTHING: Forwarding = { on: false, always: null, busy: null, noAnswer: null, away: null, afterMs: 20_000 }
export const NOT_SET: Set = { forwarding: NOTHING, set: null }

/** Of everybody for whom something was set. */
export function allForwarding(core: Database): Map<AgentId, Set> {
  const rows = core.all<Row>(
    `select agent_id as agentId, is_on as isOn, rules, coalesce(user.name, '') as name, set_at as at
     from forwarding left join user on user.id = set_by`,
  )
  return new Map(
    rows.map(({ agentId, isOn, rules, name, at }) => {
      const kinds = JSON.parse(rules) as Omit<Forwarding, 'on'>
      return [agentId, { forwarding: { ...kinds, on: isOn === 1 }, set: { name, at } }]
    }),
  )
}

export function saveForwarding(core: Database, agentId: AgentId, forwarding: Forwarding, by: string, at: Ms): void {
  const { on, ...kinds } = forwarding
  core.run(
    'insert or replace into forwarding (agent_id, is_on, rules, set_by, set_at) values (?, ?, ?, ?, ?)',
    agentId,
    on ? 1 : 0,
    JSON.stringify(kinds),
    by,
    at,
  )
}
