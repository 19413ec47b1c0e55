// Forwarding as people set it: one's own, or anybody's. Rules FW8, FW13 in SPEC.md.
import { Forwarding, type ForwardingRow, type ForwardPlaces, type ForwardTarget } from '#protocol/forwarding'
import type { AgentId } from '#protocol/ids'
import { tellChange } from '../http/config-change.ts'
import { invalid, noRight, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { isThere } from '../inbound/inbound-rules.ts'
import { allBoxes } from '../message/box-people.ts'
import { isCalled } from '../number/did-match.ts'
import { dialableNumber } from '../number/outbound-number.ts'
import { isEmergency } from '../outbound/destination.ts'
import type { SiteConfiguration } from '../site/configuration.ts'
import { loadConfiguration } from '../site/configuration-store.ts'
import type { Database } from '../store/database.ts'
import { type Actor, scopeOf } from '../user/may.ts'
import { listAgents } from '../user/user-store.ts'
import { allForwarding, NOT_SET, saveForwarding } from './forwarding-store.ts'

const KINDS = ['always', 'away', 'busy', 'noAnswer'] as const

export function forwardingRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('forwarding.set', 'GET', '/forwarding', {}, ({ me }) =>
    rowsOf(core).filter(({ agentId }) => maySet(me, agentId)),
  )
  routes.user('forwarding.set', 'PUT', '/forwarding/:id', { params: IdParams, body: Forwarding }, (call) => {
    const { id } = call.params
    if (!maySet(call.me, id)) throw noRight()
    if (!rowsOf(core).some(({ agentId }) => agentId === id)) throw notFound()
    const forwarding = checked(loadConfiguration(core), id, call.body)
    saveForwarding(core, id, forwarding, call.me.userId, deps.now())
    tellChange(deps, call, 'forwarding', id, forwarding.on ? 'enabled' : 'disabled')
    return rowsOf(core).find(({ agentId }) => agentId === id)
  })
  routes.user(
    'forwarding.set',
    'GET',
    '/forward-places',
    {},
    ({ me }): ForwardPlaces => ({
      people: listAgents(core).map(({ id, number, name }) => ({ id, number, name })),
      queues: loadConfiguration(core).queues.map(({ id, name }) => ({ id, name })),
      boxes: allBoxes(core, me).map(({ id, name }) => ({ id, name })),
    }),
  )
}

const maySet = (me: Actor, agentId: AgentId): boolean =>
  scopeOf(me, 'forwarding.set') === 'all' || (me.agentId ?? me.userId) === agentId

function rowsOf(core: Database): ForwardingRow[] {
  const known = allForwarding(core)
  return listAgents(core).map(({ id: agentId, number, name }) => ({
    ...{ agentId, number, name },
    ...(known.get(agentId) ?? NOT_SET),
  }))
}

function checked(configuration: SiteConfiguration, agentId: AgentId, forwarding: Forwarding): Forwarding {
  const targets = KINDS.map((kind) => {
    const to = forwarding[kind]
    return [kind, to && target(configuration, agentId, kind, to)] as const
  })
  if (forwarding.on && targets.every(([, to]) => to === null)) throw invalid('Where do the calls go?', 'always')
  return { ...forwarding, ...Object.fromEntries(targets) }
}

function target(around: SiteConfiguration, agentId: AgentId, kind: string, to: ForwardTarget): ForwardTarget {
  if (to.kind === 'number') return numberTarget(around, kind, to.number)
  if (to.kind === 'agent' && to.agent === agentId) throw invalid('Calls cannot be forwarded to the person', kind)
  if (!isThere(around, { ...to, language: 'en' })) throw invalid('Calls cannot go there', kind)
  return to
}

/** FW8: kept as it is stored everywhere. */
function numberTarget({ dids }: SiteConfiguration, kind: string, typed: string): ForwardTarget {
  if (isEmergency(typed)) throw invalid('Calls are not forwarded to emergency numbers', kind)
  const number = dialableNumber(typed)
  if (!number.ok) throw invalid('This is no number that can be called', kind)
  if (dids.some((did) => isCalled(did.number, number.customer) || isCalled(did.number, number.dial)))
    throw invalid('This number is one of ours: choose a person or a queue', kind)
  return { kind: 'number', number: number.customer }
}
