// One configured line: whether its trunk is there, its registration, its limits. Applies the effects of both machines.

import type { Ms } from '#protocol/ids'
import type { SipLineConfig } from '#protocol/line-config'
import { tagOf } from '../../sip/address.ts'
import { type HeaderField, type SipMessage, type SipRequest, type SipResponse, tokensOf } from '../../sip/message.ts'
import { toOctetText } from '../../sip/octets.ts'
import { bareHost, escapeUser, type SipUri, sipUri } from '../../sip/uri.ts'
import { defaultPort, type Endpoint, isReliable, type TlsPeer, type Transport, transportOf } from '../../sip/via.ts'
import { type Schedule, TimerMap } from '../../transaction/timer-map.ts'
import type { Attempts } from '../../transport/request-chains.ts'
import type { SipEndpoint, TargetFault } from '../../transport/sip-endpoint.ts'
import { type CallLimit, CallRate } from './call-limits.ts'
import type { ResolveTrunk } from './host-resolver.ts'
import { type HealthInput, stepHealth, UNKNOWN_HEALTH } from './line-health.ts'
import { explained } from './line-report.ts'
import { grantedIn, LineRequests } from './line-requests.ts'
import { type LineReport, type Registration, type RegistrationInput, stepRegistration } from './registration.ts'
import { answerChallenge, UNKNOWN_REALM } from './trunk-credentials.ts'
import { TrunkTargets } from './trunk-targets.ts'

type SipLineOptions = {
  endpoint: SipEndpoint
  schedule: Schedule
  resolve: ResolveTrunk
  random: (octets: number) => string
  now: () => Ms
  /** Can we send to that address at all? */
  reaches(address: string): boolean
  /** Another line that calls could go out by. */
  hasAlternative(line: SipLine): boolean
  onReport(line: SipLine): void
}

/** F3: how long an INVITE or OPTIONS of ours may stay without any answer. */
const PATIENCE_MS = 8000
/** F3: and when the call could go another way. */
const SHORT_PATIENCE_MS = 4000
/** R10: long enough that a trunk which closes every connection is not asked all the time. */
const RECONNECT_MS = 2000
const TAG_OCTETS = 8

export class SipLine {
  config: SipLineConfig
  report: LineReport = { state: 'down', fault: null, detail: '' }
  readonly #options: SipLineOptions
  readonly #targets: TrunkTargets
  readonly #timers: TimerMap<'registration' | 'probe' | 'reconnect'>
  readonly #requests: LineRequests
  readonly #rate = new CallRate()
  #registration: Registration = { state: 'idle' }
  #health = UNKNOWN_HEALTH
  #trunk = UNKNOWN_REALM
  /** Why the last target that failed did. */
  #targetFault: TargetFault | null = null
  #isStopped = false
  #left: (() => void) | null = null

  constructor(config: SipLineConfig, options: SipLineOptions) {
    this.config = config
    this.#options = options
    this.#timers = new TimerMap(options.schedule)
    const { schedule, resolve, reaches, endpoint, random } = options
    this.#requests = new LineRequests({
      ...{ endpoint, random },
      account: () => this.config.user,
      uriFor: (user) => this.uriFor(user),
      attemptsFor: (request, to) => this.attemptsFor(request, to),
    })
    this.#targets = new TrunkTargets(config, {
      schedule,
      resolve,
      reaches,
      onResolved: (isKnown) => this.#onResolved(isKnown),
      onSwitched: () => this.#onSwitched(),
      probe: (to) => this.#requests.probe(to),
    })
  }

  /** The trunk's address in use, once its name is known. */
  get trunk(): Endpoint | null {
    return this.#targets.current
  }

  /** L2: the address decides; peers often send from another port than they listen on. */
  isFrom(source: Endpoint): boolean {
    return this.config.enabled && !this.#isStopped && this.#targets.has(source.address) && this.isProved(source)
  }

  /** L25: as whom the trunk must prove itself to us; null: it need not. */
  get mustProve(): TlsPeer | null {
    return this.config.checksPeer ? this.#targets.peer : null
  }

  /** L25: by a connection of theirs or of ours. */
  isProved({ tls }: Endpoint): boolean {
    return this.mustProve === null || tls?.name === this.mustProve.name
  }

  /** Calls out could go by it now. */
  get isOpenForCalls(): boolean {
    return this.config.enabled && this.config.outbound && this.report.state === 'up'
  }

  hasAddress(address: string): boolean {
    return this.#targets.has(address)
  }

  isTrunk(to: Endpoint): boolean {
    return this.#targets.is(to)
  }

  speaks(transport: Transport): boolean {
    return this.#targets.speaks(transport)
  }

  /** L21, L22: the line's own URI, and a next hop at the address of the peer, are reached the way that the peer is. */
  hopTo(uri: SipUri, peer: Endpoint): Endpoint {
    const own = this.uriFor(null)
    if (uri.host === own.host && uri.port === own.port) return peer
    const address = bareHost(uri.host)
    const transport = transportOf(peer)
    const port = uri.port ?? defaultPort(transport)
    if (isReliable(peer) && address === peer.address) return { ...peer, port }
    const { tls } = this.#targets.hop({ address, port, transport })
    const { largeOverTcp = false } = peer
    return { address, port, transport, largeOverTcp, ...(tls ? { tls: { ...tls, name: address } } : {}) }
  }

  /** F1, F3: how a request of ours to the trunk is tried. In a dialog there is only the one target, and a probe is of its own. */
  attemptsFor(request: SipRequest, to: Endpoint): Attempts {
    if (tagOf(request.to) !== null || !this.isTrunk(to)) return {}
    const others = this.#targets.others
    if (request.method === 'REGISTER') return { others }
    if (request.method === 'OPTIONS') return { patience: PATIENCE_MS }
    const isShort = this.#options.hasAlternative(this)
    return { others, patience: isShort ? SHORT_PATIENCE_MS : PATIENCE_MS }
  }

  /** L5, L20: null when one more call may begin now. */
  admitsCall(calls: number): CallLimit | null {
    if (calls >= this.config.maxCalls) return 'calls at once'
    return this.#rate.takes(this.config.maxCallsPerSecond, this.#options.now()) ? null : 'calls per second'
  }

  uriFor(user: string | null): SipUri {
    const { host, port, transport } = this.config
    // RFC 3263 §4.1: a transport that the name decides is not named.
    const isUnsaid = transport === 'udp' || transport === 'auto'
    const isUsual = port === 0 || port === defaultPort(isUnsaid ? 'udp' : transport)
    const uri = sipUri(user === null ? null : escapeUser(toOctetText(user)), host, isUsual ? null : port)
    return isUnsaid ? uri : { ...uri, params: [{ name: 'transport', value: transport }] }
  }

  start(): void {
    if (this.#isStopped) return
    if (!this.config.enabled) this.#setReport({ state: 'disabled', fault: null, detail: '' })
    else this.#targets.start()
  }

  /** The new configuration of a line that keeps its trunk and its account. */
  update(config: SipLineConfig): void {
    this.config = config
    this.#targets.update(config)
  }

  /** Un-registers; resolves when the trunk has answered or will not. */
  stop(): Promise<void> {
    this.#isStopped = true
    this.#targets.stop()
    this.#timers.clear('probe')
    this.#timers.clear('reconnect')
    return new Promise((resolve) => {
      this.#left = resolve
      this.#stepRegistration({ type: 'stop' })
    })
  }

  onHeard(message: SipMessage): void {
    if (this.config.register || this.#isStopped || this.trunk === null) return
    const isAsking = message.kind === 'request' && message.method === 'OPTIONS'
    const isAnswer = message.kind === 'response' && message.cseq.method === 'OPTIONS'
    const knowsOptions = isAsking || isAnswer || tokensOf(message, 'allow').includes('options')
    this.#stepHealth({ type: 'heard', knowsOptions })
  }

  onDialUnanswered(): void {
    if (!this.config.register && !this.#isStopped) this.#stepHealth({ type: 'dial-unanswered' })
  }

  /** T6: told before the request itself fails; it may be another line's to the same target. */
  onTargetFailed(request: SipRequest, to: Endpoint, fault: TargetFault): void {
    if (this.#isStopped || !this.isTrunk(to)) return
    // H1: silence to OPTIONS says nothing about a peer that may not know them, and once is not enough of one that does.
    const isJudged = request.method !== 'OPTIONS' || fault.reason !== 'timeout'
    if (!isJudged && !(this.#health.isProbeable && this.#health.misses > 0)) return
    this.#targetFault = fault
    const isOnly = this.#targets.others.length === 0
    this.#targets.failed(to)
    const isCut = fault.reason !== 'timeout' && fault.reason !== 'unavailable'
    if (isOnly && isCut && !this.config.register) this.#stepHealth({ type: 'unreachable' })
  }

  /** R10, H7: calls to us come by the connection that we opened; without it we are not to be found. */
  onConnectionLost(to: Endpoint): void {
    if (this.#isStopped || !this.isTrunk(to)) return
    this.#timers.set('reconnect', RECONNECT_MS, () => {
      if (this.#registration.state === 'registered') this.#stepRegistration({ type: 'timer' })
      else if (!this.config.register && this.report.state === 'up') this.#requests.probe(this.trunk)
    })
  }

  /** False when the transaction is not one of the line's own. */
  onResponse(transaction: string, response: SipResponse): boolean {
    const own = this.#requests.answered(transaction, response)
    if (!own) return false
    const { request, to } = own
    if (request.method !== 'REGISTER') {
      if (response.status !== 503) this.#targets.answered(to)
      return true
    }
    const authorization = this.authorize(request, response, this.trunk)
    const { expiresS, minExpiresS } = grantedIn(response, request)
    this.#stepRegistration({ type: 'response', status: response.status, expiresS, minExpiresS, authorization })
    return true
  }

  onFailure(transaction: string): boolean {
    const own = this.#requests.failed(transaction)
    if (!own) return false
    if (own.request.method === 'REGISTER') this.#stepRegistration({ type: 'failed' })
    else if (isSameTarget(own.to, this.trunk)) this.#stepHealth({ type: 'probe-unanswered' })
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

  #onResolved(isKnown: boolean): void {
    if (!isKnown) this.#setReport({ state: 'down', fault: 'name-not-found', detail: this.config.host })
    else if (this.config.register) this.#stepRegistration({ type: 'start' })
    else this.#stepHealth({ type: 'start', mustConnect: this.trunk !== null && isReliable(this.trunk) })
  }

  /** T7: a registration is worth something only at the target in use. */
  #onSwitched(): void {
    if (this.#isStopped) return
    if (this.report.state === 'up') this.#setReport({ state: 'up', fault: null, detail: '' })
    const { state } = this.#registration
    if (state === 'registered' || state === 'waiting') this.#stepRegistration({ type: 'timer' })
  }

  /** L12: an up line says which target it uses, a down one why the last target failed. */
  #setReport(told: LineReport): void {
    const fault = this.#targetFault
    const report = explained(told, fault, this.trunk)
    if (told.state === 'up') this.#targetFault = null
    const before = this.report
    this.report = report
    if (report.state !== before.state || report.fault !== before.fault || report.detail !== before.detail)
      this.#options.onReport(this)
  }

  #stepRegistration(input: RegistrationInput): void {
    const [next, effects] = stepRegistration(this.#registration, input)
    this.#registration = next
    for (const effect of effects) {
      if (effect.type === 'register') this.#requests.register(effect, this.trunk)
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
      if (effect.type === 'send-options') this.#requests.probe(this.trunk)
      else if (effect.type === 'set-timer')
        this.#timers.set('probe', effect.after, () => this.#stepHealth({ type: 'timer' }))
      else this.#setReport(effect.report)
    }
  }
}

const isSameTarget = (a: Endpoint, b: Endpoint | null): boolean => a.address === b?.address && a.port === b.port
