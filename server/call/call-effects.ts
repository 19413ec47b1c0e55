// The effects a call asks for, by their names in the field.
import type { GapKind } from '#protocol/gateway-messages'
import type { AgentId, LegId, RecordingId } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { AgentInput } from '../agent/agent-inputs.ts'
import type { CallbackInput } from '../callback/callback-inputs.ts'
import type { FlowRunInput } from '../flow/flow-inputs.ts'
import type { ReachFailure } from '../forward/forwarding.ts'
import type { Effect } from '../machine/effects.ts'
import type { QueueEntryInput } from '../queue/queue-inputs.ts'
import type { SupervisionInput } from '../supervise/supervision-inputs.ts'
import type { LiveCall } from './call.ts'
import type { LegInput } from './leg-inputs.ts'

export const tellLeg = (id: LegId, input: LegInput): Effect => ({ type: 'tell', machine: 'leg', id, input })
export const tellAgent = (id: AgentId, input: AgentInput): Effect => ({ type: 'tell', machine: 'agent', id, input })
export const tellEntry = (id: string, input: QueueEntryInput): Effect => ({
  type: 'tell',
  machine: 'queue-entry',
  id,
  input,
})
type Aim = { legId: LegId; agentId: AgentId; via: readonly AgentId[]; camp: boolean }

/** C65, C66: `reached` follows. */
export const reach = ({ id: callId }: LiveCall, aim: Aim, failed: ReachFailure | null): Effect => ({
  type: 'reach',
  callId,
  ...aim,
  failed,
})

export const tellFlow = (call: LiveCall, input: FlowRunInput): Effect => ({
  type: 'tell',
  machine: 'flow-run',
  id: `${call.id}.f${call.next.run}`,
  input,
})
export const tellCallback = (id: string, input: CallbackInput): Effect => ({
  type: 'tell',
  machine: 'callback',
  id,
  input,
})
export const tellSupervision = (call: LiveCall, input: SupervisionInput): Effect => ({
  type: 'tell',
  machine: 'supervision',
  id: call.id,
  input,
})
export const hangUpLeg = (id: LegId, cause: HangupCause): Effect => tellLeg(id, { type: 'hang-up', cause })
export const stopPlayer = (playerId: string): Effect => ({
  type: 'gateway',
  command: { type: 'player.stop', playerId },
})

/** C29: nobody is supervised without an agent. */
export const endSupervision = (call: LiveCall): Effect[] =>
  call.supervisor ? [tellSupervision(call, { type: 'call-ended' })] : []

/** C34: the limit of what agent and customer hear before they are joined. */
export const endIntroduction = ({ stage }: LiveCall): Effect[] =>
  stage.name === 'connecting' && stage.introduction ? [{ type: 'clear-timer', name: 'introduction' }] : []

/** `replacesLegId`: the far end is to take over that leg's dialog of its own (RFC 3891), and `to` is who is there. */
export const transferLeg = (legId: LegId, to: string, replacesLegId: LegId | null = null): Effect => ({
  type: 'gateway',
  command: { type: 'leg.transfer', legId, to, replacesLegId },
})

export const answerTransfer = (legId: LegId, accepted: boolean): Effect => ({
  type: 'gateway',
  command: { type: 'leg.answer-transfer', legId, accepted },
})

/** Pauses or masks the recording, or lets it hear again. */
export function keepRecording(recordingId: RecordingId, gap: GapKind | null): Effect {
  return {
    type: 'gateway',
    command:
      gap === null ? { type: 'recording.resume', recordingId } : { type: 'recording.pause', recordingId, mode: gap },
  }
}

export function openRecording(
  call: LiveCall,
  recordingId: RecordingId,
  kind: 'call' | 'message',
  box: string | null,
): Effect & { type: 'open-recording' } {
  return { type: 'open-recording', recordingId, callId: call.id, legId: call.customerLeg, kind, box }
}
