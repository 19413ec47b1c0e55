// The effects a call asks for, by their names in the field.
import type { GapKind } from '#protocol/gateway-messages'
import type { AgentId, LegId, RecordingId } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type {
  AgentInput,
  Effect,
  FlowRunInput,
  LegInput,
  QueueEntryInput,
  SupervisionInput,
} from '../machine/inputs.ts'
import type { AgentPart, LiveCall, Stage } from './call.ts'

export const tellLeg = (id: LegId, input: LegInput): Effect => ({ type: 'tell', machine: 'leg', id, input })
export const tellAgent = (id: AgentId, input: AgentInput): Effect => ({ type: 'tell', machine: 'agent', id, input })
export const tellEntry = (id: string, input: QueueEntryInput): Effect => ({
  type: 'tell',
  machine: 'queue-entry',
  id,
  input,
})
export const tellFlow = (call: LiveCall, input: FlowRunInput): Effect => ({
  type: 'tell',
  machine: 'flow-run',
  id: `${call.id}.f${call.next.run}`,
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

/** Customer and agent hear each other; a muted agent is heard by nobody. */
export function joinRoom(call: LiveCall, part: AgentPart, muted: boolean): Effect {
  const said = muted ? [] : [part.seatLeg]
  return setRoom(call, part, { customer: said, agent: [call.customerLeg], supervisor: [call.customerLeg, ...said] })
}

/** Customer and agent hear nobody: the customer is on hold. */
export function isolate(call: LiveCall, part: AgentPart): Effect {
  const { customerLeg } = call
  return setRoom(call, part, { customer: null, agent: [], supervisor: [customerLeg, part.seatLeg] })
}

type Hears = { customer: LegId[] | null; agent: LegId[]; supervisor: LegId[] }

/** C29: the room of two, or of three when somebody supervises; `customer` null: on hold, hears nobody whoever speaks. */
function setRoom(call: LiveCall, { seatLeg }: AgentPart, hears: Hears): Effect {
  const { id: roomId, customerLeg, supervisor } = call
  const toCustomer = supervisor?.mode === 'barge' ? [supervisor.legId] : []
  const toAgent = supervisor && supervisor.mode !== 'listen' ? [supervisor.legId] : []
  const members = [
    { legId: customerLeg, hears: hears.customer === null ? [] : [...hears.customer, ...toCustomer] },
    { legId: seatLeg, hears: [...hears.agent, ...toAgent] },
  ]
  if (supervisor) members.push({ legId: supervisor.legId, hears: hears.supervisor })
  return { type: 'gateway', command: { type: 'room.set', roomId, members } }
}

export function playMusic(call: LiveCall, part: AgentPart, playerId: string): Effect {
  const prompts = [part.terms?.music ?? 'music']
  const { customerLeg: legId, language } = call
  return { type: 'play', playerId, legId, prompts, language, loop: true, bargeIn: false }
}

/** Ring-back of China (450 Hz, 1 s in 5) for the agent while the called party sends no sound of its own. */
export function ringBack(stage: Stage & { name: 'dialing' }): Effect {
  const items = [
    { kind: 'tone' as const, hz: [450], ms: 1000 },
    { kind: 'silence' as const, ms: 4000 },
  ]
  const { playerId, part } = stage
  return {
    type: 'gateway',
    command: { type: 'player.start', playerId, legId: part.seatLeg, items, loop: true, bargeIn: false },
  }
}

/** The far end is told; a line that does not signal it lets it be. */
export const holdLeg = (legId: LegId, held: boolean): Effect => ({
  type: 'gateway',
  command: { type: 'leg.hold', legId, held },
})

/** C29: nobody is supervised without an agent. */
export const endSupervision = (call: LiveCall): Effect[] =>
  call.supervisor ? [tellSupervision(call, { type: 'call-ended' })] : []

/** What a hold leaves behind when the call goes elsewhere from it. */
export const endHold = ({ stage, customerLeg }: LiveCall): Effect[] =>
  stage.name === 'held' ? [stopPlayer(stage.playerId), holdLeg(customerLeg, false)] : []

export const transferLeg = (legId: LegId, to: string): Effect => ({
  type: 'gateway',
  command: { type: 'leg.transfer', legId, to, replacesLegId: null },
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
): Effect {
  return { type: 'open-recording', recordingId, callId: call.id, legId: call.customerLeg, kind, box }
}
