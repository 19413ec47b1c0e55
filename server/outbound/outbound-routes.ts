// Outbound rules and the guards against toll fraud, read and replaced whole; what guards have barred.
import { OutboundBody } from '#protocol/outbound-rules'
import { TollGuardBody, type TollGuardSetting } from '#protocol/toll-guard'
import { listHours } from '../hours/hours-store.ts'
import { tellChange } from '../http/config-change.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listLines } from '../line/line-store.ts'
import { listTeams } from '../team/team-store.ts'
import { outboundSetting, saveOutbound } from './outbound-store.ts'
import { saveTollGuard, tollGuardSetting } from './toll-store.ts'

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

export function tollRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('line.read', 'GET', '/toll-guard', {}, () => tollGuardSetting(core))
  routes.user('line.write', 'PUT', '/toll-guard', { body: TollGuardBody }, (call) => {
    check(deps, call.body)
    saveTollGuard(core, call.body)
    tellChange(deps, call, 'outbound', 'toll-guard', 'changed')
    return tollGuardSetting(core)
  })
  routes.user('line.read', 'GET', '/toll-blocks', {}, () => deps.core.tollBlocks())
  routes.user('line.write', 'POST', '/toll-blocks/:id/lift', { params: IdParams }, ({ me, params, source }) => {
    if (!deps.core.liftTollBlock(params.id, me.name)) throw notFound()
    deps.audit.record({ userId: me.userId, action: 'toll-block-lifted', object: params.id, source: source.address })
  })
}

function check({ stores: { core } }: AppDeps, { caps, night }: TollGuardSetting): void {
  if (new Set(caps.map(({ id }) => id)).size < caps.length) throw invalid('Two caps have the same id', 'caps')
  if (caps.some(({ minutes, money }) => minutes === null && money === null))
    throw invalid('A cap has neither minutes nor money', 'caps')
  if (night && !listHours(core).some(({ id }) => id === night.hours)) throw invalid('There are no such hours', 'night')
}
