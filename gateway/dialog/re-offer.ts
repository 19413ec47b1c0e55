// re-INVITE and UPDATE of theirs: a new offer, a request for ours, or a sign of life (RFC 3261 §14.2, RFC 3311 §5.2, RFC 4028 §9).
import { type HeaderField, type SipRequest, tokensOf } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { changeSound } from './established.ts'
import { type Established, type SessionEffect, type SessionStep, setTimer } from './session.ts'
import { dialogResponse, refusal, respond } from './session-messages.ts'
import { grant, isTooShort, MIN_SE_FIELD, timersOf } from './session-timer.ts'
import { answerSound, offerSound, sdpOf } from './sound.ts'

type Incoming = { request: SipRequest; transaction: string }
type Accepted = Incoming & { body: Uint8Array | null; isOffer: boolean }

/** D18: the 200 of a re-INVITE is sent again until its ACK, like the first; every 200 says who refreshes. */
function accept(leg: Established, { request, transaction, body, isOffer }: Accepted): SessionStep {
  const { party } = leg
  const { interval, headers } = grant(request)
  const response = dialogResponse(request, 200, party, { body, headers })
  const timers = interval ? timersOf(interval) : []
  const allowsUpdate = tokensOf(request, 'allow').includes('update') || leg.allowsUpdate
  const next: Established = { ...leg, allowsUpdate, interval: interval ?? leg.interval }
  if (request.method === 'UPDATE') return [next, [respond(transaction, response), ...timers]]
  const resendAfter = party.timers.t1
  const untilAck: SessionEffect[] = [setTimer('resend', resendAfter), setTimer('ack', transactionTimeout(party.timers))]
  const pending = { transaction, response, resendAfter, isOffer, isInitial: false }
  return [{ ...next, pending }, [respond(transaction, response), ...untilAck, ...timers]]
}

/** D19: an offer of ours is open, or the INVITE that made the dialog is, or ours is on its way (§14.2). */
function isGlare(leg: Established, request: SipRequest): boolean {
  const { pending, own } = leg
  const isOfferOpen = pending?.isOffer || pending?.isInitial || (own !== null && own.sound !== null)
  const isInviteOpen = request.method === 'INVITE' && own?.request.method === 'INVITE'
  return isInviteOpen || (isOfferOpen === true && (request.method === 'INVITE' || sdpOf(request) !== null))
}

/** `before` is the leg without the request's own changes, to go back to when it is refused. */
export function answerOffer(before: Established, leg: Established, incoming: Incoming): SessionStep {
  const { request, transaction } = incoming
  const refuse = (status: number, headers: HeaderField[] = []): SessionStep => [
    { ...before, dialog: { ...before.dialog, remoteCSeq: leg.dialog.remoteCSeq } },
    [respond(transaction, refusal(request, status, leg.party, headers))],
  ]
  if (isGlare(leg, request)) return refuse(491)
  if (isTooShort(request)) return refuse(422, [MIN_SE_FIELD])
  const { sound } = leg
  const offer = sdpOf(request)
  if (!offer && request.method === 'UPDATE') return accept(leg, { ...incoming, body: null, isOffer: false })
  if (!offer) {
    const offered = offerSound(sound.local, sound, leg.wantsHold)
    return accept({ ...leg, sound: offered }, { ...incoming, body: offered.sdp, isOffer: true })
  }
  const answered = answerSound(sound.local, sound, offer)
  if (!answered) return refuse(488)
  const [changed, media] = changeSound(leg, answered)
  const [next, effects] = accept(changed, { ...incoming, body: answered.sdp, isOffer: false })
  return [next, [...effects, ...media]]
}
