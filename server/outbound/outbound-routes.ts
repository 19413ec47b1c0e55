// Outbound rules, read and replaced whole. What they are: server/protocol/outbound-rules.ts.
import { OutboundBody } from '#protocol/outbound-rules'
import { tellChange } from '../http/config-change.ts'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listLines } from '../line/line-store.ts'
import { listTeams } from '../team/team-store.ts'
import { outboundSetting, saveOutbound } from './outbound-store.ts'

export function outboundRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('line.read', 'GET', '/outbound-rules', {}, () => outboundSetting(core))
  routes.user('line.write', 'PUT', '/outbound-rules', { body: OutboundBody }, (call) => {
    const { rules } = call.body
    const lines = new Set(listLines(core).map(({ id }) => id))
    const teams = new Set(listTeams(core).map(({ id }) => id))
    if (new Set(rules.map(({ id }) => id)).size < rules.length) throw invalid('Two rules have the same id', 'rules')
    if (rules.some((rule) => rule.lines.some((id) => !lines.has(id)))) throw invalid('There is no such line', 'lines')
    if (rules.some((rule) => rule.teams.some((id) => !teams.has(id)))) throw invalid('There is no such team', 'teams')
    saveOutbound(core, call.body)
    tellChange(deps, call, 'outbound', 'outbound', 'changed')
    return outboundSetting(core)
  })
}
