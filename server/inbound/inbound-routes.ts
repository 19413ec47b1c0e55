// Inbound rules, forced handling, and "who would get this call". What each route takes: server/protocol/inbound-rules.ts.
import {
  ForcedBody,
  type InboundReply,
  type InboundRule,
  type NextStep,
  OrderBody,
  RuleBody,
  TrialBody,
} from '#protocol/inbound-rules'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { AREAS, areaOf, isRegion } from '../number/area-codes.ts'
import { presentedNumber } from '../number/outbound-number.ts'
import { regionOf } from '../number/phone-number.ts'
import { cellOf } from '../number-list/entry-span.ts'
import { entriesOf } from '../number-list/entry-store.ts'
import { listNumberLists } from '../number-list/list-store.ts'
import type { Refusal } from '../number-list/verdict.ts'
import { loadConfiguration } from '../site/configuration-store.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/stores.ts'
import { callerFacts } from './caller-facts.ts'
import { isThere } from './inbound-rules.ts'
import { deleteInbound, forcedInbound, listInbound, orderInbound, saveForced, saveInbound } from './inbound-store.ts'
import { stepFor } from './offered-step.ts'

export function inboundRoutes(routes: Routes, deps: AppDeps): void {
  rules(routes, deps)
  forced(routes, deps)
  routes.user('number.read', 'POST', '/inbound-trial', { body: TrialBody }, ({ body }) => trial(deps, body))
  routes.user('number.read', 'GET', '/area-codes', {}, () => AREAS)
}

function rules(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const save = (call: Caller, rule: InboundRule, detail: string): InboundRule => {
    check(core, rule)
    saveInbound(core, rule)
    tellChange(deps, call, 'inbound', rule.id, detail)
    return rule
  }
  const isKnown = (id: string) => listInbound(core).some((rule) => rule.id === id)
  routes.user('number.read', 'GET', '/inbound-rules', {}, () => listInbound(core))
  routes.user('number.write', 'POST', '/inbound-rules', { body: RuleBody }, (call) => {
    const rule = { ...call.body, id: call.body.id ?? newId() }
    if (isKnown(rule.id)) throw conflict('Another rule has this id', 'id')
    return save(call, rule, 'created')
  })
  routes.user('number.write', 'PUT', '/inbound-rules/:id', { params: IdParams, body: RuleBody }, (call) => {
    const { id } = call.params
    if (!isKnown(id)) throw notFound()
    if (call.body.id !== undefined && call.body.id !== id) throw invalid('The id cannot be changed', 'id')
    return save(call, { ...call.body, id }, 'changed')
  })
  routes.user('number.write', 'DELETE', '/inbound-rules/:id', { params: IdParams }, (call) => {
    if (!deleteInbound(core, call.params.id)) throw notFound()
    tellChange(deps, call, 'inbound', call.params.id, 'deleted')
  })
  routes.user('number.write', 'PUT', '/inbound-order', { body: OrderBody }, (call) => {
    const { ids } = call.body
    const known = listInbound(core).map(({ id }) => id)
    if (ids.toSorted().join() !== known.toSorted().join()) throw conflict('The rules are not those any more', 'ids')
    orderInbound(core, ids)
    tellChange(deps, call, 'inbound', 'order', 'changed')
    return listInbound(core)
  })
}

function forced(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('number.read', 'GET', '/forced-inbound', {}, () => forcedInbound(core))
  routes.user('number.write', 'PUT', '/forced-inbound', { body: ForcedBody }, (call) => {
    const { on, step } = call.body
    checkStep(core, step)
    saveForced(core, { on, step, by: call.me.userId, at: deps.now() })
    tellChange(deps, call, 'inbound', 'forced', on ? 'enabled' : 'disabled')
    return forcedInbound(core)
  })
}

function check(core: Database, rule: InboundRule): void {
  const { lines, hours } = loadConfiguration(core)
  if (rule.lines.some((line) => !lines.some(({ id }) => id === line))) throw invalid('There is no such line', 'lines')
  if (rule.time !== null && !hours.some(({ id }) => id === rule.time?.hours))
    throw invalid('There are no such hours', 'time')
  const lists = new Set(listNumberLists(core).map(({ id }) => id))
  if (rule.caller.lists?.some((id) => !lists.has(id))) throw invalid('There is no such number list', 'lists')
  if (rule.caller.regions?.some((region) => !isRegion(region))) throw invalid('There is no such area', 'regions')
  checkStep(core, rule.step)
}

function checkStep(core: Database, step: NextStep): void {
  if (!isThere(loadConfiguration(core), step)) throw invalid('What the next step leads to is not there', 'step')
}

function trial({ stores }: AppDeps, { from, to, line, at }: TrialBody): InboundReply {
  const { core } = stores
  const customer = presentedNumber(from)
  const caller = callerFacts(core, customer, customer === '', at)
  const { trial } = stepFor(loadConfiguration(core), { dialed: to, lineId: line, customer, caller }, at)
  const { marks, lists, fields } = caller
  const known = {
    customer: fields.name === '' ? null : fields.name,
    marks: [...marks],
    country: regionOf(customer),
    area: areaOf(customer),
    entry: entryCell(core, caller.refusal),
    lists: listNumberLists(core).flatMap(({ id, name }) => (lists.includes(id) ? [{ id, name }] : [])),
  }
  return { ...trial, caller: known }
}

function entryCell(core: Database, refusal: Refusal | null): string | null {
  if (refusal === null || refusal.entryId === null) return null
  const [entry] = entriesOf(core, refusal.list.id, [refusal.entryId])
  return entry ? cellOf(entry) : null
}
