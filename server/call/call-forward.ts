// A call aimed at a person rings whom his forwarding names, or goes on elsewhere. Rules C65-C68 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { ReachFailure } from '../forward/forwarding.ts'
import type { Effect } from '../machine/effects.ts'
import { ask } from './ask-guest.ts'
import { atStage, type Call, type LiveCall } from './call.ts'
import { reach, tellAgent } from './call-effects.ts'
import { finish, letCalleeGo, letGuestGo } from './call-end.ts'
import { leaveFlow } from './call-flow.ts'
import type { CallInput, ReachedTo } from './call-inputs.ts'
import { intoFlow } from './call-reroute.ts'
import { guestLegEnded } from './call-rung.ts'
import { CAMP_MS, type Callee, type Guest, RING_MS } from './guest.ts'
import { guestOf, withGuest, withoutGuest } from './guest-list.ts'

type Next = [Call, Effect[]]
type Reached = CallInput & { type: 'reached' }

/** C66: null: nobody's forwarding has a say in it. */
export function askAgain(call: LiveCall, guest: Guest | null, failed: ReachFailure): Next | null {
  const { callee } = call
  if (guest?.party.kind === 'agent' && guest.aimed) {
    const { legId, aimed, party } = guest
    const aim = { legId, agentId: party.agentId, via: aimed.via, camp: false }
    return [withGuest(call, legId, { state: 'waiting' }), [...letGuestGo(call, guest), reach(call, aim, failed)]]
  }
  if (guest || !callee?.aimed) return null
  const { agentId, aimed } = callee
  const aim = { legId: call.customerLeg, agentId, via: aimed.via, camp: false }
  const waiting: LiveCall = { ...call, callee: { ...callee, state: 'waiting' } }
  return [waiting, [{ type: 'clear-timer', name: 'guest' }, letCalleeGo(call, callee), reach(call, aim, failed)]]
}

/** C65: the site has looked whom it rings. */
export function reached(call: LiveCall, input: Reached, now: Ms): Next {
  const { callee } = call
  if (callee && input.legId === call.customerLeg)
    return callee.state === 'waiting' ? calleeReached(call, callee, input, now) : [call, []]
  const guest = guestOf(call, input.legId)
  if (guest?.party.kind !== 'agent' || guest.state !== 'waiting') return [call, []]
  const { to } = input
  if (to?.kind === 'agent') return rings(call, guest, guest.party.camp, to)
  if (to?.kind === 'number') return instead(call, guest, to)
  if (to === null || call.stage.name !== 'handing-over') return guestLegEnded(call, guest, input.cause, now)
  const [left, gone] = leaveFlow(withoutGuest(call, guest.legId))
  const [moved, start] = intoFlow(left, to, now)
  return [moved, [...gone, start]]
}

type Colleague = ReachedTo & { kind: 'agent' }

/** His leg is not open yet: it may be another's. */
function rings(call: LiveCall, guest: Guest, camp: boolean, { agentId, via, ringMs, beside }: Colleague): Next {
  const isHe = guest.party.kind === 'agent' && guest.party.agentId === agentId
  const waits = camp && isHe
  const ring = ringMs ?? guest.ringMs ?? RING_MS
  const party = { kind: 'agent' as const, agentId, camp: waits }
  const { beside: _, ...alone } = guest
  const rung: Guest = { ...alone, party, ringMs: ring, aimed: { via }, ...(beside === undefined ? {} : { beside }) }
  const guests = call.guests.map((other) => (other.legId === guest.legId ? rung : other))
  const main = beside === undefined ? [] : [tellAgent(beside, { type: 'ring', callId: call.id })]
  return [{ ...call, guests }, [...ringing(call, agentId, waits ? CAMP_MS : ring), ...main]]
}

const ringing = ({ id: callId }: LiveCall, agentId: string, after: Ms): Effect[] => [
  { type: 'set-timer', name: 'guest', after },
  tellAgent(agentId, { type: 'ring', callId, override: false }),
]

/** C67: an outside number in the place of the colleague. */
function instead(call: LiveCall, guest: Guest, to: ReachedTo & { kind: 'number' }): Next {
  const [asked, { legId }, effects] = ask(withoutGuest(call, guest.legId), to)
  const { stage } = asked
  const consulting = call.consulting === guest.legId ? legId : asked.consulting
  if (stage.name !== 'handing-over' || stage.to !== guest.legId) return [{ ...asked, consulting }, effects]
  return [{ ...asked, consulting, stage: { ...stage, to: legId } }, effects]
}

function calleeReached(call: LiveCall, callee: Callee, { to, cause, caller }: Reached, now: Ms): Next {
  if (to === null) return finish(call, cause, 'system', now)
  if (to.kind === 'agent') {
    const { agentId, via, ringMs } = to
    const camp = callee.camp && callee.agentId === agentId
    const ring = ringMs ?? RING_MS
    const other: Callee = { ...callee, agentId, camp, aimed: { via }, ringMs: ring }
    return [{ ...call, callee: other }, ringing(call, agentId, camp ? CAMP_MS : ring)]
  }
  const shown = caller ? { customer: caller.number, customerName: caller.name } : {}
  return callerGoesOn({ ...call, ...shown }, to, now)
}

/** C68: the caller stands where the customer would. */
function callerGoesOn(call: LiveCall, to: Exclude<ReachedTo, Colleague>, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'dialing') return [call, []]
  const { agentId, seatLeg } = stage.part
  const inFront: LiveCall = {
    ...atStage(call, { name: 'menu' }, now),
    customerLeg: seatLeg,
    callee: { agentId, state: 'up', camp: false, muted: false },
  }
  const talking = tellAgent(agentId, { type: 'talking', callId: call.id })
  if (to.kind === 'flow') {
    const [moved, start] = intoFlow(inFront, to, now)
    return [moved, [talking, start]]
  }
  const [asked, { legId }, effects] = ask(inFront, to)
  const handing = { name: 'handing-over' as const, to: legId, back: null, terms: null, wrapUpMs: 0 }
  return [atStage(asked, handing, now), [talking, ...effects]]
}

/** What came of ringing somebody, by what his leg would have ended with. */
export function failureOf(cause: HangupCause): ReachFailure {
  if (cause === 'seat-lost') return 'away'
  return cause === 'busy' || cause === 'rejected' ? 'busy' : 'noAnswer'
}
