// An incoming leg before it is answered: ringing, early media, 200, refusals, CANCEL and the guard (RFC 3261 §13.3). Rules D1-D6.
import type { HangupCause } from '#protocol/reasons'
import { field } from '../sip/make-message.ts'
import type { SipRequest } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { dialogOfServer, receiveInDialog } from './dialog.ts'
import { establish, tellAnswered } from './established.ts'
import { reasonField, statusOfCause } from './hangup-cause.ts'
import { onPrack, onProvisionalTimer, sendProvisional, supportsReliable } from './reliable-provisional.ts'
import {
  CLOSE_RTP,
  clearTimer,
  type Established,
  emit,
  endedBy,
  type Offered,
  type Party,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
  type Sound,
  setTimer,
} from './session.ts'
import { answerOther, dialogResponse, refusal, respond, terminate } from './session-messages.ts'
import { grant, timersOf } from './session-timer.ts'
import { answerSound, localAudio, offerSound, openRtp, sdpOf, setRemote } from './sound.ts'

/** An offered leg that nobody answers or ends is refused after this. */
const OFFER_GUARD_MS = 180_000

export function startOffered(party: Party, invite: SipRequest, transaction: string): SessionStep {
  const offered: Offered = {
    state: 'offered',
    party,
    invite,
    transaction,
    dialog: dialogOfServer(invite, party.localTag),
    isRinging: false,
    wanted: null,
    local: null,
    sound: null,
    isAgreed: false,
    unacknowledged: null,
    nextRSeq: 1,
  }
  return [offered, [setTimer('guard', OFFER_GUARD_MS)]]
}

type WithRtp = Offered & { local: NonNullable<Offered['local']> }

const hasRtp = (leg: Offered): leg is WithRtp => leg.local !== null

/** What we say of the sound first: our answer, or our offer when the INVITE had none; null when we have no answer. */
function firstSound({ invite, local }: WithRtp): Sound | null {
  const offer = sdpOf(invite)
  return offer ? answerSound(local, null, offer) : offerSound(local, null, false)
}

const NOT_ACCEPTABLE = endedBy('us', 'not-acceptable', 'no common codec')

/** D29: 183 with our answer, or with our offer when it can be acknowledged. */
function showEarly(leg: WithRtp): SessionStep {
  const sound = firstSound(leg)
  if (!sound) return refuse(leg, 488, 'not-acceptable', NOT_ACCEPTABLE)
  const sent = sendProvisional({ ...leg, wanted: null, sound }, 183, sound.sdp)
  const told = sound.remote
    ? [...setRemote(sound, leg.party), emit({ type: 'progressed', progress: 'early-media' })]
    : []
  return [sent[0], [...sent[1], ...told]]
}

/** D3: the 200, with what has not yet been said of the sound. */
function accept(leg: WithRtp): SessionStep {
  const { party, invite, transaction } = leg
  const sound = leg.sound ?? firstSound(leg)
  if (!sound) return refuse(leg, 488, 'not-acceptable', NOT_ACCEPTABLE)
  const { interval, headers } = grant(invite)
  const response = dialogResponse(invite, 200, party, { headers, body: leg.isAgreed ? null : sound.sdp })
  const isOffer = sound.remote === null
  const resendAfter = party.timers.t1
  const established: Established = {
    ...establish({ party, dialog: leg.dialog, sound, interval, peer: invite }),
    pending: { transaction, response, resendAfter, isOffer, isInitial: true },
  }
  const effects = [
    clearTimer('guard'),
    respond(transaction, response),
    setTimer('resend', resendAfter),
    setTimer('ack', transactionTimeout(party.timers)),
    ...(interval ? timersOf(interval) : []),
  ]
  return [established, [...effects, ...(isOffer ? [] : tellAnswered(established))]]
}

/** Does what is wanted as soon as the RTP is open and nothing reliable is outstanding (RFC 3262 §3). */
function advance(leg: Offered): SessionStep {
  if (!hasRtp(leg) || leg.unacknowledged) return [leg, []]
  if (leg.wanted === 'early-media') return showEarly(leg)
  return leg.wanted === 'answer' ? accept(leg) : [leg, []]
}

function refuse(leg: Offered, status: number, cause: HangupCause, ended: SessionEffect): SessionStep {
  const response = respond(leg.transaction, refusal(leg.invite, status, leg.party, [reasonField(cause)]))
  const stopped = leg.unacknowledged ? [clearTimer('provisional'), clearTimer('prack')] : []
  return terminate([clearTimer('guard'), ...stopped, response, CLOSE_RTP, ended])
}

const cancelled = endedBy('them', 'cancelled', 'CANCEL')
const UNANSWERED = endedBy('us', 'not-acceptable', 'no usable answer in PRACK')

/** RFC 3311 §5.2: their first offer is unanswered (500), ours is (491), or it is their turn to change. */
function onUpdate(leg: Offered, request: SipRequest, transaction: string): SessionStep {
  const { party, sound } = leg
  const offer = sdpOf(request)
  if (!offer) return [leg, [answerOther(request, transaction, party)]]
  const refused = (status: number): SessionStep => [
    leg,
    [respond(transaction, refusal(request, status, party, status === 500 ? [field('retry-after', '5')] : []))],
  ]
  if (sound && !sound.remote) return refused(491)
  if (!sound || !leg.isAgreed) return refused(500)
  const next = answerSound(sound.local, sound, offer)
  if (!next) return refused(488)
  const response = dialogResponse(request, 200, party, { body: next.sdp })
  return [{ ...leg, sound: next }, [respond(transaction, response), ...setRemote(next, party)]]
}

function onRequest(leg: Offered, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  const received = receiveInDialog(leg.dialog, request)
  if (request.method === 'BYE') {
    const [ended, effects] = refuse(leg, 487, 'cancelled', endedBy('them', 'cancelled', 'BYE'))
    return [ended, [respond(transaction, refusal(request, 200, party)), ...effects]]
  }
  if (!received.ok) return [leg, [respond(transaction, refusal(request, received.status, party))]]
  const next = { ...leg, dialog: received.dialog }
  if (request.method === 'INVITE')
    return [leg, [respond(transaction, refusal(request, 500, party, [field('retry-after', '5')]))]]
  if (request.method === 'UPDATE') return onUpdate(next, request, transaction)
  if (request.method !== 'PRACK') return [next, [answerOther(request, transaction, party)]]
  const [pracked, effects] = onPrack(next, request, transaction)
  if (!pracked) {
    const [ended, more] = refuse(next, 488, 'not-acceptable', UNANSWERED)
    return [ended, [...effects, ...more]]
  }
  const [advanced, more] = advance(pracked)
  return [advanced, [...effects, ...more]]
}

/** RTP is opened once, for early media or for the answer. */
function want(leg: Offered, wanted: 'early-media' | 'answer'): SessionStep {
  const next = { ...leg, wanted }
  return leg.local || leg.wanted ? advance(next) : [next, [openRtp(leg.party, sdpOf(leg.invite))]]
}

function progress(leg: Offered): SessionStep {
  const canOffer = sdpOf(leg.invite) !== null || supportsReliable(leg.invite)
  return leg.wanted || leg.sound || !canOffer ? [leg, []] : want(leg, 'early-media')
}

function ring(leg: Offered): SessionStep {
  if (leg.isRinging || leg.wanted || leg.sound) return [leg, []]
  return sendProvisional({ ...leg, isRinging: true }, 180, null)
}

function onTimer(leg: Offered, name: string): SessionStep {
  if (name === 'guard') return refuse(leg, 480, 'no-answer', endedBy('us', 'no-answer', 'never answered'))
  if (name === 'provisional') return onProvisionalTimer(leg)
  // RFC 3262 §3: whoever asks for reliability and does not acknowledge has lost the call.
  const isDue = name === 'prack' && leg.unacknowledged !== null
  return isDue ? refuse(leg, 504, 'unreachable', endedBy('them', 'unreachable', 'no PRACK')) : [leg, []]
}

export function stepOffered(leg: Offered, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'ring':
      return ring(leg)
    case 'progress':
      return progress(leg)
    case 'answer':
      return leg.wanted === 'answer' ? [leg, []] : want(leg, 'answer')
    case 'rtp-opened':
      return leg.wanted && !leg.local ? advance({ ...leg, local: localAudio(leg.party, input) }) : [leg, []]
    case 'rtp-failed':
      return refuse(leg, 500, 'error', endedBy('us', 'error', input.detail))
    case 'hang-up':
      return refuse(leg, statusOfCause(input.cause), input.cause, endedBy('us', input.cause, ''))
    case 'cancelled':
      return refuse(leg, 487, 'cancelled', cancelled)
    case 'timer':
      return onTimer(leg, input.name)
    case 'request':
      return onRequest(leg, input.request, input.transaction)
    case 'ack':
    case 'response':
    case 'failed':
    case 'hold':
    case 'transfer':
    case 'answer-transfer':
      return [leg, []]
  }
}
