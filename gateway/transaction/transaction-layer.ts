// Runs the four transaction machines: matches messages to them, applies their effects, owns their timers.
import { makeResponse } from '../sip/make-message.ts'
import type { HeaderField, SipMessage, SipRequest, SipResponse } from '../sip/message.ts'
import { type Endpoint, isReliable, responseEndpoint, transportOf } from '../sip/via.ts'
import type { ClientEffect, ClientFailure, ClientInput } from './client-effects.ts'
import { ackOf, cancelOf } from './invite-companions.ts'
import { clientKey, mergeKey, serverKey } from './matching.ts'
import { runClient, runServer } from './running-machines.ts'
import type { ServerEffect, ServerInput } from './server-effects.ts'
import { type Schedule, TimerMap } from './timer-map.ts'
import { type TransactionTimerName, type TransactionTimers, transactionTimeout } from './timers.ts'

/** Beyond these a request is dropped unanswered; its sender tries again. */
export const MAX_SERVER_TRANSACTIONS = 20_000

/** Who uses the transactions (RFC 3261 §5, the transaction user). */
export type TransactionUser = {
  onRequest(request: SipRequest, transaction: string, source: Endpoint): void
  /** `invite` is the transaction that the CANCEL names, still there, or null. */
  onCancel(cancel: SipRequest, transaction: string, invite: string | null): void
  onAck(ack: SipRequest, source: Endpoint): void
  onResponse(transaction: string, response: SipResponse): void
  onFailure(transaction: string, failure: ClientFailure): void
}

type TransactionLayerOptions = {
  timers: TransactionTimers
  schedule: Schedule
  send(message: SipMessage, to: Endpoint): void
  user: TransactionUser
}

/** How a request is sent. */
type Sending = {
  /** What its user calls it: the first of a chain of transactions that try one target after the other. */
  name?: string
  /** How long a request without any response is waited for, in ms; 64·T1 when not said. */
  patience?: number | null
}
type Client = {
  name: string
  request: SipRequest
  to: Endpoint
  step: (input: ClientInput) => ClientEffect[]
  timers: Timers
}
type Server = {
  request: SipRequest
  source: Endpoint
  merge: string | null
  step: (input: ServerInput) => ServerEffect[]
  timers: Timers
}
type Timers = TimerMap<TransactionTimerName>

export class TransactionLayer {
  readonly #options: TransactionLayerOptions
  readonly #clients = new Map<string, Client>()
  readonly #clientOf = new Map<string, string>()
  readonly #servers = new Map<string, Server>()
  readonly #merges = new Map<string, string>()

  constructor(options: TransactionLayerOptions) {
    this.#options = options
  }

  /** Sends a request whose Via is already written; the returned name is its transaction's. */
  request(request: SipRequest, to: Endpoint, { name, patience }: Sending = {}): string {
    const { timers, schedule } = this.#options
    const id = clientKey(request)
    const waits = patience ?? transactionTimeout(timers)
    const { step, effects } = runClient(request.method, { ...timers, isReliable: isReliable(to), patience: waits })
    const client = { name: name ?? id, request, to, step, timers: new TimerMap<TransactionTimerName>(schedule) }
    this.#clients.set(id, client)
    this.#clientOf.set(client.name, id)
    this.#applyClient(id, effects)
    return client.name
  }

  /** §9.1: CANCEL of a pending INVITE, on its branch and to where it went. */
  cancel(invite: string, headers: HeaderField[]): void {
    const client = this.#clients.get(this.#clientOf.get(invite) ?? '')
    if (client) this.request(cancelOf(client.request, headers), client.to)
  }

  respond(transaction: string, response: SipResponse): void {
    this.#stepServer(transaction, { type: 'respond', response })
  }

  receive(message: SipMessage, source: Endpoint): void {
    if (message.kind === 'response') this.#stepClient(clientKey(message), { type: 'response', response: message })
    else if (message.method === 'ACK') this.#receiveAck(message, source)
    else this.#receiveRequest(message, source)
  }

  /** The socket refused or the peer's host said that nobody listens there. */
  transportFailed(to: Endpoint): void {
    for (const [id, client] of this.#clients) {
      if (isSameHop(client.to, to)) this.#stepClient(id, { type: 'transport-failed' })
    }
  }

  /** No response is awaited. */
  get isIdle(): boolean {
    return this.#clients.size === 0
  }

  get size(): number {
    return this.#clients.size + this.#servers.size
  }

  isAwaited(response: SipResponse): boolean {
    return this.#clients.has(clientKey(response))
  }

  close(): void {
    for (const { timers } of [...this.#clients.values(), ...this.#servers.values()]) timers.clearAll()
    this.#clients.clear()
    this.#clientOf.clear()
    this.#servers.clear()
    this.#merges.clear()
  }

  #receiveAck(ack: SipRequest, source: Endpoint): void {
    const id = serverKey(ack)
    if (this.#servers.has(id)) this.#stepServer(id, { type: 'ack', ack })
    else this.#options.user.onAck(ack, source)
  }

  #receiveRequest(request: SipRequest, source: Endpoint): void {
    const id = serverKey(request)
    if (this.#servers.has(id)) this.#stepServer(id, { type: 'request' })
    else if (this.#servers.size < MAX_SERVER_TRANSACTIONS) this.#receiveNew(id, request, source)
  }

  #receiveNew(id: string, request: SipRequest, source: Endpoint): void {
    const merge = mergeKey(request)
    const isMerged = merge !== null && this.#merges.has(merge)
    this.#startServer(id, request, source, isMerged ? null : merge)
    const { user } = this.#options
    if (isMerged) this.respond(id, makeResponse(request, 482, { toTag: 'merged' }))
    else if (request.method === 'CANCEL') {
      const invite = serverKey(request, 'INVITE')
      user.onCancel(request, id, this.#servers.has(invite) ? invite : null)
    } else user.onRequest(request, id, source)
  }

  #startServer(id: string, request: SipRequest, source: Endpoint, merge: string | null): void {
    const { timers, schedule } = this.#options
    const server = { request, source, merge, timers: new TimerMap<TransactionTimerName>(schedule) }
    if (merge !== null) this.#merges.set(merge, id)
    const { step, effects } = runServer(request, {
      ...timers,
      isReliable: isReliable(source),
      patience: transactionTimeout(timers),
    })
    this.#servers.set(id, { ...server, step })
    this.#applyServer(id, effects)
  }

  #stepClient(id: string, input: ClientInput): void {
    const client = this.#clients.get(id)
    if (client) this.#applyClient(id, client.step(input))
  }

  #stepServer(id: string, input: ServerInput): void {
    const server = this.#servers.get(id)
    if (server) this.#applyServer(id, server.step(input))
  }

  #applyClient(id: string, effects: ClientEffect[]): void {
    for (const effect of effects) {
      const client = this.#clients.get(id)
      if (!client) return
      const { user, send } = this.#options
      if (effect.type === 'send-request') send(client.request, client.to)
      else if (effect.type === 'send-ack') send(ackOf(client.request, effect.response), client.to)
      else if (effect.type === 'set-timer')
        client.timers.set(effect.name, effect.after, () => this.#stepClient(id, { type: 'timer', name: effect.name }))
      else if (effect.type === 'clear-timer') client.timers.clear(effect.name)
      else if (effect.type === 'deliver') user.onResponse(client.name, effect.response)
      else if (effect.type === 'fail') user.onFailure(client.name, effect.failure)
      else this.#dropClient(id, client)
    }
  }

  #applyServer(id: string, effects: ServerEffect[]): void {
    for (const effect of effects) {
      const server = this.#servers.get(id)
      if (!server) return
      if (effect.type === 'send') {
        this.#options.send(effect.response, responseEndpoint(server.request.via[0]!, server.source))
      } else if (effect.type === 'set-timer')
        server.timers.set(effect.name, effect.after, () => this.#stepServer(id, { type: 'timer', name: effect.name }))
      else if (effect.type === 'clear-timer') server.timers.clear(effect.name)
      else if (effect.type === 'deliver-ack') this.#options.user.onAck(effect.ack, server.source)
      else this.#dropServer(id, server)
    }
  }

  #dropClient(id: string, client: Client): void {
    client.timers.clearAll()
    this.#clients.delete(id)
    if (this.#clientOf.get(client.name) === id) this.#clientOf.delete(client.name)
  }

  #dropServer(id: string, server: Server): void {
    server.timers.clearAll()
    this.#servers.delete(id)
    if (server.merge !== null) this.#merges.delete(server.merge)
  }
}

const isSameHop = (a: Endpoint, b: Endpoint): boolean =>
  a.address === b.address && a.port === b.port && transportOf(a) === transportOf(b)
