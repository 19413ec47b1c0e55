// A call and the queue that it is in: the offer taken, the way on without an agent, settings that change. Rules C10, C27, C28, C32.
import type { AgentId, Ms } from '#protocol/ids'
import type { FlowTarget } from '../console/console-inputs.ts'
import type { Effect } from '../machine/effects.ts'
import type { QueueTerms } from '../queue/queue-inputs.ts'
import { type AgentPart, atStage, type LiveCall, type Stage } from './call.ts'
import { callCustomer, callLater } from './call-back.ts'
import { tellAgent, tellFlow, tellLeg } from './call-effects.ts'
import type { CallInput } from './call-inputs.ts'
import { INTRODUCTION_LIMIT, introductionFor } from './call-introduction.ts'
import { intoFlow } from './call-reroute.ts'

type Next = [LiveCall, Effect[]]
const MAX_QUEUE_HOPS = 10

/** C10, C32: the agent took the offer: open the seat's leg, and join the two at once where neither has anything to hear first. */
export function connect(call: LiveCall, input: CallInput & { type: 'queue.accepted' }, now: Ms): Next {
  const seatLeg = `${call.id}.s${call.next.seat}`
  const { agentId, terms } = input
  const part: AgentPart = { agentId, seatLeg, terms, wrapUpMs: terms.wrapUpMs }
  const next = { ...call.next, seat: call.next.seat + 1 }
  const toDial = call.callback?.toDial
  if (toDial) return callCustomer({ ...call, next }, toDial, part, now)
  const introduction = introductionFor(part, call.customerLeg)
  const stage: Stage = { name: 'connecting', part, away: false, ...(introduction ? { introduction } : {}) }
  const connecting = { ...atStage(call, stage, now), next, lastAgent: agentId, inFlow: false }
  return [
    connecting,
    [
      ...(introduction ? [INTRODUCTION_LIMIT] : []),
      ...(call.inFlow ? [tellFlow(call, { type: 'hang-up' })] : []),
      tellAgent(agentId, { type: 'talking', callId: call.id }),
      tellLeg(seatLeg, { type: 'open-seat', callId: call.id, agentId }),
    ],
  ]
}

/** C27: on to another queue, or back into the flow; null when neither is left. Two queues that send to each other end in the flow. */
export function leftQueue(call: LiveCall, { why, target }: CallInput & { type: 'queue.left' }, now: Ms): Next | null {
  // Q51: a supervisor decides as often as it takes.
  const mayHop = why === 'moved' || call.queueHops < MAX_QUEUE_HOPS
  if (target?.kind === 'queue' && mayHop) return toQueue(call, target.queue, now)
  if (target?.kind === 'callback') return callLater(call, target, now)
  if (target?.kind === 'flow') return otherFlow(call, target, now)
  // The flow of one who was put back at the head has ended.
  if (!call.inFlow) return null
  const at = target?.kind === 'menu' ? call.flow?.start : target?.kind === 'node' ? target.node : undefined
  const left = tellFlow(call, { type: 'queue.left', why, ...(at === undefined ? {} : { at }) })
  return [backToFlow(call, now), [left]]
}

/** CS3, CS4: into a flow that is not the one the caller came from. */
function otherFlow(call: LiveCall, target: FlowTarget, now: Ms): Next {
  const [moved, start] = intoFlow(call, target, now)
  const left = call.inFlow ? [tellFlow(call, { type: 'hang-up' })] : []
  return [{ ...moved, queueId: call.queueId, overflowed: true }, [...left, start]]
}

export const backToFlow = (call: LiveCall, now: Ms): LiveCall => ({
  ...atStage(call, { name: 'menu' }, now),
  overflowed: true,
  enteredQueueAt: null,
})

function toQueue(call: LiveCall, queueId: string, now: Ms): Next {
  const id = `${call.id}.q${call.next.entry}`
  const { id: callId, customerLeg: legId, language } = call
  const enteredAt = call.enteredQueueAt ?? now
  const next: LiveCall = {
    ...atStage(call, { name: 'queued', entryId: id, offeredTo: [] }, now),
    next: { ...call.next, entry: call.next.entry + 1 },
    queueId,
    queueHops: call.queueHops + 1,
  }
  return [next, [{ type: 'requeue', id, callId, legId, queueId, language, head: false, enteredAt }]]
}

/** C28: the terms of the queue that gave the call, as they are now. */
export function changedTerms(call: LiveCall, terms: QueueTerms): Next {
  const { stage } = call
  if (!('part' in stage) || stage.part.terms?.id !== terms.id) return [call, []]
  const part = { ...stage.part, terms, wrapUpMs: terms.wrapUpMs }
  return [{ ...call, stage: { ...stage, part } }, []]
}

export const without = (agents: readonly AgentId[], gone: AgentId) => agents.filter((id) => id !== gone)
