// How a call ends, and how it loses its seat. Rules C13-C21 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { CallRecord, Effect } from '../machine/inputs.ts'
import { type AgentPart, atStage, type Call, type LiveCall, partOf, recordOf } from './call.ts'
import { endHold, endSupervision, hangUpLeg, keepRecording, tellAgent, tellEntry, tellFlow } from './call-effects.ts'

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
  const { stage } = call
  const counted = countMessage(call, now)
  const effects: Effect[] = []
  if (stage.name === 'menu' || stage.name === 'message') effects.push(tellFlow(call, { type: 'hang-up' }))
  if (stage.name === 'message')
    effects.push({ type: 'gateway', command: { type: 'recording.stop', recordingId: stage.recordingId } })
  if (stage.name === 'queued')
    effects.push(tellFlow(call, { type: 'hang-up' }), tellEntry(stage.entryId, { type: 'leave' }))
  if (call.recordingId !== null)
    effects.push({ type: 'gateway', command: { type: 'recording.stop', recordingId: call.recordingId } })
  if (!customerGone) effects.push(hangUpLeg(call.customerLeg, cause))
  effects.push(...endSupervision(call))
  const part = partOf(call)
  if (part) {
    const wrapUpMs = call.answeredAt === null ? 0 : part.wrapUpMs
    effects.push(hangUpLeg(part.seatLeg, 'normal'))
    const { wrapUpExtensions: extensions } = part.terms ?? {}
    const ended = { type: 'call-ended', callId: call.id, wrapUpMs } as const
    effects.push(tellAgent(part.agentId, extensions === undefined ? ended : { ...ended, extensions }))
    effects.push({ type: 'gateway', command: { type: 'room.set', roomId: call.id, members: [] } })
  }
  const record = recordOf(counted, cause, endedBy, now)
  const { transfer } = call
  effects.push({ type: 'record', record, transferredTo: transfer?.cause === 'normal' ? transfer.to : null })
  return [{ state: 'ended', id: call.id, record }, effects]
}

export function countMessage(call: LiveCall, now: Ms): LiveCall {
  if (call.stage.name !== 'message') return call
  return now - call.stage.startedAt >= SHORTEST_MESSAGE_MS ? { ...call, tookMessage: true } : call
}

/** C13: the seat is gone for good: back to the head of the queue, or, for a call that no queue gave, the end. */
export function seatGone(call: LiveCall, part: AgentPart, now: Ms): Next {
  if (part.terms === null || call.queueId === null) return finish(call, 'seat-lost', 'system', now)
  const entryId = `${call.id}.q${call.next.entry}`
  const next = { ...call.next, entry: call.next.entry + 1 }
  const enteredAt = call.enteredQueueAt ?? now
  const held = endHold(call)
  const queued = {
    ...atStage(call, { name: 'queued', entryId, offeredTo: [] }, now),
    next,
    recordingGap: null,
    transfer: null,
    supervisor: null,
  }
  const heard = call.recordingId !== null && call.recordingGap !== null ? [keepRecording(call.recordingId, null)] : []
  return [
    queued,
    [
      ...held,
      ...heard,
      ...endSupervision(call),
      tellAgent(part.agentId, { type: 'call-ended', callId: call.id, wrapUpMs: 0 }),
      hangUpLeg(part.seatLeg, 'seat-lost'),
      { type: 'gateway', command: { type: 'room.set', roomId: call.id, members: [] } },
      {
        type: 'requeue',
        id: entryId,
        callId: call.id,
        legId: call.customerLeg,
        queueId: call.queueId,
        language: call.language,
        head: true,
        enteredAt,
      },
    ],
  ]
}
