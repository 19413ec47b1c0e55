// The SIP endpoint: sockets and transactions. Decides what is answered, what is dropped, and writes our Via.
import { admitResponse, isOffered } from '../sip/admission.ts'
import { paramOf } from '../sip/grammar.ts'
import { answerUnparsed, withReceived, withVia } from '../sip/make-message.ts'
import type { HeaderField, SipMessage, SipRequest, SipResponse } from '../sip/message.ts'
import { parseMessage } from '../sip/parse-message.ts'
import { printMessage } from '../sip/print-message.ts'
import { type SipUri, sipUri } from '../sip/uri.ts'
import {
  defaultPort,
  type Endpoint,
  isReliable,
  MAGIC_COOKIE,
  responseEndpoint,
  type TlsPeer,
  transportOf,
  type Via,
} from '../sip/via.ts'
import type { Schedule } from '../transaction/timer-map.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import { TransactionLayer, type TransactionUser } from '../transaction/transaction-layer.ts'
import type { OpenDatagramSocket } from './datagram-socket.ts'
import { Doorkeeper, type GuardFigures } from './doorkeeper.ts'
import { type Attempts, RequestChains } from './request-chains.ts'
import { SipTransport } from './sip-transport.ts'
import type { ListenAddress, StreamFault, Streams } from './stream-socket.ts'

export type EndpointUser = TransactionUser & {
  /** Asked before a message is even read, so that a flood from elsewhere costs little. */
  isLineAddress(address: string): boolean
  /** The same, with the parties of living dialogs. */
  isKnownAddress(address: string): boolean
  /** As one of whom a TLS peer there must prove itself; of nobody: it is not asked. */
  provableAt(address: string): TlsPeer[]
  /** May this source speak to us? What it may not is dropped without a word. */
  isKnown(source: Endpoint, request: SipRequest | null): boolean
  /** An OPTIONS outside a dialog: the answer, which needs no transaction (§8.2.7). */
  onOptions(request: SipRequest, source: Endpoint): SipResponse
  onHeard(source: Endpoint, message: SipMessage): void
}

/** Why a target is not used for now. */
export type TargetFault = { reason: StreamFault['reason'] | 'unavailable'; detail: string }

type EndpointOptions = {
  listen: ListenAddress[]
  openDatagram: OpenDatagramSocket
  streams: Streams
  timers: TransactionTimers
  schedule: Schedule
  now: () => number
  /** Unguessable hexadecimal text of so many octets. */
  random: (octets: number) => string
  log: (event: string, fields: Record<string, unknown>) => void
  user: EndpointUser
  onTargetFailed(request: SipRequest, to: Endpoint, fault: TargetFault): void
  /** A connection that we had opened is gone: what the other end would send by it cannot reach us. */
  onConnectionLost(to: Endpoint): void
  /** The request, and what follows it, is with another target now. */
  onMoved(transaction: string, to: Endpoint): void
}

const BRANCH_OCTETS = 12
/** §18.1.1: over this size a request is not for UDP, the path MTU being unknown. */
const MAX_UDP_REQUEST_OCTETS = 1300

export class SipEndpoint {
  readonly #options: EndpointOptions
  readonly #layer: TransactionLayer
  readonly #chains: RequestChains
  readonly #door: Doorkeeper
  #transport: SipTransport | null = null
  /** Of the hop whose transactions are being failed. */
  #fault: StreamFault | null = null

  private constructor(options: EndpointOptions) {
    this.#options = options
    const { timers, schedule, user, onTargetFailed, onMoved } = options
    this.#layer = new TransactionLayer({
      timers,
      schedule,
      user: {
        onRequest: (request, transaction, source) => user.onRequest(request, transaction, source),
        onCancel: (cancel, transaction, invite) => user.onCancel(cancel, transaction, invite),
        onAck: (ack, source) => user.onAck(ack, source),
        onResponse: (name, response) => {
          if (this.#chains.passes(name, response)) user.onResponse(name, response)
        },
        onFailure: (name, failure) => {
          const isLost = failure === 'transport-failed' && this.#fault?.reason === 'lost'
          if (this.#chains.passesFailure(name, failure, isLost)) user.onFailure(name, failure)
        },
      },
      send: (message, to) => this.#send(message, to),
    })
    this.#chains = new RequestChains({
      start: (request, to, sending) => this.#layer.request(withVia(request, [this.#via(to)]), to, sending),
      onMoved,
      onTargetFailed: (request, to, failure) => onTargetFailed(request, to, this.#whyOf(failure)),
    })
    this.#door = new Doorkeeper({
      isLineAddress: (address) => user.isLineAddress(address),
      isKnownAddress: (address) => user.isKnownAddress(address),
      isAwaiting: () => !this.#layer.isIdle,
      now: options.now,
      log: options.log,
    })
  }

  /** Rejects with BindError when an address or port cannot be had. */
  static async open(options: EndpointOptions): Promise<SipEndpoint> {
    const endpoint = new SipEndpoint(options)
    const { listen, openDatagram, streams, schedule, user, log } = options
    const read = (octets: Uint8Array, source: Endpoint) => {
      if (endpoint.#door.admits(octets, source)) endpoint.#receive(octets, source)
    }
    endpoint.#transport = await SipTransport.open({
      listen,
      openDatagram,
      streams,
      schedule,
      events: {
        admits: (address) => endpoint.#door.admitsConnection(address),
        asksFor: (address) => user.provableAt(address),
        onUnproved: (address, detail) => {
          endpoint.#door.drop('certificate')
          log('sip.certificate-refused', { address, detail })
        },
        onDatagram: read,
        onStreamMessage: read,
        onFailed: (to, fault) => endpoint.#hopFailed(to, fault),
      },
    })
    return endpoint
  }

  get guard(): GuardFigures {
    return this.#door.figures
  }

  get transactions(): number {
    return this.#layer.size
  }

  /** Our Contact, as that peer can reach us. */
  contact(user: string | null, peer: Endpoint): SipUri {
    const { address, port, transport } = this.#localFor(peer)
    const uri = sipUri(user, address, port)
    return transport === 'udp' ? uri : { ...uri, params: [{ name: 'transport', value: transport ?? null }] }
  }

  /** Starts a client transaction; the id comes back with its responses. */
  request(request: SipRequest, to: Endpoint, attempts: Attempts = {}): string {
    const [first, ...others] = [to, ...(attempts.others ?? [])].flatMap((target) => this.#waysTo(request, target))
    return this.#chains.start(request, first!, { ...attempts, others })
  }

  /** The call is given up: where it has not been tried yet it will not be. */
  dropOthers(invite: string): void {
    this.#chains.dropOthers(invite)
  }

  /** §13.2.2.4: the ACK of a 2xx is sent once for each 2xx, with a branch of its own. */
  sendAck(ack: SipRequest, to: Endpoint): void {
    this.#send(withVia(ack, [this.#via(to)]), to)
  }

  cancel(invite: string, headers: HeaderField[]): void {
    this.#layer.cancel(invite, headers)
  }

  respond(transaction: string, response: SipResponse): void {
    this.#layer.respond(transaction, response)
  }

  /** Hangs up on peers that are of no line any more. */
  closeConnections(isUseless: (peer: Endpoint) => boolean): void {
    this.#transport?.closeConnections(isUseless)
  }

  close(): void {
    this.#layer.close()
    this.#chains.clear()
    this.#transport?.close()
    this.#transport = null
  }

  #localFor(peer: Endpoint): Endpoint {
    if (!this.#transport) throw new Error('the SIP endpoint is closed')
    return this.#transport.localFor(peer)
  }

  #via(to: Endpoint): Via {
    const { address, port } = this.#localFor(to)
    const branch = { name: 'branch', value: MAGIC_COOKIE + this.#options.random(BRANCH_OCTETS) }
    const host = address.includes(':') ? `[${address}]` : address
    const params = [branch, { name: 'rport', value: null }]
    // RFC 5923 §5: the peer may send its requests by our connection.
    if (isReliable(to)) params.push({ name: 'alias', value: null })
    return { transport: transportOf(to).toUpperCase(), host, port, params }
  }

  /** §18.1.1: a large request goes by TCP, and by UDP where TCP is not to be had. */
  #waysTo(request: SipRequest, to: Endpoint): Endpoint[] {
    if (isReliable(to) || !to.largeOverTcp) return [to]
    const size = printMessage(withVia(request, [this.#via(to)])).length
    return size > MAX_UDP_REQUEST_OCTETS ? [{ ...to, transport: 'tcp' }, to] : [to]
  }

  #send(message: SipMessage, to: Endpoint): void {
    this.#transport?.send(printMessage(message), to)
  }

  #hopFailed(to: Endpoint, fault: StreamFault): void {
    this.#options.log('sip.send-failed', { to: `${transportOf(to)} ${to.address}:${to.port}`, ...fault })
    this.#fault = fault
    this.#layer.transportFailed(to)
    this.#fault = null
    if (fault.reason === 'lost') this.#options.onConnectionLost(to)
  }

  #whyOf(failure: 'timeout' | 'transport-failed' | 'unavailable'): TargetFault {
    if (failure === 'unavailable') return { reason: failure, detail: 'SIP 503' }
    return failure === 'transport-failed' && this.#fault ? this.#fault : { reason: 'timeout', detail: 'no response' }
  }

  #receive(octets: Uint8Array, source: Endpoint): void {
    const parsed = parseMessage(octets)
    if (parsed.ok) {
      if (parsed.message.kind === 'response') this.#receiveResponse(parsed.message, source)
      else this.#receiveRequest(parsed.message, source)
      return
    }
    const { user, log } = this.#options
    if (user.isLineAddress(source.address)) this.#door.failTrunk(source.address)
    else this.#door.failStranger(source.address)
    this.#door.drop('malformed')
    if (parsed.status === null || !user.isKnown(source, null)) return
    const answer = answerUnparsed(parsed.headers, parsed.status, source)
    if (answer) this.#send(answer, responseEndpoint(answer.via[0]!, source))
    log('sip.refused', { source: source.address, layer: parsed.layer, reason: parsed.reason })
  }

  #receiveResponse(response: SipResponse, source: Endpoint): void {
    if (!admitResponse(response)) return
    const { user } = this.#options
    if (!this.#layer.isAwaited(response) && !user.isKnownAddress(source.address))
      this.#door.failStranger(source.address)
    user.onHeard(source, response)
    this.#layer.receive(response, source)
  }

  #receiveRequest(received: SipRequest, source: Endpoint): void {
    const { user } = this.#options
    if (!user.isKnown(source, received)) {
      this.#door.drop('unknown-source')
      return
    }
    if (!isOffered(received.method)) this.#door.failTrunk(source.address)
    this.#useConnection(received.via[0]!, source)
    const request = withReceived(received, source)
    user.onHeard(source, request)
    const isProbe = request.method === 'OPTIONS' && paramOf(request.to.params, 'tag') === undefined
    if (isProbe) this.#send(user.onOptions(request, source), responseEndpoint(request.via[0]!, source))
    else this.#layer.receive(request, source)
  }

  /** RFC 5923 §5: `alias` offers the connection for requests to the address and port of the Via. */
  #useConnection(via: Via, source: Endpoint): void {
    if (isReliable(source) && paramOf(via.params, 'alias') !== undefined)
      this.#transport?.alias(source, via.port ?? defaultPort(transportOf(source)))
  }
}
