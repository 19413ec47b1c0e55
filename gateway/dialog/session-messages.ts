// The messages that more than one state of a session sends.
import type { RtpRemote } from '../media/media-engine.ts'
import { maySend, type RemoteAudio } from '../sdp/offer-answer.ts'
import { printAddress } from '../sip/address.ts'
import { ACCEPT, ALLOW } from '../sip/admission.ts'
import { field, makeResponse } from '../sip/make-message.ts'
import { type HeaderField, headerOf, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { type Dialog, dialogOfClient, dialogRequest } from './dialog.ts'
import { type Closing, ENDED, type Party, type SessionEffect, type SessionStep, TERMINATED } from './session.ts'

export const AUTHORIZATION_HEADERS = ['authorization', 'proxy-authorization']

export const contactField = (party: Party): HeaderField => field('contact', printAddress(party.contact))

export const rtpRemote = (remote: RemoteAudio, party: Party): RtpRemote => ({
  address: remote.address,
  port: remote.port,
  rtcpPort: remote.rtcpPort,
  format: remote.format,
  accepts: [remote.format],
  ptimeMs: 20,
  telephoneEvent: remote.telephoneEvent,
  comfortNoise: null,
  srtp: null,
  send: maySend(remote),
  nat: party.nat,
})

export const respond = (transaction: string, response: SipResponse): SessionEffect => ({
  type: 'respond',
  transaction,
  response,
})

/** A response that makes or keeps a dialog (§12.1.1): Record-Route as it came, and our Contact. */
export function dialogResponse(request: SipRequest, status: number, party: Party, body?: Uint8Array): SipResponse {
  const routes = headersOf(request, 'record-route').map((value) => field('record-route', value))
  const type = body ? [field('content-type', 'application/sdp')] : []
  const headers = [...routes, contactField(party), ALLOW, ...type]
  return makeResponse(request, status, { toTag: party.localTag, headers, ...(body ? { body } : {}) })
}

export const refusal = (request: SipRequest, status: number, party: Party, headers: HeaderField[] = []): SipResponse =>
  makeResponse(request, status, { toTag: party.localTag, headers })

/** D15: requests within a dialog that change nothing here. */
export function answerOther(request: SipRequest, transaction: string, party: Party): SessionEffect {
  const hasPackage = request.method === 'INFO' && headerOf(request, 'info-package') !== null
  if (hasPackage) return respond(transaction, refusal(request, 469, party, [field('recv-info', '')]))
  if (request.method === 'UPDATE') return respond(transaction, dialogResponse(request, 200, party))
  const isKnown = ['OPTIONS', 'INFO'].includes(request.method)
  return respond(transaction, refusal(request, isKnown ? 200 : 405, party, [ALLOW, ACCEPT]))
}

/** §13.2.2.4: number and credentials of the INVITE, route set of the dialog. */
export function ackOf2xx(dialog: Dialog, invite: SipRequest): SessionEffect {
  const headers = invite.headers.filter(({ name }) => AUTHORIZATION_HEADERS.includes(name))
  return { type: 'ack', ...dialogRequest(dialog, { method: 'ACK', cseq: invite.cseq.number, headers }) }
}

export const byeOf = (dialog: Dialog, headers: HeaderField[] = []): SessionEffect => ({
  type: 'request',
  ...dialogRequest(dialog, { method: 'BYE', cseq: dialog.localCSeq, headers }),
})

/** Sends BYE and waits for its answer, but not for ever. */
export function close(party: Party, dialog: Dialog, invite: SipRequest | null): SessionStep {
  const next = { ...dialog, localCSeq: dialog.localCSeq + 1 }
  const closing: Closing = { state: 'closing', party, dialog: next, invite, attempts: 1 }
  return [closing, [byeOf(next), { type: 'set-timer', name: 'linger', after: lingerMs(party.timers) }]]
}

/** Longer than Timer F, so that the BYE's own transaction decides. */
const lingerMs = (timers: TransactionTimers): number => transactionTimeout(timers) + timers.t2

/** D9: a 2xx that came by another branch of a fork is taken and given back at once. */
export function refuseFork(invite: SipRequest, response: SipResponse): SessionEffect[] {
  const dialog = dialogOfClient(invite, response)
  return [ackOf2xx(dialog, invite), byeOf({ ...dialog, localCSeq: dialog.localCSeq + 1 })]
}

export const terminate = (effects: SessionEffect[]): SessionStep => [ENDED, [...effects, TERMINATED]]
