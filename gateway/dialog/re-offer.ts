// re-INVITE and UPDATE: a new offer from the other side, or a re-INVITE that asks for ours (RFC 3261 §14.2, RFC 3311 §5.2).
import { isHolding, makeAnswer, makeOffer, type RemoteAudio, readOffer } from '../sdp/offer-answer.ts'
import type { SipRequest } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { type Established, emit, type SessionEffect, type SessionStep } from './session.ts'
import { dialogResponse, refusal, respond, rtpRemote } from './session-messages.ts'

/** Takes the other side's new media, and tells when it began or ended a hold. */
export function applyRemote(leg: Established, remote: RemoteAudio): [Established, SessionEffect[]] {
  const held = isHolding(remote)
  const changed = held === leg.isHeld ? [] : [emit({ type: 'held', held })]
  return [{ ...leg, isHeld: held }, [{ type: 'set-remote', remote: rtpRemote(remote, leg.party) }, ...changed]]
}

type Incoming = { request: SipRequest; transaction: string }

/** D18: the 200 of a re-INVITE is sent again until its ACK, like the first. */
function awaitAck(leg: Established, incoming: Incoming, body: Uint8Array, isOffer: boolean): SessionStep {
  const { request, transaction } = incoming
  const { party } = leg
  const response = dialogResponse(request, 200, party, body)
  if (request.method === 'UPDATE') return [leg, [respond(transaction, response)]]
  const resendAfter = party.timers.t1
  const timers: SessionEffect[] = [
    { type: 'set-timer', name: 'resend', after: resendAfter },
    { type: 'set-timer', name: 'ack', after: transactionTimeout(party.timers) },
  ]
  const pending = { transaction, response, resendAfter, isOffer, isInitial: false }
  return [{ ...leg, pending }, [respond(transaction, response), ...timers]]
}

/** `before` is the leg without the request's own changes, to go back to when it is refused. */
export function answerOffer(before: Established, leg: Established, incoming: Incoming): SessionStep {
  const { request, transaction } = incoming
  const refuse = (status: number): SessionStep => [
    { ...before, dialog: { ...before.dialog, remoteCSeq: leg.dialog.remoteCSeq } },
    [respond(transaction, refusal(request, status, leg.party))],
  ]
  // D19: our offer is still open, or the INVITE that made the dialog is.
  if (leg.pending?.isOffer || leg.pending?.isInitial) return refuse(491)
  const sdpVersion = leg.sdpVersion + 1
  const sdp = { address: leg.local.address, sessionId: leg.party.sdpSessionId, version: sdpVersion }
  if (request.body.length === 0) return awaitAck({ ...leg, sdpVersion }, incoming, makeOffer(sdp, leg.local), true)
  const offer = readOffer(request.body)
  if (!offer) return refuse(488)
  const [next, media] = applyRemote({ ...leg, sdpVersion }, offer.remote)
  const [pending, effects] = awaitAck(next, incoming, makeAnswer(sdp, leg.local, offer), false)
  return [pending, [...effects, ...media]]
}
