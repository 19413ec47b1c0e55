// A call that wakes somebody up: an outside number, or a seat that stands where a customer's telephone would. Rules C44-C46 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { Effect } from '../machine/effects.ts'
import { CONFIRMED } from '../wake-up/wake-up-flow.ts'
import type { LiveCall } from './call.ts'
import { tellAgent } from './call-effects.ts'
import type { CallInput } from './call-inputs.ts'
import { common, dialedAlone } from './call-start.ts'
import { RING_MS } from './guest.ts'

type Next = [LiveCall, Effect[]]

/** C44 */
export function wakingUp(id: CallId, input: CallInput & { type: 'wake-up' }, now: Ms): Next {
  const { wakeUpId, route, noAnswerMs, flow } = input
  if (route.kind === 'number') {
    const [call, effects] = dialedAlone(id, { ...route, noAnswerMs, flow }, now)
    return [{ ...call, wakeUpId }, effects]
  }
  const { agentId, number, name } = route
  const call: LiveCall = {
    ...common(id, now),
    direction: 'internal',
    customer: number,
    customerName: name,
    did: '',
    lineId: null,
    customerLeg: `${id}.s1`,
    language: flow.language,
    flow,
    hours: [],
    stage: { name: 'answering' },
    callee: { agentId, state: 'waiting', camp: false, muted: false },
    wakeUpId,
  }
  return [
    call,
    [
      { type: 'set-timer', name: 'guest', after: RING_MS },
      tellAgent(agentId, { type: 'ring', callId: id, override: true }),
    ],
  ]
}

/** C46: what a call that ends tells the wake-up. */
export function wokenUp({ wakeUpId, stage, stageSince, path }: LiveCall, cause: HangupCause): Effect[] {
  if (wakeUpId === null) return []
  const heardAt = stage.name === 'menu' ? stageSince : null
  const input = { type: 'call-ended', heardAt, confirmed: path.includes(CONFIRMED), cause } as const
  return [{ type: 'tell', machine: 'wake-up', id: wakeUpId, input }]
}
