// Fault transfer and automatic attendant, set at the console. Rules CS7, CS8 in SPEC.md.
import {
  AutoAnswerBody,
  AutomaticBody,
  type ConsoleService,
  type ConsoleTarget,
  FaultTransferBody,
  type SetBy,
} from '#protocol/console'
import { listFlows } from '../flow/flow-store.ts'
import { tellChange } from '../http/config-change.ts'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { dialableNumber } from '../number/outbound-number.ts'
import { isEmergency } from '../outbound/destination.ts'
import { membershipOf } from '../queue/membership.ts'
import { loadConfiguration } from '../site/configuration-store.ts'
import type { Database } from '../store/database.ts'
import type { Actor } from '../user/may.ts'
import { listAgents, listUsers, setAutoAnswer } from '../user/user-store.ts'
import { consoleQueues } from './console-queues.ts'
import { type ConsoleSettings, consoleSettings, saveConsoleSettings } from './console-store.ts'

export function consoleRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const stamp = (userId: string) => ({ by: userId, at: deps.now() })
  routes.user('console.use', 'GET', '/console', {}, ({ me }) => serviceOf(core, me))
  routes.user('console.use', 'PUT', '/console/fault-transfer', { body: FaultTransferBody }, (call) => {
    const { target } = call.body
    checkTarget(core, target)
    saveConsoleSettings(core, { ...consoleSettings(core), fault: { target, set: stamp(call.me.userId) } })
    tellChange(deps, call, 'console', 'fault-transfer', target === null ? 'off' : nameOf(target))
    return serviceOf(core, call.me)
  })
  routes.user('console.use', 'PUT', '/console/automatic', { body: AutomaticBody }, (call) => {
    const { on, flow } = call.body
    if (on && flow === null) throw invalid('Which flow answers?', 'flow')
    if (flow !== null) checkTarget(core, { kind: 'flow', flow })
    saveConsoleSettings(core, { ...consoleSettings(core), automatic: { on, flow, set: stamp(call.me.userId) } })
    tellChange(deps, call, 'console', 'automatic-attendant', on ? `flow ${flow}` : 'off')
    return serviceOf(core, call.me)
  })
  routes.user('console.use', 'PUT', '/console/auto-answer', { body: AutoAnswerBody }, (call) => {
    setAutoAnswer(core, call.me.userId, call.body.on)
    tellChange(deps, call, 'users', call.me.userId, call.body.on ? 'automatic answer' : 'no automatic answer')
    return serviceOf(core, call.me)
  })
}

function nameOf(target: ConsoleTarget): string {
  switch (target.kind) {
    case 'flow':
      return `flow ${target.flow}`
    case 'queue':
      return `queue ${target.queue}`
    case 'agent':
      return `agent ${target.agent}`
    case 'number':
      return `number ${target.number}`
  }
}

function checkTarget(core: Database, target: ConsoleTarget | null): void {
  if (target === null) return
  if (!isThere(targetsIn(core), target)) throw invalid('Calls cannot go there', target.kind)
}

function isThere({ flows, queues, people }: ConsoleService['targets'], target: ConsoleTarget): boolean {
  switch (target.kind) {
    case 'flow':
      return flows.some(({ id }) => id === target.flow)
    case 'queue':
      return queues.some(({ id }) => id === target.queue)
    case 'agent':
      return people.some(({ id }) => id === target.agent)
    case 'number':
      return !isEmergency(target.number) && dialableNumber(target.number).ok
  }
}

/** The console's own queues, and the others. */
function queuesIn(core: Database) {
  const configuration = loadConfiguration(core)
  const own = consoleQueues(configuration.people, membershipOf(configuration))
  const named = configuration.queues.map(({ id, name }) => ({ id, name }))
  return { own: named.filter(({ id }) => own.has(id)), others: named.filter(({ id }) => !own.has(id)) }
}

const targetsIn = (core: Database): ConsoleService['targets'] => ({
  flows: listFlows(core).map(({ id, name }) => ({ id, name })),
  queues: queuesIn(core).others,
  people: listAgents(core).map(({ id, name }) => ({ id, name })),
})

function serviceOf(core: Database, { userId }: Pick<Actor, 'userId'>): ConsoleService {
  const users = listUsers(core)
  const people = new Map(users.map(({ id, name }) => [id, name]))
  const setBy = (set: ConsoleSettings['fault']['set']): SetBy => set && { name: people.get(set.by) ?? '', at: set.at }
  const { fault, automatic } = consoleSettings(core)
  return {
    queues: queuesIn(core).own,
    fault: { target: fault.target, set: setBy(fault.set) },
    automatic: { on: automatic.on, flow: automatic.flow, set: setBy(automatic.set) },
    autoAnswer: users.find(({ id }) => id === userId)?.autoAnswer ?? false,
    targets: targetsIn(core),
  }
}
