// An incoming leg before it is answered: 180, 200, refusals, CANCEL and the guard (RFC 3261 §13.3). Rules D1-D6.
import { isHolding, makeAnswer, makeOffer, readOffer } from '../sdp/offer-answer.ts'
import { field } from '../sip/make-message.ts'
import type { SipRequest } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { dialogOfServer } from './dialog.ts'
import { statusOfCause } from './hangup-cause.ts'
import {
  CLOSE_RTP,
  type Established,
  emit,
  endedBy,
  type Offered,
  type Party,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
} from './session.ts'
import { answerOther, dialogResponse, refusal, respond, rtpRemote, terminate } from './session-messages.ts'

/** An offered leg that nobody answers or ends is refused after this. */
const OFFER_GUARD_MS = 180_000

export function startOffered(party: Party, invite: SipRequest, transaction: string): SessionStep {
  return [
    { state: 'offered', party, invite, transaction, isRinging: false, isAnswering: false },
    [{ type: 'set-timer', name: 'guard', after: OFFER_GUARD_MS }],
  ]
}

type RtpOpened = Extract<SessionInput, { type: 'rtp-opened' }>

/** D3: the 200, with the answer, or with our offer when the INVITE had none. */
function accept(leg: Offered, rtp: RtpOpened): SessionStep {
  const { party, invite, transaction } = leg
  const local = { address: rtp.address, port: rtp.port }
  const sdp = { address: rtp.address, sessionId: party.sdpSessionId, version: 1 }
  const offer = invite.body.length > 0 ? readOffer(invite.body) : null
  const isOffer = invite.body.length === 0
  if (!offer && !isOffer) return refuse(leg, 488, endedBy('us', 'not-acceptable', 'no common codec'))
  const response = dialogResponse(invite, 200, party, offer ? makeAnswer(sdp, local, offer) : makeOffer(sdp, local))
  const resendAfter = party.timers.t1
  const established: Established = {
    state: 'established',
    party,
    dialog: dialogOfServer(invite, party.localTag),
    local,
    sdpVersion: 1,
    isHeld: offer ? isHolding(offer.remote) : false,
    pending: { transaction, response, resendAfter, isOffer, isInitial: true },
    invite: null,
    isEnded: false,
  }
  const answered: SessionEffect[] = offer
    ? [
        { type: 'set-remote', remote: rtpRemote(offer.remote, party) },
        emit({ type: 'answered' }),
        ...(established.isHeld ? [emit({ type: 'held', held: true })] : []),
      ]
    : []
  return [
    established,
    [
      { type: 'clear-timer', name: 'guard' },
      respond(transaction, response),
      { type: 'set-timer', name: 'resend', after: resendAfter },
      { type: 'set-timer', name: 'ack', after: transactionTimeout(party.timers) },
      ...answered,
    ],
  ]
}

function refuse(leg: Offered, status: number, ended: SessionEffect): SessionStep {
  const response = respond(leg.transaction, refusal(leg.invite, status, leg.party))
  return terminate([{ type: 'clear-timer', name: 'guard' }, response, CLOSE_RTP, ended])
}

const cancelled = endedBy('them', 'cancelled', 'CANCEL')

function onRequest(leg: Offered, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  if (request.method === 'BYE') {
    const [ended, effects] = refuse(leg, 487, endedBy('them', 'cancelled', 'BYE'))
    return [ended, [respond(transaction, refusal(request, 200, party)), ...effects]]
  }
  if (request.method === 'INVITE')
    return [leg, [respond(transaction, refusal(request, 500, party, [field('retry-after', '5')]))]]
  if (request.method === 'UPDATE' && request.body.length > 0)
    return [leg, [respond(transaction, refusal(request, 491, party))]]
  return [leg, [answerOther(request, transaction, party)]]
}

export function stepOffered(leg: Offered, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'ring':
      if (leg.isRinging || leg.isAnswering) return [leg, []]
      return [{ ...leg, isRinging: true }, [respond(leg.transaction, dialogResponse(leg.invite, 180, leg.party))]]
    case 'answer':
      return leg.isAnswering ? [leg, []] : [{ ...leg, isAnswering: true }, [{ type: 'open-rtp' }]]
    case 'rtp-opened':
      return leg.isAnswering ? accept(leg, input) : [leg, []]
    case 'rtp-failed':
      return refuse(leg, 500, endedBy('us', 'error', input.detail))
    case 'hang-up':
      return refuse(leg, statusOfCause(input.cause), endedBy('us', input.cause, ''))
    case 'cancelled':
      return refuse(leg, 487, cancelled)
    case 'timer':
      return input.name === 'guard' ? refuse(leg, 480, endedBy('us', 'no-answer', 'never answered')) : [leg, []]
    case 'request':
      return onRequest(leg, input.request, input.transaction)
    case 'ack':
    case 'response':
    case 'failed':
      return [leg, []]
  }
}
