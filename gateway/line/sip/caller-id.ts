// Who calls whom, and for whom the call was first meant, out of a peer's INVITE: asserted identity (RFC 3325), privacy
// (RFC 3323), Diversion (RFC 5806), History-Info (RFC 7044), Remote-Party-ID of older peers. All of it is hostile text.
import { type Address, parseAddressList } from '../../sip/address.ts'
import { paramValue } from '../../sip/grammar.ts'
import { headersOf, type SipRequest, tokensOf } from '../../sip/message.ts'
import { readable } from '../../sip/octets.ts'
import { telephoneOf } from '../../sip/telephone.ts'

export type CallerId = { dialed: string; presented: string; name: string; diverted: string; withheld: boolean }

export const MAX_NAME_LENGTH = 64
const MAX_DIGITS_LENGTH = 128

/** Control characters, bidi controls, zero-width characters and what UTF-8 could not decode. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu

const shown = (text: string, limit: number): string =>
  [...readable(text).replace(UNSHOWABLE, '')].slice(0, limit).join('').trim()

const ANONYMOUS = /^(anonymous|unavailable|unknown|restricted)$/i

const numberOf = (address: Address): string => {
  const number = shown(telephoneOf(address.uri), MAX_DIGITS_LENGTH)
  return ANONYMOUS.test(number) ? '' : number
}

const addressesIn = (invite: SipRequest, name: string): Address[] => parseAddressList(headersOf(invite, name)) ?? []

const firstNumber = (addresses: Address[]): Address | undefined =>
  addresses.find((address) => telephoneOf(address.uri) !== '')

const isCalling = (party: Address): boolean => (paramValue(party.params, 'party') ?? 'calling') === 'calling'

/** RFC 3323 §4.2: the values are separated by semicolons. */
const PRIVATE = ['id', 'header', 'user']

function isWithheld(invite: SipRequest, remoteParty: Address | undefined): boolean {
  const privacy = tokensOf(invite, 'privacy').flatMap((value) => value.split(';').map((part) => part.trim()))
  if (privacy.some((value) => PRIVATE.includes(value))) return true
  const old = paramValue(remoteParty?.params ?? [], 'privacy') ?? 'off'
  return old !== 'off' || ANONYMOUS.test(telephoneOf(invite.from.uri))
}

/** The last who sent it on: the first Diversion, else the entry before the last of the history. */
function divertedIn(invite: SipRequest): string {
  const [diversion] = addressesIn(invite, 'diversion')
  const by = diversion ?? addressesIn(invite, 'history-info').at(-2)
  if (!by || (paramValue(by.params, 'privacy') ?? 'off') !== 'off') return ''
  return numberOf(by)
}

export function callerIdOf(invite: SipRequest): CallerId {
  const remoteParty = addressesIn(invite, 'remote-party-id').find(isCalling)
  const asserted =
    firstNumber(addressesIn(invite, 'p-asserted-identity')) ?? firstNumber(remoteParty ? [remoteParty] : [])
  const caller = asserted ?? invite.from
  const name = shown(caller.displayName || invite.from.displayName, MAX_NAME_LENGTH)
  const dialed =
    shown(telephoneOf(invite.uri), MAX_DIGITS_LENGTH) || shown(telephoneOf(invite.to.uri), MAX_DIGITS_LENGTH)
  const withheld = isWithheld(invite, remoteParty)
  return {
    dialed,
    presented: withheld ? '' : numberOf(caller),
    name: withheld || ANONYMOUS.test(name) ? '' : name,
    diverted: divertedIn(invite),
    withheld,
  }
}
