// Those whom an agent has rung: how they come, act and go. Rules P1-P5, P10-P16 in SPEC.md.
import type { AgentId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { Effect } from '../machine/effects.ts'
import { ask } from './ask-guest.ts'
import { atStage, type Call, type LiveCall } from './call.ts'
import { tellAgent, tellLeg } from './call-effects.ts'
import { becomesOwner, finish, requeueHead } from './call-end.ts'
import { leaveFlow, ringInVain } from './call-flow.ts'
import { askAgain, failureOf } from './call-forward.ts'
import { bridge, dropGuest } from './call-guests.ts'
import type { CallInput } from './call-inputs.ts'
import { talk } from './call-introduction.ts'
import { agentOf, type Callee, type Guest, RING_MS } from './guest.ts'
import { guestAgent, guestOf, inTalk, pendingOf, withGuest, withoutGuest } from './guest-list.ts'

type Next = [Call, Effect[]]
const CLEAR: Effect = { type: 'clear-timer', name: 'guest' }

/** What comes from, or is said of, an agent who is rung or has come. */
export function fromGuest(call: LiveCall, input: CallInput & { agentId: AgentId }, now: Ms): Next {
  const beside = call.guests.find((guest) => guest.beside === input.agentId)
  if (beside) return fromMainRing(call, beside, input, now)
  const rung = rungOf(call, input.agentId)
  if (!rung) return [call, []]
  switch (input.type) {
    case 'guest.ringing':
      if (rung.state !== 'waiting') return [call, []]
      return [
        rings(call, rung),
        [{ type: 'set-timer', name: 'guest', after: (rung.guest ?? call.callee)?.ringMs ?? RING_MS }],
      ]
    case 'guest.busy':
      return rung.state === 'waiting' && !rung.camp ? inVain(call, rung, 'busy', now) : [call, []]
    case 'agent.free':
      if (rung.state !== 'waiting') return [call, []]
      return [call, [tellAgent(input.agentId, { type: 'ring', callId: call.id })]]
    case 'guest.answered':
      return rung.state === 'ringing' ? comes(call, rung, now) : [call, []]
    case 'picked-up':
      return rung.state === 'ringing' ? pickedUp(call, rung, input.by, now) : [call, []]
    case 'guest.lost':
      return rung.state === 'up' ? [call, []] : inVain(call, rung, 'seat-lost', now)
    case 'guest.declined':
      return rung.state === 'up' ? [call, []] : inVain(call, rung, 'rejected', now)
    case 'hang-up':
      return rung.state === 'up' ? gone(call, rung, 'normal', now) : [call, []]
    case 'seat.given-up':
      return gone(call, rung, 'seat-lost', now)
    case 'mute':
      return [mute(call, rung, input.muted), []]
    default:
      return [call, []]
  }
}

/** C74: rung with a guest, he has the call when he answers first, and is nobody's loss when he does not. */
function fromMainRing(
  call: LiveCall,
  guest: Guest,
  { type, agentId }: CallInput & { agentId: AgentId },
  now: Ms,
): Next {
  const alone = withoutBeside(call, guest)
  switch (type) {
    case 'guest.answered': {
      const taken = withGuest(alone, guest.legId, { party: { kind: 'agent', agentId, camp: false } })
      const there = rungOf(taken, agentId)
      if (!there || guest.party.kind !== 'agent') return [call, []]
      const [next, effects] = comes(taken, there, now)
      return [next, [tellAgent(guest.party.agentId, { type: 'ring-ended', callId: call.id }), ...effects]]
    }
    case 'guest.declined':
      return [alone, [tellAgent(agentId, { type: 'ring-ended', callId: call.id })]]
    case 'guest.busy':
    case 'guest.lost':
      return [alone, []]
    default:
      return [call, []]
  }
}

function withoutBeside(call: LiveCall, { legId }: Guest): LiveCall {
  const guests = call.guests.map((guest) => {
    if (guest.legId !== legId) return guest
    const { beside: _, ...alone } = guest
    return alone
  })
  return { ...call, guests }
}

type Rung = Pick<Callee, 'agentId' | 'state' | 'camp'> & { guest: Guest | null }

function rungOf(call: LiveCall, agentId: AgentId): Rung | null {
  const { callee } = call
  if (callee?.agentId === agentId) return { ...callee, guest: null }
  const guest = guestAgent(call, agentId)
  if (guest?.party.kind !== 'agent') return null
  return { agentId, state: guest.state, camp: guest.party.camp, guest }
}

function rings(call: LiveCall, { guest }: Rung): LiveCall {
  if (guest) return withGuest(call, guest.legId, { state: 'ringing' })
  const { stage, callee } = call
  if (!callee) return call
  const ringing = { ...call, callee: { ...callee, state: 'ringing' as const } }
  return stage.name === 'dialing' ? { ...ringing, stage: { ...stage, progress: 'ringing' } } : ringing
}

function mute(call: LiveCall, { guest }: Rung, muted: boolean): LiveCall {
  if (guest) return withGuest(call, guest.legId, { muted })
  return call.callee ? { ...call, callee: { ...call.callee, muted } } : call
}

/** P4: no round trip stands between click and sound. */
function comes(call: LiveCall, { agentId, guest }: Rung, now: Ms): Next {
  const legId = guest?.legId ?? call.customerLeg
  const effects = [
    CLEAR,
    tellLeg(legId, { type: 'open-seat', callId: call.id, agentId }),
    tellAgent(agentId, { type: 'talking', callId: call.id }),
  ]
  if (!guest) return [call.callee ? { ...call, callee: { ...call.callee, state: 'up' } } : call, effects]
  if (guest.beside !== undefined) effects.push(tellAgent(guest.beside, { type: 'ring-ended', callId: call.id }))
  const here = withGuest(withoutBeside(call, guest), legId, { state: 'up' })
  const { stage } = here
  if (stage.name !== 'handing-over' || stage.to !== legId) return [here, effects]
  if (!here.inFlow) return becomesOwner(here, { ...guest, state: 'up' }, stage, effects, now)
  const [left, gone] = leaveFlow(withoutGuest(here, legId))
  const [talking, more] = talk(left, { agentId, seatLeg: legId, terms: null, wrapUpMs: stage.wrapUpMs }, now)
  return [talking, [...gone, ...effects, ...more]]
}

/** P18: another comes in the place of the one rung. */
function pickedUp(call: LiveCall, rung: Rung, by: AgentId, now: Ms): Next {
  const { guest, agentId } = rung
  const taken: LiveCall = guest
    ? withGuest(call, guest.legId, { party: { kind: 'agent', agentId: by, camp: false } })
    : { ...call, callee: call.callee && { ...call.callee, agentId: by } }
  const there = rungOf(taken, by)
  if (!there) return [call, []]
  const [next, effects] = comes(taken, there, now)
  const first = [
    tellAgent(agentId, { type: 'ring-ended', callId: call.id }),
    tellAgent(by, { type: 'pick-up', callId: call.id }),
  ]
  return [next, [...first, ...effects]]
}

function gone(call: LiveCall, { guest }: Rung, cause: HangupCause, now: Ms): Next {
  if (!guest) return finish(call, cause, 'agent', now)
  return guestLegEnded(call, guest, cause, now)
}

/** C66: his forwarding may know of somebody else. */
const inVain = (call: LiveCall, rung: Rung, cause: HangupCause, now: Ms): Next =>
  askAgain(call, rung.guest, failureOf(cause)) ?? gone(call, rung, cause, now)

/** P10, P11: the one whom the call was left to has gone. */
function afterGuest(call: LiveCall, guest: Guest, cause: HangupCause, effects: Effect[], now: Ms): Next {
  const { stage } = call
  if (stage.name === 'bridged' && inTalk(call).length === 0) {
    const [ended, more] = finish(call, 'normal', 'system', now)
    return [ended, [...effects, ...more]]
  }
  if (stage.name !== 'handing-over' || stage.to !== guest.legId) return [call, effects]
  const [back, more] = call.inFlow ? ringInVain(call, whyOf(cause), now) : notTaken(call, stage, now)
  return [back, [...effects, ...more]]
}

const whyOf = (cause: HangupCause) => (cause === 'busy' || cause === 'rejected' ? 'busy' : 'no-answer')

/** P10: rung back at the agent who left it; then the head of its queue; then the end. */
function notTaken(call: LiveCall, stage: LiveCall['stage'] & { name: 'handing-over' }, now: Ms): Next {
  if (inTalk(call).length > 0) return [atStage(call, { name: 'bridged' }, now), []]
  if (stage.back !== null) {
    const [asked, { legId }, effects] = ask(call, { kind: 'agent', agentId: stage.back.agentId, camp: false })
    return [{ ...asked, stage: { ...stage, to: legId, back: null } }, effects]
  }
  return requeueHead(call, now) ?? finish(call, 'no-answer', 'system', now)
}

/** A number has answered. */
export function guestAnswered(call: LiveCall, legId: string, now: Ms): Next {
  const guest = guestOf(call, legId)
  if (!guest || guest.state === 'up') return [call, []]
  const here = withGuest(call, legId, { state: 'up' })
  const isFor = here.stage.name === 'handing-over' && here.stage.to === legId
  if (!isFor) return [here, []]
  const [left, effects] = leaveFlow(here)
  return bridge(left, guest, false, effects, now)
}

/** P7: a guest has gone, whoever it is. */
export function guestLegEnded(call: LiveCall, guest: Guest, cause: HangupCause, now: Ms): Next {
  const [left, effects] = dropGuest(call, guest.legId)
  return afterGuest(left, guest, cause, effects, now)
}

/** P13: nobody came in time. */
export function onRingTimeout(call: LiveCall, now: Ms): Next {
  const { callee } = call
  if (callee && callee.state !== 'up')
    return askAgain(call, null, 'noAnswer') ?? finish(call, 'no-answer', 'system', now)
  const pending = pendingOf(call)
  const agentId = pending && agentOf(pending)
  if (!pending || !agentId) return [call, []]
  return askAgain(call, pending, 'noAnswer') ?? guestLegEnded(call, pending, 'no-answer', now)
}
