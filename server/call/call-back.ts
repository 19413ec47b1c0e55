// A caller who is called back instead of waiting, and the call that does it. Rules C41-C43 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import { farewellFlow } from '../callback/callback-flow.ts'
import type { CallbackTarget } from '../callback/callback-inputs.ts'
import type { Effect } from '../machine/effects.ts'
import { atStage, type Call, type LiveCall } from './call.ts'
import { tellCallback, tellFlow } from './call-effects.ts'
import { finish } from './call-end.ts'
import type { CallInput } from './call-inputs.ts'
import { dialedAlone } from './call-start.ts'

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
  return [{ ...call, callback }, effects]
}

/** C43: not once the two talk. */
export const calledOff = (call: LiveCall, cause: HangupCause, now: Ms): Next =>
  call.answeredAt === null ? finish(call, cause, 'system', now) : [call, []]
