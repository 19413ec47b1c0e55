// Provisional responses of ours that are sent until their PRACK (RFC 3262 §3, §5). Rules D30-D33.
import { field } from '../sip/make-message.ts'
import { headerOf, type SipRequest, tokensOf } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { clearTimer, emit, type Offered, type SessionEffect, setTimer } from './session.ts'
import { dialogResponse, refusal, respond } from './session-messages.ts'
import { answeredSound, answerSound, sdpOf, setRemote } from './sound.ts'

const OPTION = '100rel'
const STOP: SessionEffect[] = [clearTimer('provisional'), clearTimer('prack')]

const isRequired = (invite: SipRequest): boolean => tokensOf(invite, 'require').includes(OPTION)

export const supportsReliable = (invite: SipRequest): boolean =>
  isRequired(invite) || tokensOf(invite, 'supported').includes(OPTION)

/** D30: what brings SDP is sent reliably to whoever can acknowledge it, anything else only where it must be. */
export function sendProvisional(leg: Offered, status: 180 | 183, body: Uint8Array | null): [Offered, SessionEffect[]] {
  const { invite, party, transaction, nextRSeq: rseq } = leg
  const isReliable = isRequired(invite) || (body !== null && supportsReliable(invite))
  if (!isReliable) return [leg, [respond(transaction, dialogResponse(invite, status, party, { body }))]]
  // The one before is not acknowledged yet: the next must wait for it, and ringing is not worth the wait.
  if (leg.unacknowledged) return [leg, []]
  const headers = [field('require', OPTION), field('rseq', String(rseq))]
  const response = dialogResponse(invite, status, party, { body, headers })
  const resendAfter = party.timers.t1
  const isOffer = body !== null && sdpOf(invite) === null
  return [
    { ...leg, nextRSeq: rseq + 1, unacknowledged: { response, rseq, resendAfter, isOffer } },
    [
      respond(transaction, response),
      setTimer('provisional', resendAfter),
      setTimer('prack', transactionTimeout(party.timers)),
    ],
  ]
}

/** D31: the interval doubles without T2's limit (§3). */
export function onProvisionalTimer(leg: Offered): [Offered, SessionEffect[]] {
  const { unacknowledged } = leg
  if (!unacknowledged) return [leg, []]
  const resendAfter = unacknowledged.resendAfter * 2
  return [
    { ...leg, unacknowledged: { ...unacknowledged, resendAfter } },
    [respond(leg.transaction, unacknowledged.response), setTimer('provisional', resendAfter)],
  ]
}

function isMatch(leg: Offered, prack: SipRequest): boolean {
  const rack = /^(\d{1,10})\s+(\d{1,10})\s+(\S+)$/.exec(headerOf(prack, 'rack') ?? '')
  const { number } = leg.invite.cseq
  const rseq = leg.unacknowledged?.rseq
  return rack !== null && Number(rack[1]) === rseq && Number(rack[2]) === number && rack[3] === 'INVITE'
}

/** D32, D33. A leg of null: our offer was not answered in the PRACK, and the call is lost (§5). */
export function onPrack(leg: Offered, prack: SipRequest, transaction: string): [Offered | null, SessionEffect[]] {
  const { party, unacknowledged, sound } = leg
  if (!unacknowledged || !isMatch(leg, prack)) return [leg, [respond(transaction, refusal(prack, 481, party))]]
  const acknowledged = { ...leg, unacknowledged: null }
  const ok = (body: Uint8Array | null) => respond(transaction, dialogResponse(prack, 200, party, { body }))
  const body = sdpOf(prack)
  if (!sound) return [acknowledged, [...STOP, ok(null)]]
  if (unacknowledged.isOffer) {
    const answered = answeredSound(sound, body)
    if (!answered) return [null, [...STOP, ok(null)]]
    const told = [...setRemote(answered, party), emit({ type: 'progressed', progress: 'early-media' })]
    return [{ ...acknowledged, sound: answered, isAgreed: true }, [...STOP, ok(null), ...told]]
  }
  if (!body) return [{ ...acknowledged, isAgreed: true }, [...STOP, ok(null)]]
  const changed = answerSound(sound.local, sound, body)
  if (!changed)
    return [{ ...acknowledged, isAgreed: true }, [...STOP, respond(transaction, refusal(prack, 488, party))]]
  return [{ ...acknowledged, isAgreed: true, sound: changed }, [...STOP, ok(changed.sdp), ...setRemote(changed, party)]]
}
