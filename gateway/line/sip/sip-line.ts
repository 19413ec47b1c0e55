// One configured line: where its trunk is, whether it is there, and its registration. Applies the effects of both machines.
import type { SipLineConfig } from '#protocol/config'
import { addressOf, printAddress } from '../../sip/address.ts'
import { paramValue, withParam } from '../../sip/grammar.ts'
import { field, makeRequest } from '../../sip/make-message.ts'
import {
  type HeaderField,
  headerOf,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  tokensOf,
} from '../../sip/message.ts'
import { toOctetText } from '../../sip/octets.ts'
import { escapeUser, type SipUri, sipUri } from '../../sip/uri.ts'
import { type Endpoint, SIP_PORT } from '../../sip/via.ts'
import { type Schedule, TimerMap } from '../../transaction/timer-map.ts'
import type { SipEndpoint } from '../../transport/sip-endpoint.ts'
import type { ResolveHost } from './host-resolver.ts'
import { type HealthInput, stepHealth, UNKNOWN_HEALTH } from './line-health.ts'
import { type LineReport, type Registration, type RegistrationInput, stepRegistration } from './registration.ts'
import { answerChallenge, UNKNOWN_REALM } from './trunk-credentials.ts'

type SipLineOptions = {
  endpoint: SipEndpoint
  schedule: Schedule
  resolve: ResolveHost
  random: (octets: number) => string
  onReport(line: SipLine): void
}

const RESOLVE_AGAIN_MS = 60_000
const CALL_ID_OCTETS = 16
const TAG_OCTETS = 8

export class SipLine {
  config: SipLineConfig
  report: LineReport = { state: 'down', fault: null, detail: '' }
  readonly #options: SipLineOptions
  readonly #timers: TimerMap<'registration' | 'probe' | 'resolve'>
  /** The transactions of this line's own REGISTER and OPTIONS. */
  readonly #own = new Map<string, SipRequest>()
  #addresses: string[] = []
  #registration: Registration = { state: 'idle' }
  #health = UNKNOWN_HEALTH
  #trunk = UNKNOWN_REALM
  #registrationIds = { callId: '', tag: '' }
  #isStopped = false
  #left: (() => void) | null = null

  constructor(config: SipLineConfig, options: SipLineOptions) {
    this.config = config
    this.#options = options
    this.#timers = new TimerMap(options.schedule)
  }

  /** The trunk's address, once its name is known. */
  get trunk(): Endpoint | null {
    const address = this.#addresses[0]
    return address === undefined ? null : { address, port: this.config.port }
  }

  /** L2: the address decides; peers often send from another port than they listen on. */
  isFrom(source: Endpoint): boolean {
    return this.config.enabled && !this.#isStopped && this.#addresses.includes(source.address)
  }

  hasAddress(address: string): boolean {
    return this.#addresses.includes(address)
  }

  isTrunk(to: Endpoint): boolean {
    return this.#addresses.includes(to.address) && to.port === this.config.port
  }

  uriFor(user: string | null): SipUri {
    const { host, port } = this.config
    return sipUri(user === null ? null : escapeUser(toOctetText(user)), host, port === SIP_PORT ? null : port)
  }

  start(): void {
    if (this.#isStopped) return
    if (!this.config.enabled) this.#setReport({ state: 'disabled', fault: null, detail: '' })
    else void this.#resolve()
  }

  /** The new configuration of a line that keeps its trunk and its account. */
  update(config: SipLineConfig): void {
    this.config = config
  }

  /** Un-registers; resolves when the trunk has answered or will not. */
  stop(): Promise<void> {
    this.#isStopped = true
    this.#timers.clear('resolve')
    this.#timers.clear('probe')
    return new Promise((resolve) => {
      this.#left = resolve
      this.#stepRegistration({ type: 'stop' })
    })
  }

  onHeard(message: SipMessage): void {
    if (this.config.register || this.#isStopped || this.#addresses.length === 0) return
    const isAsking = message.kind === 'request' && message.method === 'OPTIONS'
    const isAnswer = message.kind === 'response' && message.cseq.method === 'OPTIONS'
    const knowsOptions = isAsking || isAnswer || tokensOf(message, 'allow').includes('options')
    this.#stepHealth({ type: 'heard', knowsOptions })
  }

  onDialUnanswered(): void {
    if (!this.config.register && !this.#isStopped) this.#stepHealth({ type: 'dial-unanswered' })
  }

  /** False when the transaction is not one of the line's own. */
  onResponse(transaction: string, response: SipResponse): boolean {
    const request = this.#own.get(transaction)
    if (!request) return false
    if (response.status >= 200) this.#own.delete(transaction)
    if (request.method !== 'REGISTER') return true
    const authorization = this.authorize(request, response, this.trunk)
    const { expiresS, minExpiresS } = grantedIn(response, request)
    this.#stepRegistration({ type: 'response', status: response.status, expiresS, minExpiresS, authorization })
    return true
  }

  onFailure(transaction: string): boolean {
    const request = this.#own.get(transaction)
    if (!request) return false
    this.#own.delete(transaction)
    if (request.method === 'REGISTER') this.#stepRegistration({ type: 'failed' })
    else this.#stepHealth({ type: 'probe-unanswered' })
    return true
  }

  /** The header that answers a challenge, when this trunk may have it. */
  authorize(request: SipRequest, response: SipResponse, to: Endpoint | null): HeaderField | null {
    if (response.status !== 401 && response.status !== 407) return null
    const { user, password } = this.config
    const [trunk, answer] = answerChallenge(this.#trunk, {
      request,
      response,
      isToTrunk: to !== null && this.isTrunk(to),
      credentials: { user, password },
      cnonce: this.#options.random(TAG_OCTETS),
    })
    this.#trunk = trunk
    return answer
  }

  async #resolve(): Promise<void> {
    const wasKnown = this.#addresses.length > 0
    const found = await this.#options.resolve(this.config.host)
    if (this.#isStopped) return
    this.#timers.set('resolve', RESOLVE_AGAIN_MS, () => void this.#resolve())
    // A name server that is away for a while must not take a working line down.
    if (found.length > 0) this.#addresses = found
    if (wasKnown) return
    if (found.length === 0) this.#setReport({ state: 'down', fault: 'name-not-found', detail: this.config.host })
    else if (this.config.register) this.#stepRegistration({ type: 'start' })
    else this.#stepHealth({ type: 'start' })
  }

  #setReport(report: LineReport): void {
    const { state, fault, detail } = this.report
    this.report = report
    if (report.state !== state || report.fault !== fault || report.detail !== detail) this.#options.onReport(this)
  }

  #stepRegistration(input: RegistrationInput): void {
    const [next, effects] = stepRegistration(this.#registration, input)
    this.#registration = next
    for (const effect of effects) {
      if (effect.type === 'register') this.#register(effect.cseq, effect.expiresS, effect.authorization)
      else if (effect.type === 'set-timer')
        this.#timers.set('registration', effect.after, () => this.#stepRegistration({ type: 'timer' }))
      else if (effect.type === 'clear-timer') this.#timers.clear('registration')
      else if (effect.type === 'report') this.#setReport(effect.report)
      else this.#left?.()
    }
  }

  #stepHealth(input: HealthInput): void {
    const [next, effects] = stepHealth(this.#health, input)
    this.#health = next
    for (const effect of effects) {
      if (effect.type === 'send-options') this.#probe()
      else if (effect.type === 'set-timer')
        this.#timers.set('probe', effect.after, () => this.#stepHealth({ type: 'timer' }))
      else this.#setReport(effect.report)
    }
  }

  #register(cseq: number, expiresS: number, authorization: HeaderField | null): void {
    const { random } = this.#options
    if (this.#registrationIds.callId === '')
      this.#registrationIds = { callId: random(CALL_ID_OCTETS), tag: random(TAG_OCTETS) }
    const expires = field('expires', String(expiresS))
    const headers = [this.#contact(), expires, ...(authorization ? [authorization] : [])]
    this.#send('REGISTER', { ...this.#registrationIds, cseq, headers })
  }

  #probe(): void {
    const { random } = this.#options
    const headers = [this.#contact(), field('accept', 'application/sdp')]
    this.#send('OPTIONS', { callId: random(CALL_ID_OCTETS), tag: random(TAG_OCTETS), cseq: 1, headers })
  }

  #contact(): HeaderField {
    const { address, port } = this.#options.endpoint.localFor(this.#addresses[0] ?? '')
    const user = this.config.user === '' ? null : escapeUser(toOctetText(this.config.user))
    return field('contact', printAddress(addressOf(sipUri(user, address, port))))
  }

  #send(method: string, parts: { callId: string; tag: string; cseq: number; headers: HeaderField[] }): void {
    const to = this.trunk
    if (!to) return
    const account = addressOf(this.uriFor(this.config.user === '' ? null : this.config.user))
    const from = { ...account, params: withParam([], 'tag', parts.tag) }
    const { callId, cseq, headers } = parts
    const request = makeRequest({ method, uri: this.uriFor(null), from, to: account, callId, cseq, headers })
    this.#own.set(this.#options.endpoint.request(request, to), request)
  }
}

const seconds = (text: string | null): number | null => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null)

/** §10.2.4: the expiry of our own contact, else of the whole answer. */
function grantedIn(response: SipResponse, request: SipRequest) {
  const ours = request.contacts[0]?.uri
  const contact = response.contacts.find(
    ({ uri }) => uri.scheme !== 'other' && ours?.scheme === 'sip' && uri.host === ours.host && uri.port === ours.port,
  )
  const expiresS =
    seconds(contact ? paramValue(contact.params, 'expires') : null) ?? seconds(headerOf(response, 'expires'))
  return { expiresS, minExpiresS: seconds(headerOf(response, 'min-expires')) }
}
