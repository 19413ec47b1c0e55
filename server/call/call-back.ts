// A caller who is called back instead of waiting, and the call that does it. Rules C41-C43, C48, C49 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import { farewellFlow } from '../callback/callback-flow.ts'
import type { CallbackTarget } from '../callback/callback-inputs.ts'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, atStage, type Call, type LiveCall, type ToDial } from './call.ts'
import { tellAgent, tellCallback, tellFlow, tellLeg } from './call-effects.ts'
import { finish } from './call-end.ts'
import type { CallInput } from './call-inputs.ts'
import { common, dialedAlone, FIRST } from './call-start.ts'

type Next = [Call, Effect[]]

/** C41: it is promised, the caller is told so, and the call ends. */
export function callLater(call: LiveCall, target: CallbackTarget, now: Ms): [LiveCall, Effect[]] {
  const { id: callId, customerLeg: legId, customer: number, language } = call
  const { kind: _, ...terms } = target
  const next = { ...call.next, run: call.next.run + 1 }
  const flow = farewellFlow(language)
  const askedBy = { kind: 'key', callId } as const
  return [
    {
      ...atStage(call, { name: 'menu' }, now),
      flow,
      hours: [],
      inFlow: true,
      overflowed: true,
      enteredQueueAt: null,
      next,
    },
    [
      ...(call.inFlow ? [tellFlow(call, { type: 'hang-up' })] : []),
      tellCallback(callId, { type: 'ask', wish: { ...terms, number, language, wishedAt: null, askedBy } }),
      { type: 'start-flow', id: `${callId}.f${next.run}`, callId, legId, flow, hours: [], at: null },
    ],
  ]
}

/** C42 */
export function dialedBack(id: CallId, input: CallInput & { type: 'dialed-back' }, now: Ms): Next {
  const { type: _, callback, ...alone } = input
  const [call, effects] = dialedAlone(id, alone, now)
  return [{ ...call, callback: { ...callback, toDial: null } }, effects]
}

/** C48: it stands in the queue at its place, without anybody on the phone. */
export function stands(id: CallId, input: CallInput & { type: 'stands' }, now: Ms): Next {
  const { callback, customer, queueId, language, noAnswerMs, lineId, to, from, withheld } = input
  const entryId = `${id}.q1`
  const customerLeg = `${id}.c1`
  const enteredAt = callback.place
  const call: LiveCall = {
    ...common(id, now),
    direction: 'out',
    customer,
    customerName: '',
    did: from,
    lineId,
    customerLeg,
    language,
    flow: null,
    hours: [],
    callback: { ...callback, toDial: { route: { lineId, to, from, withheld }, noAnswerMs } },
    stage: { name: 'queued', entryId, offeredTo: [] },
    queueId,
    enteredQueueAt: enteredAt,
    next: { ...FIRST, entry: 2 },
  }
  const place = { id: entryId, callId: id, legId: customerLeg, queueId, language, head: false, enteredAt }
  return [call, [{ type: 'requeue', ...place }]]
}

/** C49: who took it hears the customer's phone ring. */
export function callCustomer(
  call: LiveCall,
  { route, noAnswerMs }: ToDial,
  part: AgentPart,
  now: Ms,
): [LiveCall, Effect[]] {
  const { id: callId, customerLeg, callback } = call
  const { agentId, seatLeg } = part
  const stage = { name: 'dialing', part, away: false, seatUp: false, progress: null } as const
  const dialing: LiveCall = {
    ...atStage(call, stage, now),
    lastAgent: agentId,
    callback: callback && { ...callback, toDial: null },
  }
  return [
    dialing,
    [
      ...(callback ? [tellCallback(callback.id, { type: 'agent-took' })] : []),
      tellAgent(agentId, { type: 'dial', callId }),
      tellLeg(seatLeg, { type: 'open-seat', callId, agentId }),
      tellLeg(customerLeg, { type: 'dial', callId, noAnswerMs, ...route }),
    ],
  ]
}

/** C43: not once the two talk. */
export const calledOff = (call: LiveCall, cause: HangupCause, now: Ms): Next =>
  call.answeredAt === null ? finish(call, cause, 'system', now) : [call, []]
