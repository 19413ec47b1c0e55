// The line between an agent and the leaders of the agent's teams; an agent whom no team's leader answers for has all leaders.
import { ChatBody, type ChatLine, ReadBody } from '#protocol/desk'
import type { Me } from '#protocol/web-messages'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import type { Database } from '../store/database.ts'
import { addMessage, markRead, messagesOf, unreadOf } from './chat-store.ts'

const SHOWN = 100

type Person = { id: string; name: string; role: string }

export function chatRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('chat.use', 'GET', '/chat', {}, ({ me }): ChatLine[] => linesOf(core, me).map((a) => line(deps, me, a)))
  routes.user('chat.use', 'POST', '/chat/:id', { params: IdParams, body: ChatBody }, ({ me, params, body }) => {
    const agent = mine(core, me, params.id)
    addMessage(events, agent.id, me.userId, body.text.trim(), deps.now())
    for (const id of [agent.id, ...leadersOf(core, agent.id).map((leader) => leader.id)])
      deps.hub.toAgent(id, { type: 'desk.changed', what: 'chat' })
    return line(deps, me, agent)
  })
  routes.user('chat.use', 'PUT', '/chat/:id/read', { params: IdParams, body: ReadBody }, ({ me, params, body }) => {
    const agent = mine(core, me, params.id)
    markRead(events, agent.id, me.userId, body.seq)
    return line(deps, me, agent)
  })
}

/** The leaders who share a team with the agent, else every leader. */
export function leadersOf(core: Database, agentId: string): Person[] {
  const own = core.all<Person>(
    `select distinct u.id, u.name, u.role from user u join team_member l on l.user_id = u.id
     join team_member a on a.team_id = l.team_id
     where a.user_id = ? and u.role = 'supervisor' and u.disabled = 0 and u.id <> ? order by u.number`,
    agentId,
    agentId,
  )
  if (own.length > 0) return own
  return core.all<Person>(
    `select id, name, role from user where role = 'supervisor' and disabled = 0 and id <> ? order by number`,
    agentId,
  )
}

/** An agent's own line; of a leader, those of the agents who have the leader. */
function linesOf(core: Database, me: Me): Person[] {
  const agents = core.all<Person>(
    `select id, name, role from user where role = 'agent' and disabled = 0 order by number`,
  )
  if (me.role !== 'supervisor') return agents.filter(({ id }) => id === me.userId)
  return agents.filter(({ id }) => leadersOf(core, id).some((leader) => leader.id === me.userId))
}

function mine(core: Database, me: Me, agentId: string): Person {
  const agent = linesOf(core, me).find(({ id }) => id === agentId)
  if (agent === undefined) throw notFound()
  return agent
}

function line({ stores: { core, events } }: AppDeps, me: Me, agent: Person): ChatLine {
  const people = new Map(core.all<Person>('select id, name, role from user').map((person) => [person.id, person.name]))
  return {
    agentId: agent.id,
    agentName: agent.name,
    leaders: leadersOf(core, agent.id).map(({ name }) => name),
    messages: messagesOf(events, agent.id, SHOWN).map((each) => ({ ...each, fromName: people.get(each.fromId) ?? '' })),
    unread: unreadOf(events, agent.id, me.userId),
  }
}
