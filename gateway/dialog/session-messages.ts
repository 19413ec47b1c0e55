// The messages that more than one state of a session sends.
import type { HangupCause } from '#protocol/reasons'
import { printAddress } from '../sip/address.ts'
import { ACCEPT, ALLOW, SUPPORTED } from '../sip/admission.ts'
import { field, makeResponse } from '../sip/make-message.ts'
import { type HeaderField, headerOf, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { type Dialog, dialogOfClient, dialogRequest } from './dialog.ts'
import { reasonField } from './hangup-cause.ts'
import {
  type Closing,
  ENDED,
  type Party,
  type SessionEffect,
  type SessionStep,
  setTimer,
  TERMINATED,
} from './session.ts'

export const AUTHORIZATION_HEADERS = ['authorization', 'proxy-authorization']

export const contactField = (party: Party): HeaderField => field('contact', printAddress(party.contact))

export const SDP_TYPE = field('content-type', 'application/sdp')

export const respond = (transaction: string, response: SipResponse): SessionEffect => ({
  type: 'respond',
  transaction,
  response,
})

type DialogResponse = { body?: Uint8Array | null; headers?: HeaderField[] }

/** A response that makes or keeps a dialog (§12.1.1): Record-Route as it came, and our Contact. */
export function dialogResponse(
  request: SipRequest,
  status: number,
  party: Party,
  { body = null, headers = [] }: DialogResponse = {},
): SipResponse {
  const routes = headersOf(request, 'record-route').map((value) => field('record-route', value))
  const type = body ? [SDP_TYPE] : []
  const all = [...routes, contactField(party), ALLOW, SUPPORTED, ...headers, ...type]
  return makeResponse(request, status, { toTag: party.localTag, headers: all, ...(body ? { body } : {}) })
}

export const refusal = (request: SipRequest, status: number, party: Party, headers: HeaderField[] = []): SipResponse =>
  makeResponse(request, status, { toTag: party.localTag, headers })

/** D15: requests within a dialog that change nothing here. */
export function answerOther(request: SipRequest, transaction: string, party: Party): SessionEffect {
  const hasPackage = request.method === 'INFO' && headerOf(request, 'info-package') !== null
  if (hasPackage) return respond(transaction, refusal(request, 469, party, [field('recv-info', '')]))
  if (request.method === 'UPDATE') return respond(transaction, dialogResponse(request, 200, party))
  // A PRACK or NOTIFY that reaches this far belongs to nothing that is open here (RFC 3262 §3, RFC 3265 §3.2.4).
  if (['PRACK', 'NOTIFY'].includes(request.method)) return respond(transaction, refusal(request, 481, party))
  if (request.method === 'REFER') return respond(transaction, refusal(request, 603, party))
  const isKnown = ['OPTIONS', 'INFO'].includes(request.method)
  return respond(transaction, refusal(request, isKnown ? 200 : 405, party, [ALLOW, ACCEPT]))
}

type Acknowledged = { dialog: Dialog; invite: SipRequest; cseq?: number; body?: Uint8Array | null }

/** §13.2.2.4: number and credentials of the INVITE, route set of the dialog. */
export function ackOf2xx({ dialog, invite, cseq = invite.cseq.number, body = null }: Acknowledged): SessionEffect {
  const credentials = invite.headers.filter(({ name }) => AUTHORIZATION_HEADERS.includes(name))
  const headers = body ? [...credentials, SDP_TYPE] : credentials
  return { type: 'ack', ...dialogRequest(dialog, { method: 'ACK', cseq, headers, ...(body ? { body } : {}) }) }
}

export const byeOf = (dialog: Dialog, headers: HeaderField[] = []): SessionEffect => ({
  type: 'request',
  ...dialogRequest(dialog, { method: 'BYE', cseq: dialog.localCSeq, headers }),
})

export const nextRequest = (dialog: Dialog): Dialog => ({ ...dialog, localCSeq: dialog.localCSeq + 1 })

type Closed = { party: Party; dialog: Dialog; invite: SipRequest | null; cause: HangupCause }

/** Sends BYE and waits for its answer, but not for ever. */
export function close({ party, dialog, invite, cause }: Closed): SessionStep {
  const next = nextRequest(dialog)
  const closing: Closing = { state: 'closing', party, dialog: next, invite, cause, attempts: 1 }
  return [closing, [byeOf(next, [reasonField(cause)]), setTimer('linger', lingerMs(party.timers))]]
}

/** Longer than Timer F, so that the BYE's own transaction decides. */
const lingerMs = (timers: TransactionTimers): number => transactionTimeout(timers) + timers.t2

/** D9: a 2xx that came by another branch of a fork is taken and given back at once. */
export function refuseFork(invite: SipRequest, response: SipResponse): SessionEffect[] {
  const dialog = dialogOfClient(invite, response)
  return [ackOf2xx({ dialog, invite }), byeOf(nextRequest(dialog))]
}

export const terminate = (effects: SessionEffect[]): SessionStep => [ENDED, [...effects, TERMINATED]]
