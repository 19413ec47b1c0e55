// Who calls whom, out of a peer's INVITE (RFC 3325 for the asserted identity). All of it is hostile text.
import { type Address, parseAddressList } from '../../sip/address.ts'
import { headersOf, type SipRequest } from '../../sip/message.ts'
import { readable } from '../../sip/octets.ts'
import { uriUser } from '../../sip/uri.ts'

export type CallerId = { dialed: string; presented: string; name: string }

export const MAX_NAME_LENGTH = 64
const MAX_DIGITS_LENGTH = 128

/** Control characters, bidi controls, zero-width characters and what UTF-8 could not decode. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu

const shown = (text: string, limit: number): string =>
  [...readable(text).replace(UNSHOWABLE, '')].slice(0, limit).join('').trim()

const ANONYMOUS = /^(anonymous|unavailable|unknown|restricted)$/i

const numberOf = (address: Address): string => {
  const number = shown(uriUser(address.uri), MAX_DIGITS_LENGTH)
  return ANONYMOUS.test(number) ? '' : number
}

export function callerIdOf(invite: SipRequest): CallerId {
  const asserted = parseAddressList(headersOf(invite, 'p-asserted-identity'))?.find((id) => uriUser(id.uri) !== '')
  const caller = asserted ?? invite.from
  const name = shown(caller.displayName || invite.from.displayName, MAX_NAME_LENGTH)
  const dialed = shown(uriUser(invite.uri), MAX_DIGITS_LENGTH) || shown(uriUser(invite.to.uri), MAX_DIGITS_LENGTH)
  return { dialed, presented: numberOf(caller), name: ANONYMOUS.test(name) ? '' : name }
}
