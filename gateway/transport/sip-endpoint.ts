// The SIP endpoint: one socket and its transactions. Decides what is answered, what is dropped, and writes our Via.
import { admitResponse } from '../sip/admission.ts'
import { answerUnparsed, withReceived, withVia } from '../sip/make-message.ts'
import type { SipMessage, SipRequest, SipResponse } from '../sip/message.ts'
import { parseMessage } from '../sip/parse-message.ts'
import { printMessage } from '../sip/print-message.ts'
import { type Endpoint, MAGIC_COOKIE, responseEndpoint, type Via } from '../sip/via.ts'
import type { Schedule } from '../transaction/timer-map.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import { TransactionLayer, type TransactionUser } from '../transaction/transaction-layer.ts'
import type { DatagramSocket, OpenDatagramSocket } from './datagram-socket.ts'
import { localAddressFor } from './local-address.ts'

export type EndpointUser = TransactionUser & {
  /** Asked before a datagram is even read, so that a flood from elsewhere costs little. */
  isKnownAddress(address: string): boolean
  /** May this source speak to us? What it may not is dropped without a word. */
  isKnown(source: Endpoint, request: SipRequest | null): boolean
  /** An OPTIONS outside a dialog: the answer, which needs no transaction (§8.2.7). */
  onOptions(request: SipRequest, source: Endpoint): SipResponse
  onHeard(source: Endpoint, message: SipMessage): void
}

type EndpointOptions = {
  at: Endpoint
  open: OpenDatagramSocket
  timers: TransactionTimers
  schedule: Schedule
  /** Unguessable hexadecimal text of so many octets. */
  random: (octets: number) => string
  log: (event: string, fields: Record<string, unknown>) => void
  user: EndpointUser
}

const BRANCH_OCTETS = 12

export class SipEndpoint {
  readonly #options: EndpointOptions
  readonly #layer: TransactionLayer
  #socket: DatagramSocket | null = null

  private constructor(options: EndpointOptions) {
    this.#options = options
    const { timers, schedule, user } = options
    this.#layer = new TransactionLayer({ timers, schedule, user, send: (message, to) => this.#send(message, to) })
  }

  /** Rejects with BindError when the port cannot be had. */
  static async open(options: EndpointOptions): Promise<SipEndpoint> {
    const endpoint = new SipEndpoint(options)
    endpoint.#socket = await options.open(options.at, {
      onDatagram: (octets, source) => endpoint.#receive(octets, source),
      onSendFailed: (to, error) => {
        options.log('sip.send-failed', { to, error: error.message })
        endpoint.#layer.transportFailed(to)
      },
    })
    return endpoint
  }

  localFor(peer: string): Endpoint {
    const { address, port } = this.#options.at
    return { address: localAddressFor(address, peer), port }
  }

  /** Starts a client transaction; the id comes back with its responses. */
  request(request: SipRequest, to: Endpoint): string {
    return this.#layer.request(withVia(request, [this.#via(to)]), to)
  }

  /** §13.2.2.4: the ACK of a 2xx is sent once for each 2xx, with a branch of its own. */
  sendAck(ack: SipRequest, to: Endpoint): void {
    this.#send(withVia(ack, [this.#via(to)]), to)
  }

  cancel(invite: string): void {
    this.#layer.cancel(invite)
  }

  respond(transaction: string, response: SipResponse): void {
    this.#layer.respond(transaction, response)
  }

  close(): void {
    this.#layer.close()
    this.#socket?.close()
    this.#socket = null
  }

  #via(to: Endpoint): Via {
    const { address, port } = this.localFor(to.address)
    const branch = { name: 'branch', value: MAGIC_COOKIE + this.#options.random(BRANCH_OCTETS) }
    const host = address.includes(':') ? `[${address}]` : address
    return { transport: 'UDP', host, port, params: [branch, { name: 'rport', value: null }] }
  }

  #send(message: SipMessage, to: Endpoint): void {
    this.#socket?.send(printMessage(message), to)
  }

  #receive(octets: Uint8Array, source: Endpoint): void {
    if (!this.#options.user.isKnownAddress(source.address) && !this.#isAwaited(octets)) return
    const parsed = parseMessage(octets)
    if (!parsed.ok) {
      if (parsed.status === null || !this.#options.user.isKnown(source, null)) return
      const answer = answerUnparsed(parsed.headers, parsed.status, source)
      if (answer) this.#send(answer, responseEndpoint(answer.via[0]!, source))
      this.#options.log('sip.refused', { source, layer: parsed.layer, reason: parsed.reason })
    } else if (parsed.message.kind === 'response') this.#receiveResponse(parsed.message, source)
    else this.#receiveRequest(parsed.message, source)
  }

  /** A response is proved by its branch: a trunk with many addresses may send it from any of them. */
  #isAwaited(octets: Uint8Array): boolean {
    return !this.#layer.isIdle && Buffer.from(octets.subarray(0, 4)).toString('latin1') === 'SIP/'
  }

  #receiveResponse(response: SipResponse, source: Endpoint): void {
    if (!admitResponse(response)) return
    this.#options.user.onHeard(source, response)
    this.#layer.receive(response, source)
  }

  #receiveRequest(received: SipRequest, source: Endpoint): void {
    const { user } = this.#options
    if (!user.isKnown(source, received)) return
    const request = withReceived(received, source)
    user.onHeard(source, request)
    const isProbe = request.method === 'OPTIONS' && !request.to.params.some(({ name }) => name === 'tag')
    if (isProbe) this.#send(user.onOptions(request, source), responseEndpoint(request.via[0]!, source))
    else this.#layer.receive(request, source)
  }
}
