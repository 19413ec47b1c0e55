// The call's reducer. Rules C1-C34, P1-P19 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import { atStage, type Call, type LiveCall, partOf, type Stage } from './call.ts'
import { fromAgent } from './call-agent.ts'
import { enterFlow, onEarlySound, onEarlyTimeout } from './call-answer.ts'
import { calledOff, dialedBack, stands } from './call-back.ts'
import { keepRecording, tellEntry, tellFlow, tellSupervision, transferLeg } from './call-effects.ts'
import { countMessage, finish, seatGone } from './call-end.ts'
import { fromFlow } from './call-flow.ts'
import { reached } from './call-forward.ts'
import type { CallInput } from './call-inputs.ts'
import { customerAnswered, introductionOver, playersGone, promptsHeard, seatAnswered } from './call-introduction.ts'
import { limitReached, timed, warn } from './call-limits.ts'
import { onParkTimeout, retrieve } from './call-park.ts'
import { backToFlow, changedTerms, connect, leftQueue, without } from './call-queue.ts'
import { customerReplaced, transferRequested } from './call-reroute.ts'
import { again, arrange } from './call-room.ts'
import { guestAnswered, guestLegEnded, onRingTimeout } from './call-rung.ts'
import { dialed, dialedAgent, offered } from './call-start.ts'
import { forceHangUp, supervised, takeOver } from './call-supervise.ts'
import { wakingUp } from './call-wake-up.ts'
import { guestOf, inTalk, withGuest } from './guest-list.ts'

type Next = [Call, Effect[]]
const MESSAGE_END_KEY = '#'

const at = <N extends Stage['name']>(call: LiveCall, name: N): (LiveCall & { stage: Stage & { name: N } }) | null =>
  call.stage.name === name ? (call as LiveCall & { stage: Stage & { name: N } }) : null

function legAnswered(call: LiveCall, legId: string, now: Ms): Next {
  if (legId === call.supervisor?.legId) return [call, [tellSupervision(call, { type: 'leg.answered' })]]
  const { stage } = call
  if (stage.name === 'answering' && legId === call.customerLeg) return enterFlow(call, now)
  if (stage.name === 'connecting' && legId === stage.part.seatLeg) return seatAnswered(call, now)
  if (stage.name === 'dialing' && legId === stage.part.seatLeg)
    return [{ ...call, stage: { ...stage, seatUp: true } }, []]
  if (stage.name === 'dialing' && legId === call.customerLeg) return customerAnswered(call, stage, now)
  return guestAnswered(call, legId, now)
}

function legEnded(call: LiveCall, input: CallInput & { type: 'leg.ended' }, now: Ms): Next {
  if (input.legId === call.customerLeg)
    return finish(call, input.cause, input.by === 'them' ? 'customer' : 'system', now, true)
  if (input.legId === call.supervisor?.legId) return [call, [tellSupervision(call, { type: 'leg.ended' })]]
  const part = partOf(call)
  if (part?.seatLeg === input.legId) return seatGone(call, part, now)
  const guest = guestOf(call, input.legId)
  return guest ? guestLegEnded(call, guest, input.cause, now) : [call, []]
}

function legProgressed(call: LiveCall, input: CallInput & { type: 'leg.progressed' }, now: Ms): Next {
  const { stage } = call
  if (stage.name === 'answering') return onEarlySound(call, now)
  if (guestOf(call, input.legId))
    return [input.progress === 'early-media' ? withGuest(call, input.legId, { early: true }) : call, []]
  if (stage.name !== 'dialing' || input.legId !== call.customerLeg || stage.progress === 'early-media')
    return [call, []]
  if (stage.progress === input.progress) return [call, []]
  return [{ ...call, stage: { ...stage, progress: input.progress } }, []]
}

function digit(call: LiveCall, input: CallInput & { type: 'leg.digit' }, now: Ms): Next {
  if (input.legId !== call.customerLeg) return [call, []]
  if (call.stage.name === 'menu') return [call, [tellFlow(call, { type: 'digit', digit: input.digit })]]
  if (call.stage.name === 'queued')
    return [call, [tellEntry(call.stage.entryId, { type: 'digit', digit: input.digit })]]
  if (call.stage.name !== 'message') return [call, []]
  const endKey = call.stage.spoken ? call.stage.spoken.stopKey : MESSAGE_END_KEY
  return input.digit === endKey ? endMessage(call, now) : [call, []]
}

/** `cut`: the gateway has ended what was recorded. */
function endMessage(call: LiveCall, now: Ms, cut = false): Next {
  const message = at(call, 'message')
  if (!message) return [call, []]
  const { recordingId, startedAt, spoken } = message.stage
  const counted = countMessage(call, now)
  return [
    atStage(counted, { name: 'menu' }, now),
    [
      { type: 'clear-timer', name: 'message' },
      { type: 'gateway', command: { type: 'recording.stop', recordingId } },
      tellFlow(
        call,
        spoken ? { type: 'record.ended', recordingId, ms: now - startedAt, cut } : { type: 'message.ended' },
      ),
    ],
  ]
}

function fromQueue(call: LiveCall, input: CallInput & { type: `queue.${string}` }, now: Ms): Next {
  if (input.type === 'queue.changed') return changedTerms(call, input.terms)
  const queued = at(call, 'queued')
  if (!queued) return [call, []]
  const { stage } = queued
  switch (input.type) {
    case 'queue.offered':
      return [atStage(call, { ...stage, offeredTo: [...stage.offeredTo, input.agentId] }, now), []]
    case 'queue.offer-ended':
      return [atStage(call, { ...stage, offeredTo: without(stage.offeredTo, input.agentId) }, now), []]
    case 'queue.accepted':
      return connect(call, input, now)
    case 'queue.left':
      return leftQueue(call, input, now) ?? finish(backToFlow(call, now), 'no-answer', 'system', now)
    default:
      return assertNever(input)
  }
}

/** C24: what came of it is known. */
function transferred(call: LiveCall, { legId, ok, cause }: CallInput & { type: 'leg.transferred' }, now: Ms): Next {
  if (legId !== call.customerLeg || !(partOf(call) || call.stage.name === 'bridged')) return [call, []]
  if (!ok) return [call.transfer ? { ...call, transfer: { ...call.transfer, cause } } : call, []]
  return finish({ ...call, transfer: call.transfer && { ...call.transfer, cause: 'normal' } }, 'normal', 'agent', now)
}

/** C22: what a lost command may have left undone in the gateway is said again; each saying is harmless twice. */
function reconciled(
  call: LiveCall,
  { recordings, players }: CallInput & { type: 'gateway.reconciled' },
  now: Ms,
): Next {
  const { stage } = call
  const [present, effects] = arrange(call, playersGone(call, players ?? [], now))
  if (present.state === 'live') effects.push(...again(present))
  const wanted = stage.name === 'message' ? stage.recordingId : call.recordingId
  const spoken = stage.name === 'message' ? stage.spoken : undefined
  if (wanted !== null && !recordings.includes(wanted))
    effects.push({
      type: 'gateway',
      command: {
        type: 'recording.start',
        recordingId: wanted,
        callId: call.id,
        legId: call.customerLeg,
        startedAt: call.stageSince,
        ...(spoken ? { dictation: { silenceMs: spoken.silenceMs } } : {}),
      },
    })
  if (call.recordingId !== null && call.recordingGap !== null)
    effects.push(keepRecording(call.recordingId, call.recordingGap))
  if (call.transfer?.cause === null) {
    // P11: the other of the two calls that the far end is to join.
    const replaced = stage.name === 'bridged' ? (inTalk(call)[0]?.legId ?? null) : null
    effects.push(transferLeg(call.customerLeg, call.transfer.to, replaced))
  }
  return [present, effects]
}

function whileLive(call: LiveCall, input: CallInput, now: Ms): Next {
  switch (input.type) {
    case 'offered':
    case 'dialed':
    case 'dialed-agent':
    case 'dialed-back':
    case 'wake-up':
    case 'stands':
      return [call, []]
    case 'leg.progressed':
      return legProgressed(call, input, now)
    case 'leg.answered':
      return legAnswered(call, input.legId, now)
    case 'leg.ended':
      return legEnded(call, input, now)
    case 'leg.digit':
      return digit(call, input, now)
    case 'leg.transfer-requested':
      return transferRequested(call, input, now)
    case 'leg.transferred':
      return transferred(call, input, now)
    case 'flow.went':
    case 'flow.queue':
    case 'flow.message':
    case 'flow.record':
    case 'flow.language':
    case 'flow.ring':
    case 'flow.ended':
      return fromFlow(call, input, now)
    case 'queue.offered':
    case 'queue.offer-ended':
    case 'queue.accepted':
    case 'queue.left':
    case 'queue.changed':
      return fromQueue(call, input, now)
    case 'supervised':
      return supervised(call, input.supervisor)
    case 'take-over':
      return takeOver(call, now)
    case 'force-hang-up':
      return forceHangUp(call, now)
    case 'forgotten': // C50
      return at(call, 'talking') ? finish(call, 'normal', 'system', now) : [call, []]
    case 'recording.ended':
      return at(call, 'message')?.stage.recordingId === input.recordingId ? endMessage(call, now, true) : [call, []]
    case 'limits':
      return [{ ...call, limits: input.limits }, []]
    case 'reached':
      return reached(call, input, now)
    case 'player.finished':
      return promptsHeard(call, input.playerId, now)
    case 'gateway.reconciled':
      return reconciled(call, input, now)
    case 'timer':
      return onTimer(call, input.name, now)
    case 'retrieve':
      return retrieve(call, input, now)
    case 'called-off':
      return calledOff(call, input.cause, now)
    case 'customer-replaced':
      return customerReplaced(call, input.by)
    default:
      return fromAgent(call, input, now)
  }
}

function begin(id: CallId, input: CallInput, now: Ms): Next | null {
  switch (input.type) {
    case 'offered':
      return offered(id, input, now)
    case 'dialed':
      return dialed(id, input, now)
    case 'dialed-agent':
      return dialedAgent(id, input, now)
    case 'dialed-back':
      return dialedBack(id, input, now)
    case 'wake-up':
      return wakingUp(id, input, now)
    case 'stands':
      return stands(id, input, now)
    default:
      return null
  }
}

function onTimer(call: LiveCall, name: (CallInput & { type: 'timer' })['name'], now: Ms): Next {
  switch (name) {
    case 'early':
      return onEarlyTimeout(call)
    case 'message':
      return endMessage(call, now)
    case 'guest':
      return onRingTimeout(call, now)
    case 'park':
      return onParkTimeout(call, now)
    case 'introduction':
      return introductionOver(call, now)
    case 'limit':
      return limitReached(call, now)
    case 'limit-warning':
      return warn(call)
    case 'bridge':
      return call.stage.name === 'bridged' ? finish(call, 'normal', 'system', now) : [call, []]
    default:
      return assertNever(name)
  }
}

export function stepCall(call: Call, input: CallInput, now: Ms): Next {
  switch (call.state) {
    case 'new':
      return arrange(call, timed(call, begin(call.id, input, now) ?? [call, []], now))
    case 'live':
      return arrange(call, timed(call, whileLive(call, input, now), now))
    case 'ended':
      return [call, []]
    default:
      return assertNever(call)
  }
}
