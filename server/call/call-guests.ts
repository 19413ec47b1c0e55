// What the agent whose call it is does with guests: consult, alternate, conference, hand over. Rules P1-P12 in SPEC.md.
import type { AgentId, LegId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { ask } from './ask-guest.ts'
import { type AgentPart, atStage, type Call, type LiveCall } from './call.ts'
import { tellAgent, transferLeg } from './call-effects.ts'
import { BRIDGE_TIMER, becomesOwner, letGuestGo, partEnds, withoutOwner } from './call-end.ts'
import type { CallInput, NewGuest } from './call-inputs.ts'
import { park } from './call-park.ts'
import { toFlow, toQueueOf } from './call-reroute.ts'
import { type Guest, MAX_GUESTS } from './guest.ts'
import { guestOf, pendingOf, withGuest, withoutGuest } from './guest-list.ts'

type Next = [Call, Effect[]]
type Live = [LiveCall, Effect[]]

export function fromHost(call: LiveCall, part: AgentPart, input: CallInput & { agentId: AgentId }, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'talking' && stage.name !== 'held') return [call, []]
  switch (input.type) {
    case 'consult':
      return consult(call, part, input.guest, now)
    case 'hand-over':
      return handOver(call, part, input.guest, now)
    case 'speak-with':
      return speakWith(call, part, input.legId, now)
    case 'join-guest':
      return join(call, part, input.legId, now)
    case 'complete':
      return complete(call, part, input, now)
    case 'drop-guest':
      return guestOf(call, input.legId) ? dropGuest(call, input.legId) : [call, []]
    case 'park':
      return park(call, part, input.slot, now)
    case 'to-queue':
      return toQueueOf(call, part, input.queueId, now)
    case 'to-flow':
      return toFlow(call, part, input, now)
    default:
      return [call, []]
  }
}

/** P2: one guest is rung at a time, and not more than fit. */
const mayAsk = (call: LiveCall): boolean => !pendingOf(call) && call.guests.length < MAX_GUESTS

function consult(call: LiveCall, part: AgentPart, guest: NewGuest, now: Ms): Next {
  if (!mayAsk(call)) return [call, []]
  const [asked, { legId }, effects] = ask(call, guest)
  const [held, stepped] = stepAside(asked, part, legId, now)
  return [held, [...stepped, ...effects]]
}

/** The agent speaks with a guest; the others go on without him. */
function stepAside(call: LiveCall, part: AgentPart, consulting: LegId, now: Ms): Live {
  if (call.stage.name === 'held') return [{ ...call, consulting }, []]
  const held = atStage(call, { name: 'held', part, away: false }, now)
  return [{ ...held, consulting }, [tellAgent(part.agentId, { type: 'holding', callId: call.id })]]
}

function comeBack(call: LiveCall, part: AgentPart, now: Ms): Live {
  if (call.stage.name === 'talking') return [call, []]
  const talking = atStage(call, { name: 'talking', part, muted: false, away: false }, now)
  return [{ ...talking, consulting: null }, [tellAgent(part.agentId, { type: 'talking', callId: call.id })]]
}

/** P6: aside with a guest who is there, or back in the conversation: the guest of before is on hold, or not rung any more. */
function speakWith(call: LiveCall, part: AgentPart, legId: LegId | null, now: Ms): Next {
  if (legId === null) return takeBack(call, part, now)
  const guest = guestOf(call, legId)
  if (guest?.state !== 'up' || call.consulting === legId || pendingOf(call)) return [call, []]
  return stepAside(withGuest(call, legId, { joined: false }), part, legId, now)
}

/** P6, P7: 接回. */
export function takeBack(call: LiveCall, part: AgentPart, now: Ms): Next {
  if (call.stage.name !== 'held' || call.stage.away) return [call, []]
  const pending = pendingOf(call)
  const [left, dropped] = pending ? dropGuest(call, pending.legId) : [call, []]
  const [back, effects] = comeBack(left, part, now)
  return [back, [...dropped, ...effects]]
}

/** P8 */
function join(call: LiveCall, part: AgentPart, legId: LegId, now: Ms): Next {
  const guest = guestOf(call, legId)
  if (guest?.state !== 'up' || guest.joined) return [call, []]
  return comeBack(withGuest(call, legId, { joined: true }), part, now)
}

/** P7: whoever it is, wherever it has got to. */
export function dropGuest(call: LiveCall, legId: LegId): Live {
  const guest = guestOf(call, legId)
  return guest ? [withoutGuest(call, legId), letGuestGo(call, guest)] : [call, []]
}

/** P9-P11: the agent leaves the customer to the guest: who is there takes over, who rings is waited for. */
function complete(call: LiveCall, part: AgentPart, input: CallInput & { type: 'complete' }, now: Ms): Next {
  const guest = guestOf(call, input.legId)
  if (!guest) return [call, []]
  if (guest.state !== 'up') return handing(call, part, guest, now)
  if (guest.party.kind === 'number') return bridge(withoutOwner(call), guest, input.refer, partEnds(call, part), now)
  return becomesOwner(withoutOwner(call), guest, part, partEnds(call, part), now)
}

/** P10: without a word before it. */
function handOver(call: LiveCall, part: AgentPart, guest: NewGuest, now: Ms): Next {
  if (!mayAsk(call)) return [call, []]
  const [asked, rung, effects] = ask(call, guest)
  const [handing_, left] = handing(asked, part, rung, now)
  return [handing_, [...left, ...effects]]
}

function handing(call: LiveCall, part: AgentPart, { legId }: Guest, now: Ms): Live {
  const { terms, wrapUpMs } = part
  const stage = { name: 'handing-over' as const, to: legId, back: part, terms, wrapUpMs }
  return [atStage(withoutOwner(call), stage, now), partEnds(call, part)]
}

/** P11: two lines through us; where the far end can join them itself (RFC 5589 §7.3) it is asked to. */
export function bridge(call: LiveCall, guest: Guest, refer: boolean, left: Effect[], now: Ms): Live {
  const bridged = atStage(withGuest(call, guest.legId, { joined: true }), { name: 'bridged' }, now)
  if (!refer || guest.party.kind !== 'number') return [bridged, [...left, BRIDGE_TIMER]]
  const { to } = guest.party
  const asked = transferLeg(call.customerLeg, to, guest.legId)
  return [{ ...bridged, transfer: { to, cause: null } }, [...left, BRIDGE_TIMER, asked]]
}
