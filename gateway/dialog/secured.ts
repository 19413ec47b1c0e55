// Calls to a sips: URI: every hop is to be TLS, and what we say of ourselves has to keep it so (RFC 3261 §12.1.1, RFC 5630).
import { parseAddressList } from '../sip/address.ts'
import { headersOf, type SipRequest } from '../sip/message.ts'
import type { SipUri, Uri } from '../sip/uri.ts'

const isSips = (uri: Uri | undefined): boolean => uri?.scheme === 'sips'

/** §12.1.1: what was called, the top Record-Route, or the Contact where no proxy recorded itself. */
export function isSecured(invite: SipRequest): boolean {
  const [top] = parseAddressList(headersOf(invite, 'record-route')) ?? []
  return isSips(invite.uri) || isSips(top ? top.uri : invite.contacts[0]?.uri)
}

/** §26.2.2: sips means TLS by itself, and transport=tls is deprecated. */
export const secured = (uri: SipUri): SipUri => ({
  ...uri,
  scheme: 'sips',
  params: uri.params.filter(({ name }) => name !== 'transport'),
})
