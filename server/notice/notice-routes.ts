import { NoticeBody } from '#protocol/api'
import type { AgentId } from '#protocol/ids'
import { noRight, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { reachOf, teamsOf } from '../team/team-reach.ts'
import { findTeam } from '../team/team-store.ts'
import { type Actor, may } from '../user/may.ts'
import { listAgents } from '../user/user-store.ts'

type To = NoticeBody['to']

export function noticeRoutes(routes: Routes, deps: AppDeps): void {
  routes.user('notice.send', 'POST', '/notices', { body: NoticeBody }, ({ me, source, body }) => {
    const agents = receivers(deps, me, body.to).filter((id) => id !== me.agentId)
    deps.notices.tell(agents, { kind: 'line', from: me.name, text: body.text })
    const object = body.to.kind === 'all' ? 'all' : body.to.id
    deps.audit.record({ userId: me.userId, action: 'notice-sent', object, detail: body.text, source: source.address })
    return { count: agents.length }
  })
  routes.user('notice.read', 'POST', '/notices/:id/read', { params: IdParams }, ({ me, params }) => {
    const notice = deps.notices.find(params.id)
    if (notice === null || !may(me, 'notice.read', { agentId: notice.agentId, teams: [] })) throw notFound()
    deps.notices.read(params.id)
  })
}

/** Enabled people with a seat. */
function receivers({ stores: { core } }: AppDeps, me: Actor, to: To): AgentId[] {
  const people = listAgents(core).map(({ id }) => id)
  switch (to.kind) {
    case 'agent':
      if (!people.includes(to.id)) throw notFound()
      if (!may(me, 'notice.send', { agentId: to.id, teams: teamsOf(core, { agentId: to.id, queueId: null }) }))
        throw noRight()
      return [to.id]
    case 'team': {
      const team = findTeam(core, to.id)
      if (team === null) throw notFound()
      if (!may(me, 'notice.send', { agentId: null, teams: [team.id] })) throw noRight()
      return people.filter((id) => team.members.includes(id))
    }
    case 'all': {
      const reached = me.leads === null ? null : reachOf(core, me.leads).agents
      return reached === null ? people : people.filter((id) => reached.includes(id))
    }
  }
}
