// The requests that a line makes of its own: REGISTER and OPTIONS, and which of them are under way.
import { addressOf, printAddress } from '../../sip/address.ts'
import { paramValue, withParam } from '../../sip/grammar.ts'
import { field, makeRequest } from '../../sip/make-message.ts'
import { type HeaderField, headerOf, type SipRequest, type SipResponse } from '../../sip/message.ts'
import { toOctetText } from '../../sip/octets.ts'
import { escapeUser, type SipUri } from '../../sip/uri.ts'
import type { Endpoint } from '../../sip/via.ts'
import type { Attempts } from '../../transport/request-chains.ts'
import type { SipEndpoint } from '../../transport/sip-endpoint.ts'

type Options = {
  endpoint: SipEndpoint
  random: (octets: number) => string
  /** '' when the line has none. */
  account(): string
  uriFor(user: string | null): SipUri
  attemptsFor(request: SipRequest, to: Endpoint): Attempts
}

type Own = { request: SipRequest; to: Endpoint }
type OwnParts = { callId: string; tag: string; cseq: number; headers: HeaderField[] }
type Register = { cseq: number; expiresS: number; authorization: HeaderField | null }

const CALL_ID_OCTETS = 16
const TAG_OCTETS = 8

export class LineRequests {
  readonly #options: Options
  readonly #own = new Map<string, Own>()
  #registration = { callId: '', tag: '' }

  constructor(options: Options) {
    this.#options = options
  }

  /** §10.2: one Call-ID for all registrations of a line. */
  register({ cseq, expiresS, authorization }: Register, to: Endpoint | null): void {
    if (!to) return
    if (this.#registration.callId === '') this.#registration = this.#ids()
    const headers = [this.#contact(to), field('expires', String(expiresS)), ...(authorization ? [authorization] : [])]
    this.#send('REGISTER', { ...this.#registration, cseq, headers }, to)
  }

  probe(to: Endpoint | null): void {
    if (!to) return
    const headers = [this.#contact(to), field('accept', 'application/sdp')]
    this.#send('OPTIONS', { ...this.#ids(), cseq: 1, headers }, to)
  }

  /** The request that is answered; undefined when it is not one of the line's own. */
  answered(transaction: string, response: SipResponse): Own | undefined {
    const own = this.#own.get(transaction)
    if (response.status >= 200) this.#own.delete(transaction)
    return own
  }

  failed(transaction: string): Own | undefined {
    const own = this.#own.get(transaction)
    this.#own.delete(transaction)
    return own
  }

  #ids(): { callId: string; tag: string } {
    const { random } = this.#options
    return { callId: random(CALL_ID_OCTETS), tag: random(TAG_OCTETS) }
  }

  #contact(to: Endpoint): HeaderField {
    const account = this.#options.account()
    const user = account === '' ? null : escapeUser(toOctetText(account))
    return field('contact', printAddress(addressOf(this.#options.endpoint.contact(user, to))))
  }

  #send(method: 'REGISTER' | 'OPTIONS', { callId, tag, cseq, headers }: OwnParts, to: Endpoint): void {
    const { endpoint, uriFor, attemptsFor } = this.#options
    const account = addressOf(uriFor(this.#options.account() || null))
    const from = { ...account, params: withParam([], 'tag', tag) }
    const request = makeRequest({ method, uri: uriFor(null), from, to: account, callId, cseq, headers })
    this.#own.set(endpoint.request(request, to, attemptsFor(request, to)), { request, to })
  }
}

const seconds = (text: string | null): number | null => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null)

/** §10.2.4: the expiry of our own contact, else of the whole answer. */
export function grantedIn(response: SipResponse, request: SipRequest) {
  const ours = request.contacts[0]?.uri
  const contact = response.contacts.find(
    ({ uri }) => uri.scheme !== 'other' && ours?.scheme === 'sip' && uri.host === ours.host && uri.port === ours.port,
  )
  const expiresS =
    seconds(contact ? paramValue(contact.params, 'expires') : null) ?? seconds(headerOf(response, 'expires'))
  return { expiresS, minExpiresS: seconds(headerOf(response, 'min-expires')) }
}
