// Whose a box is. M1, M2.
import type { AgentId } from '#protocol/ids'
import type { MessageBox } from '#protocol/messages'
import type { Me } from '#protocol/web-messages'
import type { Database } from '../store/database.ts'
import { queuesServedBy, reachOf } from '../team/team-reach.ts'
import { scopeOf } from '../user/may.ts'
import { listBoxes } from './box-store.ts'

/** Boxes that this user hears; null = all. */
export function boxesOf(core: Database, me: Me): string[] | null {
  const scope = scopeOf(me, 'message.hear')
  if (scope === 'all') return null
  if (scope === 'none' || me.agentId === null) return []
  const teams = core
    .all<{ id: string }>('select team_id as id from team_member where user_id = ?', me.agentId)
    .map(({ id }) => id)
  const own = [me.agentId, ...queuesServedBy(core, me.agentId), ...teams]
  if (scope !== 'team') return [...own, ...named(core, [me.agentId], teams)]
  const leads = [...(me.leads ?? [])]
  const led = reachOf(core, leads)
  const reached = [...own, ...led.agents, ...led.queues, ...leads]
  return [...reached, ...named(core, [me.agentId, ...led.agents], [...teams, ...leads])]
}

/** Boxes whose settings name one of these. */
const named = (core: Database, agents: readonly string[], teams: readonly string[]): string[] =>
  listBoxes(core)
    .filter((box) => box.agents.some((id) => agents.includes(id)) || box.teams.some((id) => teams.includes(id)))
    .map(({ id }) => id)

/** Whom a message in this box is for: leaders who merely may hear it are not among them. */
export function peopleOf(core: Database, box: string): AgentId[] {
  const settings = listBoxes(core).find(({ id }) => id === box)
  return core
    .all<{ id: string }>(
      `select id from user where disabled = 0 and role <> 'wallboard' and (id = ? or id in (select value from json_each(?))
         or id in (select user_id from queue_member where queue_id = ?)
         or id in (select t.user_id from queue_team q join team_member t on t.team_id = q.team_id where q.queue_id = ?)
         or id in (select user_id from team_member where team_id = ? or team_id in (select value from json_each(?))))
       order by number`,
      box,
      JSON.stringify(settings?.agents ?? []),
      box,
      box,
      box,
      JSON.stringify(settings?.teams ?? []),
    )
    .map(({ id }) => id)
}

/** Every box there is: those made by name first, then teams', queues' and agents'. */
export function allBoxes(core: Database, me: Me): MessageBox[] {
  const mine = boxesOf(core, me)
  const known = core.all<Omit<MessageBox, 'mine'>>(
    `select id, name, 'team' as kind from team union all select id, name, 'queue' from queue
     union all select * from (select id, name, 'agent' from user where disabled = 0 and role <> 'wallboard' order by number)`,
  )
  const settings = listBoxes(core)
  const free = settings.filter(({ id }) => !known.some((one) => one.id === id))
  const names = new Map(settings.map(({ id, name }) => [id, name]))
  return [...free.map(({ id, name }) => ({ id, name, kind: 'box' as const })), ...known].map(({ id, name, kind }) => ({
    id,
    name: names.get(id) ?? name,
    kind,
    mine: mine === null || mine.includes(id),
  }))
}

/** Names of boxes that are, or of whose id somebody once was. */
export function boxNames(core: Database): ReadonlyMap<string, string> {
  const named = core.all<{ id: string; name: string }>(
    'select id, name from user union all select id, name from team union all select id, name from queue union all select id, name from message_box',
  )
  return new Map(named.map(({ id, name }) => [id, name]))
}
