// How a call ends, and how it loses its seat. Rules C13-C21 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, atStage, type Call, type LiveCall, partOf, recordOf } from './call.ts'
import {
  endIntroduction,
  endSupervision,
  hangUpLeg,
  keepRecording,
  tellAgent,
  tellCallback,
  tellEntry,
  tellFlow,
} from './call-effects.ts'
import type { CallRecord } from './call-inputs.ts'
import { wokenUp } from './call-wake-up.ts'
import { agentOf, type Callee, type Guest } from './guest.ts'
import { inTalk, withoutGuest } from './guest-list.ts'

type Next = [Call, Effect[]]
/** C16: a shorter message is nobody speaking. */
const SHORTEST_MESSAGE_MS: Ms = 1000

/** C21: everything the call still has is ended, in the order a listener would want. */
export function finish(
  call: LiveCall,
  cause: HangupCause,
  endedBy: CallRecord['endedBy'],
  now: Ms,
  customerGone = false,
): Next {
  const { stage, callee, transfer } = call
  const counted = countMessage(call, now)
  const effects: Effect[] = []
  if (call.inFlow) effects.push(tellFlow(call, { type: 'hang-up', ...(customerGone ? { gone: true } : {}) }))
  if (stage.name === 'message')
    effects.push({ type: 'gateway', command: { type: 'recording.stop', recordingId: stage.recordingId } })
  if (stage.name === 'queued') effects.push(tellEntry(stage.entryId, { type: 'leave' }))
  if (call.recordingId !== null)
    effects.push({ type: 'gateway', command: { type: 'recording.stop', recordingId: call.recordingId } })
  if (!customerGone) effects.push(hangUpLeg(call.customerLeg, cause))
  if (call.callback && call.answeredAt === null)
    effects.push(tellCallback(call.callback.id, { type: 'not-connected', cause }))
  effects.push(...wokenUp(call, cause))
  if (callee) effects.push(letCalleeGo(call, callee))
  effects.push(...call.guests.flatMap((guest) => letGuestGo(call, guest)))
  const part = partOf(call)
  effects.push(...(part ? partEnds({ ...call, recordingGap: null }, part) : []))
  const record = recordOf(counted, cause, endedBy, now)
  effects.push({ type: 'record', record, transferredTo: transfer?.cause === 'normal' ? transfer.to : null })
  return [{ state: 'ended', id: call.id, record }, effects]
}

export const letCalleeGo = ({ id: callId }: LiveCall, { agentId, state }: Callee): Effect =>
  tellAgent(agentId, state === 'up' ? { type: 'call-ended', callId, wrapUpMs: 0 } : { type: 'ring-ended', callId })

export function letGuestGo({ id: callId }: LiveCall, { party, state, legId, beside }: Guest): Effect[] {
  if (party.kind === 'number') return [hangUpLeg(legId, state === 'up' ? 'normal' : 'cancelled')]
  if (state !== 'up') {
    const rung = [party.agentId, ...(beside === undefined ? [] : [beside])]
    const ended = rung.map((agentId) => tellAgent(agentId, { type: 'ring-ended', callId }))
    return [{ type: 'clear-timer', name: 'guest' }, ...ended]
  }
  return [hangUpLeg(legId, 'normal'), tellAgent(party.agentId, { type: 'call-ended', callId, wrapUpMs: 0 })]
}

/** The agent's part is over: the seat's leg, who supervised it, the gap of the recording; wrap-up when there was a talk (C19, C28). */
export function partEnds(call: LiveCall, part: AgentPart, cause: HangupCause = 'normal'): Effect[] {
  const wrapUpMs = call.answeredAt === null || cause === 'seat-lost' ? 0 : part.wrapUpMs
  const { wrapUpExtensions: extensions } = part.terms ?? {}
  const ended = { type: 'call-ended', callId: call.id, wrapUpMs } as const
  return [
    ...(call.recordingId !== null && call.recordingGap !== null ? [keepRecording(call.recordingId, null)] : []),
    ...endSupervision(call),
    ...endIntroduction(call),
    hangUpLeg(part.seatLeg, cause),
    tellAgent(part.agentId, extensions === undefined ? ended : { ...ended, extensions }),
  ]
}

/** What ends with the agent's part. */
export const withoutOwner = (call: LiveCall): LiveCall => ({
  ...call,
  consulting: null,
  recordingGap: null,
  transfer: null,
  supervisor: null,
})

type Terms = Pick<AgentPart, 'terms' | 'wrapUpMs'>

/** P9: the call is this guest's now, with the terms of the queue that gave it. */
export function becomesOwner(call: LiveCall, guest: Guest, { terms, wrapUpMs }: Terms, first: Effect[], now: Ms): Next {
  const agentId = agentOf(guest)
  if (agentId === null) return [call, first]
  const part: AgentPart = { agentId, seatLeg: guest.legId, terms, wrapUpMs }
  const talking = atStage(call, { name: 'talking', part, muted: guest.muted, away: false }, now)
  const answeredAt = call.answeredAt ?? now
  return [{ ...withoutGuest(talking, guest.legId), answeredAt, lastAgent: agentId }, first]
}

/** Whom the agent alone had: on hold, spoken with aside, or not there yet. */
function asideGo(call: LiveCall): [LiveCall, Effect[]] {
  const aside = call.guests.filter((guest) => !guest.joined || guest.state !== 'up')
  const rest = aside.reduce((kept, guest) => withoutGuest(kept, guest.legId), withoutOwner(call))
  return [rest, aside.flatMap((guest) => letGuestGo(call, guest))]
}

/** P12: the others of a conference go on: with the first agent among them, or on their own. */
export function leave(call: LiveCall, part: AgentPart, left: Effect[], now: Ms): Next {
  const [rest, gone] = asideGo(call)
  const effects = [...left, ...gone]
  const next = inTalk(rest).find((guest) => agentOf(guest) !== null)
  if (next) return becomesOwner(rest, next, part, effects, now)
  return [atStage(rest, { name: 'bridged' }, now), [...effects, BRIDGE_TIMER]]
}

/** P11: what two lines that we pay for may talk on without an agent. */
export const BRIDGE_TIMER: Effect = { type: 'set-timer', name: 'bridge', after: 2 * 3_600_000 }

export function countMessage(call: LiveCall, now: Ms): LiveCall {
  if (call.stage.name !== 'message' || call.stage.spoken) return call
  return now - call.stage.startedAt >= SHORTEST_MESSAGE_MS ? { ...call, tookMessage: true } : call
}

/** C13: the seat is gone for good: the others of a conference go on, a caller goes back to the head of his queue. */
export function seatGone(call: LiveCall, part: AgentPart, now: Ms): Next {
  const left = partEnds(call, part, 'seat-lost')
  if (inTalk(call).length > 0) return leave(call, part, left, now)
  const [rest, gone] = asideGo(call)
  // C49: while his phone rings, the customer is not there to wait.
  const queued = part.terms === null || call.stage.name === 'dialing' ? null : requeueHead(rest, now)
  if (queued === null) return finish(call, 'seat-lost', 'system', now)
  return [queued[0], [...left, ...gone, ...queued[1]]]
}

/** With the time already waited; null for a call that no queue gave. */
export function requeueHead(call: LiveCall, now: Ms): [LiveCall, Effect[]] | null {
  const { id: callId, customerLeg: legId, queueId, language } = call
  if (queueId === null || call.callee) return null
  const id = `${callId}.q${call.next.entry}`
  const next = { ...call.next, entry: call.next.entry + 1 }
  const enteredAt = call.enteredQueueAt ?? now
  const queued = { ...atStage(call, { name: 'queued', entryId: id, offeredTo: [] }, now), next }
  return [queued, [{ type: 'requeue', id, callId, legId, queueId, language, head: true, enteredAt }]]
}
