// What a call's flow asks for: a queue, a colleague or a number, a message. Rules C5-C8, C60-C63 in SPEC.md.
import type { Ms, RecordingId } from '#protocol/ids'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import { ask } from './ask-guest.ts'
import { type AgentPart, atStage, type Call, type Dictated, type LiveCall } from './call.ts'
import { answerNow, atStep } from './call-answer.ts'
import { openRecording, tellFlow } from './call-effects.ts'
import { finish, partEnds } from './call-end.ts'
import type { CallInput } from './call-inputs.ts'
import { inTalk } from './guest-list.ts'

type Next = [Call, Effect[]]
/** C61: whom a flow rings without a queue. */
const RUNG_WRAP_UP_MS: Ms = 15_000

export function fromFlow(call: LiveCall, input: CallInput & { type: `flow.${string}` }, now: Ms): Next {
  if (call.stage.name !== 'menu') return [call, []]
  switch (input.type) {
    case 'flow.went':
      return atStep({ ...call, path: [...call.path, input.step].slice(-200) }, input.node)
    case 'flow.language':
      return [{ ...call, language: input.language }, []]
    case 'flow.queue':
      return intoQueue(call, input, now)
    case 'flow.ring':
      return ring(call, input, now)
    case 'flow.message':
      return takeMessage(call, input, now)
    case 'flow.record':
      return takeDown(call, input, now)
    case 'flow.ended':
      return finish(call, input.cause ?? 'flow-ended', 'system', now)
    default:
      return assertNever(input)
  }
}

/** C6 */
function intoQueue(call: LiveCall, input: CallInput & { type: 'flow.queue' }, now: Ms): Next {
  const { queue, language, priority = 0, variables = {}, after = null } = input
  const id = `${call.id}.q${call.next.entry}`
  const enteredAt = call.callback?.place ?? now
  const queued: LiveCall = {
    ...atStage(call, { name: 'queued', entryId: id, offeredTo: [] }, now),
    next: { ...call.next, entry: call.next.entry + 1 },
    language,
    queueId: queue.id,
    enteredQueueAt: enteredAt,
    variables,
    after,
  }
  const { id: callId, customerLeg: legId } = call
  const [entered, first] = answerNow(queued)
  return [
    entered,
    [...first, { type: 'enter-queue', id, callId, legId, queue, language, head: false, enteredAt, priority }],
  ]
}

/** C61: the caller hears ring-back, as of a call that was handed over (P10). */
function ring(call: LiveCall, { guest, ringMs }: CallInput & { type: 'flow.ring' }, now: Ms): Next {
  const [answered, first] = answerNow(call)
  const [asked, { legId }, effects] = ask(answered, guest, ringMs)
  const stage = { name: 'handing-over' as const, to: legId, back: null, terms: null, wrapUpMs: RUNG_WRAP_UP_MS }
  return [atStage(asked, stage, now), [...first, ...effects]]
}

/** C62: nobody came: on in the flow. */
export function ringInVain(call: LiveCall, why: 'busy' | 'no-answer', now: Ms): [LiveCall, Effect[]] {
  return [atStage(call, { name: 'menu' }, now), [tellFlow(call, { type: 'ring.ended', why })]]
}

/** C61: who was rung has the call: its flow ends without a word. */
export const leaveFlow = (call: LiveCall): [LiveCall, Effect[]] =>
  call.inFlow ? [{ ...call, inFlow: false }, [tellFlow(call, { type: 'hang-up' })]] : [call, []]

/** C7 */
function takeMessage(call: LiveCall, { box, maxMs }: CallInput & { type: 'flow.message' }, now: Ms): Next {
  const [taking, first, recordingId] = recordCaller(call, {}, now)
  return [
    taking,
    [...first, openRecording(call, recordingId, 'message', box), { type: 'set-timer', name: 'message', after: maxMs }],
  ]
}

/** C75 */
function takeDown(call: LiveCall, { maxMs, ...spoken }: CallInput & { type: 'flow.record' }, now: Ms): Next {
  const { stopKey, silenceMs } = spoken
  const [taking, first, recordingId] = recordCaller(call, { spoken: { stopKey, silenceMs } }, now)
  const opened = { ...openRecording(call, recordingId, 'call', null), dictation: { silenceMs } }
  return [taking, [...first, opened, { type: 'set-timer', name: 'message', after: maxMs }]]
}

function recordCaller(call: LiveCall, how: { spoken?: Dictated }, now: Ms): [LiveCall, Effect[], RecordingId] {
  const recordingId = `${call.id}.r${call.next.recording}`
  const [answered, first] = answerNow(call)
  const next = { ...call.next, recording: call.next.recording + 1 }
  const taking = atStage(answered, { name: 'message', recordingId, startedAt: now, ...how }, now)
  return [{ ...taking, next }, first, recordingId]
}

/** C63: the agent has left, and the queue's node says where the caller goes on; null: nowhere. */
export function goesOn(call: LiveCall, part: AgentPart, now: Ms): Next | null {
  const { flow, hours, after, stage } = call
  const isTalk = stage.name === 'talking' || stage.name === 'held'
  if (!isTalk || !flow || after === null || inTalk(call).length > 0) return null
  const next = { ...call.next, run: call.next.run + 1 }
  const { id: callId, customerLeg: legId, variables } = call
  const id = `${callId}.f${next.run}`
  const moved: LiveCall = {
    ...atStage(call, { name: 'menu' }, now),
    ...{ next, inFlow: true, after: null, consulting: null, recordingGap: null, transfer: null, supervisor: null },
  }
  const start: Effect = { type: 'start-flow', id, callId, legId, flow, hours, at: after, variables }
  const { recordingId } = call
  const stopped: Effect[] =
    recordingId === null ? [] : [{ type: 'gateway', command: { type: 'recording.stop', recordingId } }]
  return [{ ...moved, recordingId: null }, [...stopped, ...partEnds(call, part), start]]
}
