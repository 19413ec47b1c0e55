// An answered leg: 2xx until ACK, re-INVITE and UPDATE, hold, BYE both ways (RFC 3261 §13.3.1.4, §14, §15). Rules D14-D19.
import { readAnswer } from '../sdp/offer-answer.ts'
import { tagOf } from '../sip/address.ts'
import type { SipRequest, SipResponse } from '../sip/message.ts'
import { receiveInDialog } from './dialog.ts'
import { answerOffer, applyRemote } from './re-offer.ts'
import {
  CLOSE_RTP,
  type Established,
  emit,
  endedBy,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
} from './session.ts'
import { ackOf2xx, answerOther, close, refusal, refuseFork, respond, terminate } from './session-messages.ts'

const STOP_RESENDING: SessionEffect[] = [
  { type: 'clear-timer', name: 'resend' },
  { type: 'clear-timer', name: 'ack' },
]

/** D17: BYE, and the leg ends for the server in the same step. */
function hangUp(leg: Established, ended: SessionEffect): SessionStep {
  const [closing, effects] = close(leg.party, leg.dialog, leg.invite)
  return [closing, [...STOP_RESENDING, ...effects, CLOSE_RTP, ended]]
}

function onAck(leg: Established, ack: SipRequest): SessionStep {
  const { pending } = leg
  if (!pending || ack.cseq.number !== pending.response.cseq.number) return [leg, []]
  if (leg.isEnded) {
    const [closing, effects] = close(leg.party, leg.dialog, leg.invite)
    return [closing, [...STOP_RESENDING, ...effects]]
  }
  const acked = { ...leg, pending: null }
  if (!pending.isOffer) return [acked, STOP_RESENDING]
  const remote = readAnswer(ack.body)
  if (!remote) return hangUp(acked, endedBy('us', 'not-acceptable', 'no usable answer in ACK'))
  const [next, effects] = applyRemote(acked, remote)
  const [media, ...held] = effects
  const answered = pending.isInitial ? [emit({ type: 'answered' })] : []
  return [next, [...STOP_RESENDING, media!, ...answered, ...held]]
}

function onTimer(leg: Established, name: string): SessionStep {
  const { pending, party } = leg
  if (!pending) return [leg, []]
  if (name === 'resend') {
    const resendAfter = Math.min(pending.resendAfter * 2, party.timers.t2)
    return [
      { ...leg, pending: { ...pending, resendAfter } },
      [respond(pending.transaction, pending.response), { type: 'set-timer', name: 'resend', after: resendAfter }],
    ]
  }
  if (name !== 'ack') return [leg, []]
  if (!leg.isEnded) return hangUp({ ...leg, pending: null }, endedBy('them', 'unreachable', 'no ACK'))
  const [closing, effects] = close(party, leg.dialog, leg.invite)
  return [closing, [...STOP_RESENDING, ...effects]]
}

function onRequest(leg: Established, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  const received = receiveInDialog(leg.dialog, request)
  if (!received.ok) return [leg, [respond(transaction, refusal(request, received.status, party))]]
  const next = { ...leg, dialog: received.dialog }
  if (request.method === 'BYE') {
    const answer = respond(transaction, refusal(request, 200, party))
    const ended = leg.isEnded ? [] : [CLOSE_RTP, endedBy('them', 'normal', 'BYE')]
    return terminate([...STOP_RESENDING, answer, ...ended])
  }
  if (leg.isEnded) return [next, [respond(transaction, refusal(request, 481, party))]]
  const isOffer = request.method === 'INVITE' || (request.method === 'UPDATE' && request.body.length > 0)
  // A refused re-INVITE leaves the session as it was (§14.2), its target too.
  return isOffer ? answerOffer(leg, next, { request, transaction }) : [next, [answerOther(request, transaction, party)]]
}

function onResponse(leg: Established, response: SipResponse): SessionStep {
  const { invite, dialog } = leg
  const is2xx = response.cseq.method === 'INVITE' && response.status >= 200 && response.status < 300
  if (!invite || !is2xx) return [leg, []]
  if (tagOf(response.to) !== dialog.remoteTag) return [leg, refuseFork(invite, response)]
  return [leg, [ackOf2xx(dialog, invite)]]
}

export function stepEstablished(leg: Established, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'ack':
      return onAck(leg, input.ack)
    case 'timer':
      return onTimer(leg, input.name)
    case 'request':
      return onRequest(leg, input.request, input.transaction)
    case 'response':
      return onResponse(leg, input.response)
    case 'hang-up':
      if (leg.isEnded) return [leg, []]
      // D16: §15 forbids BYE before the ACK of the INVITE that made the dialog.
      if (leg.pending?.isInitial) return [{ ...leg, isEnded: true }, [CLOSE_RTP, endedBy('us', input.cause, '')]]
      return hangUp(leg, endedBy('us', input.cause, ''))
    case 'ring':
    case 'answer':
    case 'rtp-opened':
    case 'rtp-failed':
    case 'cancelled':
    case 'failed':
      return [leg, []]
  }
}
