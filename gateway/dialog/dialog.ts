// A dialog's identity and route set (RFC 3261 §12), and the requests sent within it.
import { type Address, parseAddressList, printAddress, tagOf } from '../sip/address.ts'
import { withParam } from '../sip/grammar.ts'
import { field, makeRequest } from '../sip/make-message.ts'
import { type HeaderField, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'
import { isLoose, type Uri } from '../sip/uri.ts'

export type Dialog = {
  callId: string
  local: Address
  remote: Address
  /** Null when the other side is of RFC 2543 and gave none. */
  remoteTag: string | null
  remoteTarget: Uri
  routeSet: Address[]
  localCSeq: number
  remoteCSeq: number | null
}

const recordRoutes = (message: SipRequest | SipResponse): Address[] =>
  parseAddressList(headersOf(message, 'record-route')) ?? []

/** §12.1.2: the response's route set is read backwards. */
export function dialogOfClient(invite: SipRequest, response: SipResponse): Dialog {
  return {
    callId: invite.callId,
    local: invite.from,
    remote: response.to,
    remoteTag: tagOf(response.to),
    remoteTarget: response.contacts[0]?.uri ?? invite.uri,
    routeSet: recordRoutes(response).reverse(),
    localCSeq: invite.cseq.number,
    remoteCSeq: null,
  }
}

/** §12.1.1. A peer of RFC 2543 may leave Contact out: then its From is the target. */
export function dialogOfServer(invite: SipRequest, localTag: string): Dialog {
  return {
    callId: invite.callId,
    local: { ...invite.to, params: withParam(invite.to.params, 'tag', localTag) },
    remote: invite.from,
    remoteTag: tagOf(invite.from),
    remoteTarget: invite.contacts[0]?.uri ?? invite.from.uri,
    routeSet: recordRoutes(invite),
    localCSeq: 0,
    remoteCSeq: invite.cseq.number,
  }
}

/** §12.2.1.1: where a request within the dialog names as its target and which routes it carries. */
function routeOf(dialog: Dialog): { uri: Uri; routes: Uri[]; nextHop: Uri } {
  const routes = dialog.routeSet.map((route) => route.uri)
  const [head, ...rest] = routes
  if (!head) return { uri: dialog.remoteTarget, routes: [], nextHop: dialog.remoteTarget }
  if (isLoose(head)) return { uri: dialog.remoteTarget, routes, nextHop: head }
  // A strict router wants itself in the Request-URI and the target at the end of the routes.
  return { uri: head, routes: [...rest, dialog.remoteTarget], nextHop: head }
}

const TARGET_REFRESHES = ['INVITE', 'UPDATE', 'REFER', 'NOTIFY']

type InDialog = { method: string; cseq: number; headers?: HeaderField[]; body?: Uint8Array }

export function dialogRequest(dialog: Dialog, parts: InDialog): { request: SipRequest; nextHop: Uri } {
  const { uri, routes, nextHop } = routeOf(dialog)
  const routeFields = routes.map((route) => field('route', printAddress({ displayName: '', uri: route, params: [] })))
  const request = makeRequest({
    method: parts.method,
    uri,
    from: dialog.local,
    to: dialog.remote,
    callId: dialog.callId,
    cseq: parts.cseq,
    headers: [...routeFields, ...(parts.headers ?? [])],
    ...(parts.body ? { body: parts.body } : {}),
  })
  return { request, nextHop }
}

/** What an early dialog has counted and learnt goes on in the dialog that its 2xx confirms (§12.1, §13.2.2.4). */
export const confirmed = (early: Dialog | undefined, dialog: Dialog): Dialog =>
  early ? { ...dialog, localCSeq: early.localCSeq, remoteCSeq: early.remoteCSeq } : dialog

type Received = { ok: true; dialog: Dialog } | { ok: false; status: 481 | 500 }

/** §12.2.2: tags must match, numbers must not fall, and INVITE and UPDATE may move the target. */
export function receiveInDialog(dialog: Dialog, request: SipRequest): Received {
  if (tagOf(request.from) !== dialog.remoteTag) return { ok: false, status: 481 }
  const { number } = request.cseq
  if (dialog.remoteCSeq !== null && number < dialog.remoteCSeq) return { ok: false, status: 500 }
  // The methods that refresh a target: §12.2, RFC 3311 §5.1, RFC 3515 §2.4.4.
  const target = TARGET_REFRESHES.includes(request.method) ? request.contacts[0]?.uri : undefined
  return { ok: true, dialog: { ...dialog, remoteCSeq: number, remoteTarget: target ?? dialog.remoteTarget } }
}
