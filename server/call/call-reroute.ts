// A call that goes elsewhere from where it is: whoever had the caller lets go, the customer's leg stays. Rules C23, P14, P17.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, atStage, type Call, type LiveCall, partOf } from './call.ts'
import { answerTransfer, hangUpLeg, tellAgent, tellEntry, tellFlow, tellLeg } from './call-effects.ts'
import { finish, letGuestGo, partEnds, withoutOwner } from './call-end.ts'
import type { CallInput } from './call-inputs.ts'

type Next = [Call, Effect[]]

const guestsGo = (call: LiveCall): Effect[] => call.guests.flatMap((guest) => letGuestGo(call, guest))

/** Whoever had the caller lets go of it; null where nobody can yet: before the answer. */
function letGo(call: LiveCall): Effect[] | null {
  const { stage } = call
  const part = partOf(call)
  const flow = call.inFlow ? [tellFlow(call, { type: 'hang-up' })] : []
  switch (stage.name) {
    case 'answering':
    case 'dialing':
      return null
    case 'menu':
      return flow
    case 'message':
      return [
        { type: 'clear-timer', name: 'message' },
        { type: 'gateway', command: { type: 'recording.stop', recordingId: stage.recordingId } },
        ...flow,
      ]
    case 'queued':
      return [...flow, tellEntry(stage.entryId, { type: 'leave' })]
    case 'connecting':
    case 'talking':
    case 'held':
    case 'handing-over':
    case 'parked':
    case 'bridged':
      return [...guestsGo(call), ...(part ? partEnds(call, part) : [])]
  }
}

/** What is left of a call that everybody but the customer has left. */
const bare = (call: LiveCall): LiveCall => ({
  ...withoutOwner(call),
  guests: [],
  queueId: null,
  enteredQueueAt: null,
})

type Flow = Pick<CallInput & { type: 'to-flow' }, 'flow' | 'hours'>

export function intoFlow(call: LiveCall, { flow, hours }: Flow, now: Ms): [LiveCall, Effect] {
  const next = { ...call.next, run: call.next.run + 1 }
  const moved = { ...atStage(bare(call), { name: 'menu' }, now), flow, hours, next, inFlow: true }
  const { id: callId, customerLeg: legId } = call
  return [moved, { type: 'start-flow', id: `${callId}.f${next.run}`, callId, legId, flow, hours, at: null }]
}

type Requested = CallInput & { type: 'leg.transfer-requested' }

/** C23 */
export function transferRequested(call: LiveCall, input: Requested, now: Ms): Next {
  const { legId, to } = input
  if (to && 'callId' in to) return joinCalls(call, legId, to.callId, now)
  const gone = legId === call.customerLeg && to && !call.callee ? letGo(call) : null
  if (!to || !gone) return [call, [answerTransfer(legId, false)]]
  const [moved, start] = intoFlow(call, to, now)
  return [{ ...moved, did: to.did, language: to.flow.language }, [answerTransfer(legId, true), ...gone, start]]
}

/** P17: the far end has both calls, and joins our two ends of them: our agent here goes to the other call in its customer's place. */
function joinCalls(call: LiveCall, legId: string, otherId: string, now: Ms): Next {
  const part = partOf(call)
  const { stage } = call
  const isTalk = (stage.name === 'talking' || stage.name === 'held') && call.guests.length === 0 && !call.callee
  if (!part || !isTalk || legId !== call.customerLeg) return [call, [answerTransfer(legId, false)]]
  const moving = { ...call, stage: { ...stage, part: { ...part, wrapUpMs: 0 } } }
  const [ended, effects] = finish(moving, 'normal', 'customer', now, true)
  const letGoOf = tellLeg(legId, { type: 'let-go' })
  return [ended, [answerTransfer(legId, true), ...effects, letGoOf, tellOther(otherId, part.agentId)]]
}

const tellOther = (id: string, agentId: string): Effect => ({
  type: 'tell',
  machine: 'call',
  id,
  input: { type: 'customer-replaced', by: agentId },
})

/** P17: who was the customer is gone; the agent who had him elsewhere is in his place. */
export function customerReplaced(call: LiveCall, agentId: string): Next {
  const { stage } = call
  if (stage.name !== 'talking' && stage.name !== 'held') return [call, []]
  const legId = `${call.id}.s${call.next.seat}`
  const next = { ...call.next, seat: call.next.seat + 1 }
  const callee = { agentId, state: 'up' as const, camp: false, muted: false }
  return [
    { ...call, next, customerLeg: legId, callee },
    [
      hangUpLeg(call.customerLeg, 'normal'),
      tellAgent(agentId, { type: 'pick-up', callId: call.id }),
      tellLeg(legId, { type: 'open-seat', callId: call.id, agentId }),
    ],
  ]
}

/** P14: on to a queue, with the agent's wrap-up. */
export function toQueueOf(call: LiveCall, part: AgentPart, queueId: string, now: Ms): Next {
  if (call.callee) return [call, []]
  const { id: callId, customerLeg: legId, language } = call
  const id = `${callId}.q${call.next.entry}`
  const next = { ...call.next, entry: call.next.entry + 1 }
  const queued: LiveCall = {
    ...atStage(bare(call), { name: 'queued', entryId: id, offeredTo: [] }, now),
    next,
    queueId,
    enteredQueueAt: now,
  }
  const entering: Effect = { type: 'requeue', id, callId, legId, queueId, language, head: false, enteredAt: now }
  return [queued, [...guestsGo(call), ...partEnds(call, part), entering]]
}

/** P14: on to a flow: an announcement that leads back (F118), a message box. */
export function toFlow(call: LiveCall, part: AgentPart, input: Flow, now: Ms): Next {
  if (call.callee) return [call, []]
  const [moved, start] = intoFlow(call, input, now)
  return [moved, [...guestsGo(call), ...partEnds(call, part), start]]
}
