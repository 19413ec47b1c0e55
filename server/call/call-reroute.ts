// A call that its far end sends on to another number of ours: what it had is ended, its leg stays and enters that number's flow. Rule C23.
import type { Ms } from '#protocol/ids'
import type { CallInput, Effect } from '../machine/inputs.ts'
import { atStage, type Call, type LiveCall, partOf } from './call.ts'
import {
  answerTransfer,
  endHold,
  endSupervision,
  hangUpLeg,
  keepRecording,
  tellAgent,
  tellEntry,
  tellFlow,
} from './call-effects.ts'

const stopRecording = (recordingId: string): Effect => ({
  type: 'gateway',
  command: { type: 'recording.stop', recordingId },
})

/** Whoever had the caller lets go of it; null where nobody can yet: before the answer. */
function letGo(call: LiveCall): Effect[] | null {
  const { stage } = call
  switch (stage.name) {
    case 'answering':
    case 'dialing':
      return null
    case 'menu':
      return [tellFlow(call, { type: 'hang-up' })]
    case 'message':
      return [
        { type: 'clear-timer', name: 'message' },
        stopRecording(stage.recordingId),
        tellFlow(call, { type: 'hang-up' }),
      ]
    case 'queued':
      return [tellFlow(call, { type: 'hang-up' }), tellEntry(stage.entryId, { type: 'leave' })]
    case 'connecting':
    case 'talking':
    case 'held':
      return agentLetsGo(call)
  }
}

function agentLetsGo(call: LiveCall): Effect[] {
  const part = partOf(call)
  if (!part) return []
  const wrapUpMs = call.answeredAt === null ? 0 : part.wrapUpMs
  return [
    ...endHold(call),
    ...endSupervision(call),
    ...(call.recordingId !== null && call.recordingGap !== null ? [keepRecording(call.recordingId, null)] : []),
    tellAgent(part.agentId, { type: 'call-ended', callId: call.id, wrapUpMs }),
    hangUpLeg(part.seatLeg, 'normal'),
    { type: 'gateway', command: { type: 'room.set', roomId: call.id, members: [] } },
  ]
}

type Requested = CallInput & { type: 'leg.transfer-requested' }

export function transferRequested(call: LiveCall, input: Requested, now: Ms): [Call, Effect[]] {
  const { legId, to } = input
  const gone = legId === call.customerLeg && to ? letGo(call) : null
  if (!to || !gone) return [call, [answerTransfer(legId, false)]]
  const { did, flow, hours } = to
  const next = { ...call.next, run: call.next.run + 1 }
  const moved = { ...atStage(call, { name: 'menu' }, now), did, flow, hours, next, language: flow.language }
  const id = `${call.id}.f${next.run}`
  return [
    { ...moved, queueId: null, enteredQueueAt: null, recordingGap: null, transfer: null, supervisor: null },
    [answerTransfer(legId, true), ...gone, { type: 'start-flow', id, callId: call.id, legId, flow, hours, at: null }],
  ]
}
