import type { Ms } from '#protocol/ids'
import type { ForcedInbound, InboundRule, NextStep } from '#protocol/inbound-rules'
import type { Database } from '../store/database.ts'

/** In their order. */
export const listInbound = (core: Database): InboundRule[] =>
  core
    .all<{ rule: string }>('select rule from inbound_rule order by position, id')
    .map(({ rule }) => JSON.parse(rule) as InboundRule)

/** A new one comes last; a known one keeps its place. */
export function saveInbound(core: Database, rule: InboundRule): void {
  core.run(
    `insert into inbound_rule (id, position, rule) values (?, (select coalesce(max(position), 0) + 1 from inbound_rule), ?)
     on conflict (id) do update set rule = excluded.rule`,
    rule.id,
    JSON.stringify(rule),
  )
}

export function orderInbound(core: Database, ids: readonly string[]): void {
  core.tx(() => {
    for (const [position, id] of ids.entries())
      core.run('update inbound_rule set position = ? where id = ?', position, id)
  })
}

export function deleteInbound(core: Database, id: string): boolean {
  return core.run('delete from inbound_rule where id = ?', id).changes > 0
}

type ForcedRow = { isOn: number; step: string; name: string; at: Ms }

export function forcedInbound(core: Database): ForcedInbound {
  const row = core.get<ForcedRow>(
    `select is_on as isOn, step, coalesce(user.name, '') as name, set_at as at
     from forced_inbound left join user on user.id = set_by`,
  )
  if (row === null) return { on: false, step: null, set: null }
  const { isOn, step, name, at } = row
  return { on: isOn === 1, step: JSON.parse(step) as NextStep, set: { name, at } }
}

export type ForcedSave = { on: boolean; step: NextStep; by: string; at: Ms }

export function saveForced(core: Database, { on, step, by, at }: ForcedSave): void {
  core.run(
    'insert or replace into forced_inbound (one, is_on, step, set_by, set_at) values (1, ?, ?, ?, ?)',
    on ? 1 : 0,
    JSON.stringify(step),
    by,
    at,
  )
}
