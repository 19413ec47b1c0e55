// How a call in is answered: at once, or only when its flow needs an answer, what is played before being heard unanswered. Rules C1, C25.
import type { FlowNodeKind } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { atStage, type LiveCall } from './call.ts'
import { tellLeg } from './call-effects.ts'

type Next = [LiveCall, Effect[]]

/** A line that cannot sound before the answer, or a peer that does not want it, is answered after this. */
const EARLY_SOUND_MS: Ms = 2000

const answer = (call: LiveCall): Effect => tellLeg(call.customerLeg, { type: 'answer' })

/** What a new call with a flow asks for first. */
export function open(call: LiveCall): Effect[] {
  const { customerLeg: legId } = call
  if (!call.isEarly) return [{ type: 'gateway', command: { type: 'leg.ring', legId } }, answer(call)]
  return [
    { type: 'gateway', command: { type: 'leg.progress', legId } },
    { type: 'set-timer', name: 'early', after: EARLY_SOUND_MS },
  ]
}

/** The customer hears: the flow begins. */
export function enterFlow(call: LiveCall, now: Ms): Next {
  const { flow, hours, customerLeg: legId } = call
  if (!flow) return [call, []]
  const id = `${call.id}.f${call.next.run}`
  const unanswered = call.isEarly ? { unanswered: true } : {}
  const start: Effect = { type: 'start-flow', id, callId: call.id, legId, flow, hours, at: null, ...unanswered }
  return [{ ...atStage(call, { name: 'menu' }, now), inFlow: true }, [start]]
}

export function onEarlySound(call: LiveCall, now: Ms): Next {
  if (call.stage.name !== 'answering' || !call.isEarly) return [call, []]
  const [next, effects] = enterFlow(call, now)
  return [next, [{ type: 'clear-timer', name: 'early' }, ...effects]]
}

/** From here on the call is answered, if it is not. */
export const answerNow = (call: LiveCall): Next =>
  call.isEarly ? [{ ...call, isEarly: false }, [answer(call)]] : [call, []]

export const onEarlyTimeout = (call: LiveCall): Next => (call.stage.name === 'answering' ? answerNow(call) : [call, []])

/** Keys cannot be relied on before the answer. */
export const atStep = (call: LiveCall, node?: FlowNodeKind): Next =>
  node === 'menu' || node === 'collect' || node === 'survey' ? answerNow(call) : [call, []]
