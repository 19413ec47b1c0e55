// Where flows, queues, inbound rules and numbers name something, which therefore stays: a call would come to nothing.
import type { NamedIn } from '#protocol/api-error'
import type { FlowNode } from '#protocol/flow-config'
import type { ForwardTarget } from '#protocol/forwarding'
import type { InboundRule, NextStep } from '#protocol/inbound-rules'
import type { QueueConfig } from '#protocol/queue-config'
import { listFlows } from '../flow/flow-store.ts'
import { allForwarding } from '../forward/forwarding-store.ts'
import { HttpError } from '../http/http-error.ts'
import { forcedInbound, listInbound } from '../inbound/inbound-store.ts'
import { listDids } from '../number/did-store.ts'
import { listNumberLists } from '../number-list/list-store.ts'
import { listQueues } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { listAgents } from '../user/user-store.ts'

export type Named = 'queue' | 'box' | 'hours' | 'flow' | 'list'

/** Throws a 409 that lists them. */
export function refuseNamed(core: Database, what: Named | readonly Named[], id: string): void {
  const kinds: readonly Named[] = typeof what === 'string' ? [what] : what
  const uses = kinds.flatMap((kind) => namedIn(core, kind, id))
  if (uses.length === 0) return
  const names = uses.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  throw new HttpError(409, 'conflict', `It is named in: ${names}`, { reason: 'in-use', uses })
}

function namedIn(core: Database, what: Named, id: string): NamedIn[] {
  const flows = listFlows(core).filter((flow) => flow.nodes.some((node) => idIn(node, what) === id))
  const queues = listQueues(core).filter((queue) => queue.id !== id && inQueue(queue, what).includes(id))
  const rules = listInbound(core).filter(
    ({ step, ...conditions }) => idInStep(step, what) === id || inConditions(conditions, what).includes(id),
  )
  const { step } = forcedInbound(core)
  const lists = listNumberLists(core).filter(
    ({ answer }) => what === 'flow' && answer.kind === 'flow' && answer.flow === id,
  )
  const numbers = what === 'flow' ? listDids(core).filter(({ flow }) => flow === id) : []
  return [
    ...flows.map(({ name }) => ({ kind: 'flow' as const, name })),
    ...queues.map(({ name }) => ({ kind: 'queue' as const, name })),
    ...rules.map(({ name }) => ({ kind: 'rule' as const, name })),
    ...forwardedBy(core, what, id).map((name) => ({ kind: 'forwarding' as const, name })),
    ...lists.map(({ name }) => ({ kind: 'list' as const, name })),
    ...(step && idInStep(step, what) === id ? [{ kind: 'forced' as const, name: '' }] : []),
    ...numbers.map(({ number }) => ({ kind: 'number' as const, name: number })),
  ]
}

/** Whose calls are forwarded there. */
function forwardedBy(core: Database, what: Named, id: string): string[] {
  if (what !== 'queue' && what !== 'box') return []
  const names = new Map(listAgents(core).map((agent) => [agent.id, agent.name]))
  return [...allForwarding(core)].flatMap(([agentId, { forwarding }]) => {
    const { always, busy, noAnswer, away } = forwarding
    const leads = [always, busy, noAnswer, away].some((target) => target && idInTarget(target, what) === id)
    const name = names.get(agentId)
    return leads && name !== undefined ? [name] : []
  })
}

function idInTarget(target: ForwardTarget, what: 'queue' | 'box'): string | null {
  if (what === 'queue') return target.kind === 'queue' ? target.queue : null
  return target.kind === 'message' ? target.box : null
}

function idIn(node: FlowNode, what: Named): string | null {
  if (what === 'queue') return 'queue' in node ? node.queue : null
  if (what === 'box') return node.kind === 'message' ? node.box : null
  if (what === 'hours') return node.kind === 'hours' ? node.hours : null
  if (what === 'list') return node.kind === 'listed' ? node.list : null
  return node.kind === 'sub-flow' ? node.flow : null
}

function idInStep(step: NextStep, what: Named): string | null {
  if (what === 'queue') return step.kind === 'queue' ? step.queue : null
  if (what === 'box') return step.kind === 'message' ? step.box : null
  return what === 'flow' && step.kind === 'flow' ? step.flow : null
}

function inConditions({ time, caller }: Pick<InboundRule, 'time' | 'caller'>, what: Named): readonly string[] {
  if (what === 'list') return caller.lists ?? []
  return what === 'hours' && time ? [time.hours] : []
}

function inQueue(queue: QueueConfig, what: Named): string[] {
  if (what === 'queue') return leadsTo(queue)
  return what === 'hours' && queue.hours ? [queue.hours.id] : []
}

/** The queues that this one may send its callers on to. */
export function leadsTo({ targets, keys, expectedLimit, overflow, hours }: QueueConfig): string[] {
  const byLimit = [expectedLimit?.target, overflow?.target, hours?.closed, hours?.holiday]
  const ways = [...Object.values(targets), ...Object.values(keys), ...byLimit]
  return ways.flatMap((way) => (way?.kind === 'queue' ? [way.queue] : []))
}
