// REFER both ways within an answered call, and the NOTIFY that tells how it goes (RFC 3515, RFC 5589). Rules D44-D49.
import { parseAddress } from '../sip/address.ts'
import { ALLOW } from '../sip/admission.ts'
import { field } from '../sip/make-message.ts'
import { type HeaderField, headerOf, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'
import { readable } from '../sip/octets.ts'
import { telephoneOf } from '../sip/telephone.ts'
import { dialogRequest } from './dialog.ts'
import { causeOfStatus } from './hangup-cause.ts'
import { parseReplaces, type Replaces } from './replaces.ts'
import {
  clearTimer,
  type Established,
  emit,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
  setTimer,
} from './session.ts'
import { contactField, nextRequest, refusal, respond } from './session-messages.ts'

/** Within Timer F of a REFER the server has said yes or no. */
const DECISION_MS = 10_000
/** As long as the transfer target may ring. */
const OUTCOME_MS = 180_000
const MAX_ATTEMPTS = 3
const MAX_TARGET_LENGTH = 128

type Response = Extract<SessionInput, { type: 'response' }>

function sendRefer(leg: Established, fields: HeaderField[], attempts: number): SessionStep {
  const dialog = nextRequest(leg.dialog)
  const headers = [contactField(leg.party), ALLOW, ...fields]
  const effect = dialogRequest(dialog, { method: 'REFER', cseq: dialog.localCSeq, headers })
  return [
    { ...leg, dialog, transfer: { state: 'sent', request: effect.request, attempts } },
    [{ type: 'request', ...effect }, setTimer('transfer', OUTCOME_MS)],
  ]
}

/** D44: one transfer at a time. */
export function startTransfer(leg: Established, referTo: string): SessionStep {
  if (leg.transfer || leg.isEnded || leg.pending?.isInitial) {
    const isRefused = leg.transfer !== null || leg.isEnded
    return [leg, isRefused ? [] : [emit({ type: 'transferred', ok: false, cause: 'error' })]]
  }
  const referredBy = field('referred-by', printed(leg))
  return sendRefer(leg, [field('refer-to', referTo), referredBy], 1)
}

const printed = (leg: Established): string => contactField(leg.party).value

function settle(leg: Established, ok: boolean, status: number): SessionStep {
  const cause = ok ? 'normal' : causeOfStatus(status)
  return [{ ...leg, transfer: null }, [clearTimer('transfer'), emit({ type: 'transferred', ok, cause })]]
}

/** D45. Null when the response is to no REFER or NOTIFY of ours. */
export function onTransferResponse(leg: Established, input: Response): SessionStep | null {
  const { response, authorization } = input
  const { transfer } = leg
  if (response.cseq.method === 'NOTIFY') return onNotified(leg, response)
  if (response.cseq.method !== 'REFER') return null
  if (transfer?.state !== 'sent' || response.cseq.number !== transfer.request.cseq.number) return [leg, []]
  if (response.status < 200) return [leg, []]
  if (response.status < 300) return [{ ...leg, transfer: { ...transfer, state: 'accepted' } }, []]
  if (!authorization || transfer.attempts >= MAX_ATTEMPTS) return settle(leg, false, response.status)
  const kept = transfer.request.headers.filter(({ name }) => ['refer-to', 'referred-by'].includes(name))
  return sendRefer(leg, [...kept, authorization], transfer.attempts + 1)
}

export function onTransferFailure(leg: Established, method: string): SessionStep {
  return method === 'REFER' && leg.transfer ? settle(leg, false, 408) : [leg, []]
}

const STATUS_LINE = /^SIP\/2\.0 (\d{3}) /

/** D46: a NOTIFY of our REFER: its body is the first line of what the target answered. */
export function onNotify(leg: Established, notify: SipRequest, transaction: string): SessionStep | null {
  const { transfer, party } = leg
  if (!transfer || !/^refer\b/i.test(headerOf(notify, 'event') ?? '')) return null
  const ok = respond(transaction, refusal(notify, 200, party))
  const status = Number(STATUS_LINE.exec(Buffer.from(notify.body).toString('latin1'))?.[1] ?? 0)
  const isOver = /^terminated\b/i.test(headerOf(notify, 'subscription-state') ?? '')
  if (status < 200 && !isOver) return [{ ...leg, transfer: { ...transfer, state: 'accepted' } }, [ok]]
  const [next, effects] = settle(leg, status >= 200 && status < 300, status < 300 ? 480 : status)
  return [next, [ok, ...effects]]
}

type Target = { target: string; replaces: Replaces | null }

/** D47: where they want the call to go; null when they do not say it so that we can. */
function targetOf(refer: SipRequest): Target | null {
  const values = headersOf(refer, 'refer-to')
  const address = values.length === 1 ? parseAddress(values[0]!) : null
  if (!address) return null
  const headers = address.uri.scheme === 'other' ? null : address.uri.headers
  const target = readable(telephoneOf(address.uri)).slice(0, MAX_TARGET_LENGTH)
  if (headers === null) return target === '' ? null : { target, replaces: null }
  const replaces = replacesOf(headers)
  return replaces && { target, replaces }
}

const ONLY_REPLACES = /^replaces=([^&]+)$/i

/** RFC 5589 §7.3: the header that the call to the target is to carry; with any other we do not know what they want. */
function replacesOf(headers: string): Replaces | null {
  const value = ONLY_REPLACES.exec(headers)?.[1]
  if (value === undefined) return null
  try {
    return parseReplaces(decodeURIComponent(value))
  } catch {
    return null
  }
}

export function onRefer(leg: Established, request: SipRequest, transaction: string): SessionStep {
  const refuse = (status: number): SessionStep => [leg, [respond(transaction, refusal(request, status, leg.party))]]
  const target = targetOf(request)
  if (headersOf(request, 'refer-to').length !== 1) return refuse(400)
  if (!target || leg.referral || leg.pending?.isInitial) return refuse(603)
  return [
    { ...leg, referral: { state: 'asked', request, transaction } },
    [setTimer('referral', DECISION_MS), emit({ type: 'transfer-requested', ...target })],
  ]
}

function sendNotify(leg: Established, refer: SipRequest, line: string, state: string): [Established, SessionEffect] {
  const dialog = nextRequest(leg.dialog)
  const headers = [
    contactField(leg.party),
    // RFC 3515 §2.4.6: the id says which REFER it was.
    field('event', `refer;id=${refer.cseq.number}`),
    field('subscription-state', state),
    field('content-type', 'message/sipfrag;version=2.0'),
  ]
  const body = Buffer.from(`SIP/2.0 ${line}\r\n`)
  return [
    { ...leg, dialog },
    { type: 'request', ...dialogRequest(dialog, { method: 'NOTIFY', cseq: dialog.localCSeq, headers, body }) },
  ]
}

/** D48: yes is 202 and a first NOTIFY; no is 603. */
export function answerReferral(leg: Established, accepted: boolean): SessionStep {
  const { referral, party } = leg
  if (referral?.state !== 'asked') return [leg, []]
  const { request, transaction } = referral
  const stop = clearTimer('referral')
  if (!accepted) return [{ ...leg, referral: null }, [stop, respond(transaction, refusal(request, 603, party))]]
  const response = respond(transaction, refusal(request, 202, party, [contactField(party)]))
  const [next, notify] = sendNotify(leg, request, '100 Trying', 'active;expires=60')
  return [{ ...next, referral: { ...referral, state: 'accepted' } }, [stop, response, notify]]
}

/** D49: the call has gone where they wanted it as soon as the server agreed; the second NOTIFY follows the first one's answer. */
function onNotified(leg: Established, response: SipResponse): SessionStep {
  const { referral } = leg
  if (referral?.state !== 'accepted' || response.status < 200) return [leg, []]
  const done = { ...leg, referral: null }
  if (response.status >= 300) return [done, []]
  const [next, notify] = sendNotify(done, referral.request, '200 OK', 'terminated;reason=noresource')
  return [next, [notify]]
}

export const onTransferTimer = (leg: Established, name: 'transfer' | 'referral'): SessionStep =>
  name === 'referral' ? answerReferral(leg, false) : settle(leg, false, 408)
