// Lines over SIP trunks: one endpoint for all of them, every request matched to a line by its source. SPEC.md has the rules.
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { LegId, Ms } from '#protocol/ids'
import type { LineConfig, SipLineConfig } from '#protocol/line-config'
import type { HangupCause } from '#protocol/reasons'
import { startCalling } from '../../dialog/calling-session.ts'
import type { SessionFact } from '../../dialog/session.ts'
import type { IpFamily, MediaEngine } from '../../media/media-engine.ts'
import { type Endpoint, transportOf } from '../../sip/via.ts'
import { type Schedule, scheduleReal } from '../../transaction/timer-map.ts'
import { DEFAULT_TIMERS, type TransactionTimers } from '../../transaction/timers.ts'
import type { OpenDatagramSocket } from '../../transport/datagram-socket.ts'
import type { GuardFigures } from '../../transport/doorkeeper.ts'
import { nodeStreams } from '../../transport/node-streams.ts'
import { SipEndpoint } from '../../transport/sip-endpoint.ts'
import type { ListenAddress, Streams } from '../../transport/stream-socket.ts'
import { openUdpSocket } from '../../transport/udp-socket.ts'
import type { DialRequest, EmitLineFact, LegSignalling, LineDriver } from '../line-driver.ts'
import { type ResolveTrunk, systemNameServer, trunkResolver } from './host-resolver.ts'
import { IncomingRequests } from './incoming-requests.ts'
import type { Leg } from './leg.ts'
import { factOf, replacedLeg, signallingOf } from './leg-signalling.ts'
import { contactOf, draftOf } from './outgoing-call.ts'
import { partyOf } from './party.ts'
import { SessionRunner } from './session-runner.ts'
import { SipLine } from './sip-line.ts'

export type SipLineDriverOptions = {
  /** Where we listen. The first address is the one that lines without a listening address of their kind name as ours. */
  listen: ListenAddress[]
  media: Pick<MediaEngine, 'openRtp' | 'setRemote' | 'closeLeg'>
  /** Of which families `media` has an address. */
  families: IpFamily[]
  emit: EmitLineFact
  now?: () => Ms
  /** Unguessable hexadecimal text of so many octets. */
  random?: (octets: number) => string
  log?: (event: string, fields: Record<string, unknown>) => void
  schedule?: Schedule
  openSocket?: OpenDatagramSocket
  /** TCP and TLS, with our own certificate in them. */
  streams?: Streams
  resolve?: ResolveTrunk
  timers?: TransactionTimers
}

const CLOSE_MS = 2000
const CALL_ID_OCTETS = 16
const TAG_OCTETS = 8

const randomHex = (octets: number): string => randomBytes(octets).toString('hex')

type Defaulted = Required<SipLineDriverOptions>

const withDefaults = (options: SipLineDriverOptions): Defaulted => ({
  now: Date.now,
  random: randomHex,
  log: () => {},
  schedule: scheduleReal,
  openSocket: openUdpSocket,
  streams: nodeStreams(null),
  resolve: trunkResolver(systemNameServer, Math.random),
  timers: DEFAULT_TIMERS,
  ...options,
})

/** A line keeps its registration and health while these stay the same. */
const trunkOf = (config: SipLineConfig): string => {
  const { host, port, transport, proxy, authorities, largeOverTcp, register, user, password, enabled } = config
  const { checksPeer = false } = config
  const place = [host, port, transport, proxy, authorities, checksPeer, largeOverTcp]
  return JSON.stringify([...place, register, user, password, enabled])
}

export class SipLineDriver implements LineDriver {
  readonly #options: Defaulted
  readonly #lines = new Map<string, SipLine>()
  readonly #endpoint: SipEndpoint
  readonly #runner: SessionRunner
  /** Removed from the configuration, and still taking leave of their trunk. */
  readonly #leaving = new Set<SipLine>()
  readonly signalling: LegSignalling
  #isClosing = false
  #onIdle: (() => void) | null = null

  private constructor(options: Defaulted, endpoint: SipEndpoint, runner: SessionRunner) {
    this.#options = options
    this.#endpoint = endpoint
    this.#runner = runner
    this.signalling = signallingOf(runner, options.emit)
  }

  /** Rejects with BindError when the address or port cannot be had. */
  static async start(given: SipLineDriverOptions): Promise<SipLineDriver> {
    const options = withDefaults(given)
    const { listen, openSocket, streams, timers, schedule, now, random, log, media } = options
    const incoming = new IncomingRequests({ options, lines: () => [...driver.#lines.values(), ...driver.#leaving] })
    const endpoint = await SipEndpoint.open({
      ...{ listen, streams, timers, schedule, now, random, log },
      openDatagram: openSocket,
      user: incoming,
      onTargetFailed: (request, to, fault) => {
        for (const line of driver.#lines.values()) line.onTargetFailed(request, to, fault)
      },
      onConnectionLost: (to) => {
        for (const line of driver.#lines.values()) line.onConnectionLost(to)
      },
      onMoved: (transaction, to) => {
        const leg = driver.#runner.byInvite(transaction)
        if (leg) leg.peer = to
      },
    })
    const runner = new SessionRunner({
      endpoint,
      media,
      schedule,
      onFact: (leg, fact) => driver.#onFact(leg, fact),
      onGone: () => driver.#onGone(),
    })
    const driver: SipLineDriver = new SipLineDriver(options, endpoint, runner)
    incoming.connect(endpoint, runner, () => !driver.#isClosing)
    return driver
  }

  get guard(): GuardFigures {
    return this.#endpoint.guard
  }

  /** What calls take here and must give back. */
  get held(): { sessions: number; transactions: number } {
    return { sessions: this.#runner.all.length, transactions: this.#endpoint.transactions }
  }

  configure(configs: LineConfig[]): void {
    const wanted = new Map(configs.filter((config) => config.kind === 'sip').map((config) => [config.id, config]))
    for (const line of [...this.#lines.values()]) {
      if (!wanted.has(line.config.id)) void this.#remove(line)
    }
    for (const config of wanted.values()) {
      const line = this.#lines.get(config.id)
      if (!line) this.#add(config).start()
      else if (trunkOf(line.config) === trunkOf(config)) line.update(config)
      else this.#replace(line, config)
    }
  }

  ring(legId: LegId): void {
    const leg = this.#runner.byId(legId)
    if (leg) this.#runner.step(leg, { type: 'ring' })
  }

  answer(legId: LegId): void {
    const leg = this.#runner.byId(legId)
    if (leg) this.#runner.step(leg, { type: 'answer' })
  }

  dial(request: DialRequest): void {
    const { legId, lineId } = request
    const line = this.#lines.get(lineId)
    const trunk = line?.trunk ?? null
    if (!line?.config.enabled || !trunk || this.#isClosing) this.#refuseDial(legId, 'unreachable', 'no such line')
    else if (!line.config.outbound) this.#refuseDial(legId, 'rejected', 'incoming calls only')
    else {
      const limit = line.admitsCall(this.#runner.count(line))
      if (limit) this.#refuseDial(legId, 'congestion', `limit: ${limit}`)
      else this.#dialOn(line, trunk, request)
    }
  }

  hangUp(legId: LegId, cause: HangupCause): void {
    const leg = this.#runner.byId(legId)
    if (leg && leg.state !== 'ended') this.#runner.step(leg, { type: 'hang-up', cause })
  }

  legs(): { legId: LegId; state: 'offered' | 'dialing' | 'answered' }[] {
    return this.#runner.all.flatMap(({ id, state }) => (state === 'ended' ? [] : [{ legId: id, state }]))
  }

  async close(): Promise<void> {
    this.#isClosing = true
    for (const { legId } of this.legs()) this.hangUp(legId, 'shutdown')
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
      this.#onGone()
    })
    const left = [...this.#lines.values()].map((line) => line.stop())
    const late = this.#after(CLOSE_MS)
    await Promise.race([Promise.all([idle, ...left]), late.done])
    late.cancel()
    for (const leg of this.#runner.all) leg.timers.clearAll()
    this.#lines.clear()
    this.#endpoint.close()
  }

  #add(config: SipLineConfig): SipLine {
    const { schedule, resolve, random, now, listen } = this.#options
    const onReport = (changed: SipLine) => this.#emitLine(changed)
    const families = new Set(listen.map(({ address }) => isIP(address)))
    const line = new SipLine(config, {
      ...{ endpoint: this.#endpoint, schedule, resolve, random, now, onReport },
      reaches: (address) => families.has(isIP(address)),
      hasAlternative: (other) => [...this.#lines.values()].some((each) => each !== other && each.isOpenForCalls),
    })
    this.#lines.set(config.id, line)
    return line
  }

  async #remove(line: SipLine): Promise<void> {
    for (const leg of this.#runner.all) if (leg.line === line) this.hangUp(leg.id, 'shutdown')
    this.#lines.delete(line.config.id)
    this.#leaving.add(line)
    await line.stop()
    this.#leaving.delete(line)
    // What the line's old authorities vouched for must not serve its new ones; who was not asked is asked now.
    this.#endpoint.closeConnections(
      (peer) => line.isTrunk(peer) || (transportOf(peer) === 'tls' && line.hasAddress(peer.address)),
    )
  }

  /** The old registration leaves before the new one comes: both may name the same contact. */
  #replace(line: SipLine, config: SipLineConfig): void {
    const left = this.#remove(line)
    const added = this.#add(config)
    void Promise.race([left, this.#after(CLOSE_MS).done]).then(() => added.start())
  }

  #after(ms: number): { done: Promise<void>; cancel: () => void } {
    let cancel = () => {}
    const done = new Promise<void>((resolve) => {
      cancel = this.#options.schedule(resolve, ms)
    })
    return { done, cancel }
  }

  #dialOn(line: SipLine, trunk: Endpoint, request: DialRequest): void {
    const { random } = this.#options
    const [callId, localTag] = [random(CALL_ID_OCTETS), random(TAG_OCTETS)]
    const contact = contactOf(line, request, (user) => this.#endpoint.contact(user, trunk))
    const party = partyOf({ config: line.config, localTag, contact, peer: trunk, isCaller: true }, this.#options)
    const created = {
      id: request.legId,
      line,
      callId,
      localTag,
      peer: trunk,
      inviteTransaction: null,
      state: 'dialing' as const,
    }
    this.#runner.start(created, startCalling(party, draftOf(line, request, party, callId)))
    this.#emitLine(line)
  }

  #refuseDial(legId: LegId, cause: HangupCause, detail: string): void {
    this.#options.emit({ type: 'leg.ended', legId, cause, by: 'us', detail })
  }

  #onFact(leg: Leg, fact: SessionFact): void {
    if (fact.type === 'ended' && leg.inviteTransaction) this.#endpoint.dropOthers(leg.inviteTransaction)
    const replaces = fact.type === 'transfer-requested' ? fact.replaces : null
    const replaced = replaces ? replacedLeg(this.#runner, leg, replaces) : undefined
    if (replaces && !replaced) this.#runner.step(leg, { type: 'answer-transfer', accepted: false })
    else this.#options.emit(factOf(leg.id, fact, replaced))
    if (fact.type === 'ended') this.#emitLine(leg.line)
  }

  #emitLine(line: SipLine): void {
    const { state, fault, detail } = line.report
    const calls = this.#runner.count(line)
    this.#options.emit({ type: 'line.changed', lineId: line.config.id, state, fault, detail, calls })
  }

  #onGone(): void {
    if (this.#runner.all.length === 0) this.#onIdle?.()
  }
}
