// How TLS peers that connect to us are met: asked for their certificate where the lines at their address say so, which TLS itself judges
// against those lines' authorities (RFC 5246 §7.4.4); it must bear the name of one of them (RFC 5922 §7.1). Rule S12.
import type { Socket } from 'node:net'
import { checkServerIdentity, createServer, rootCertificates, type Server, type TLSSocket } from 'node:tls'
import type { TlsPeer } from '../sip/via.ts'
import type { StreamServer } from './stream-socket.ts'

/** Ours, shown to whoever connects to a TLS address, and to trunks that ask for it. PEM. */
export type ServerIdentity = { certificate: string; key: string }

export const MIN_TLS = 'TLSv1.2'
/** Changes of authorities that are kept; what was forgotten is made again. */
const MAX_SERVERS = 32

/** The well-known ones are only named where others stand beside them: without a word TLS takes them. */
function authoritiesOf(peers: TlsPeer[]): { ca?: string[] } {
  const given = peers.map(({ authorities }) => authorities)
  if (given.every((authorities) => authorities === '')) return {}
  return { ca: given.flatMap((authorities) => (authorities === '' ? rootCertificates : [authorities])) }
}

/** As whom it has proved itself, or why as nobody. */
function judge(socket: TLSSocket, peers: TlsPeer[]): TlsPeer | string {
  if (!socket.authorized) return String(socket.authorizationError)
  const certificate = socket.getPeerCertificate()
  const proved = peers.find(({ name }) => checkServerIdentity(name, certificate) === undefined)
  return proved ?? `the certificate is not of ${peers.map(({ name }) => name).join(', ')}`
}

export class TlsDoor {
  readonly #identity: ServerIdentity
  readonly #server: StreamServer
  readonly #take: (socket: Socket, proved: TlsPeer | null) => void
  /** They do not listen: connections are handed to them, by what their peers are asked for. */
  readonly #byPeers = new Map<string, Server>()

  constructor(identity: ServerIdentity, server: StreamServer, take: (socket: Socket, proved: TlsPeer | null) => void) {
    this.#identity = identity
    this.#server = server
    this.#take = take
  }

  open(socket: Socket): void {
    const peers = this.#server.asksFor(socket.remoteAddress ?? '')
    const key = JSON.stringify(peers)
    const known = this.#byPeers.get(key)
    if (!known && this.#byPeers.size >= MAX_SERVERS) this.#byPeers.clear()
    const server = known ?? this.#serverFor(peers)
    this.#byPeers.set(key, server)
    server.emit('connection', socket)
  }

  #serverFor(peers: TlsPeer[]): Server {
    const { certificate: cert, key } = this.#identity
    const asking = peers.length > 0 ? { requestCert: true, rejectUnauthorized: false, ...authoritiesOf(peers) } : {}
    const server = createServer({ cert, key, minVersion: MIN_TLS, ...asking }, (socket) => this.#enter(socket, peers))
    return server.on('tlsClientError', (_, socket) => void socket.destroy())
  }

  #enter(socket: TLSSocket, peers: TlsPeer[]): void {
    const proved = peers.length === 0 ? null : judge(socket, peers)
    if (typeof proved !== 'string') {
      this.#take(socket, proved)
      return
    }
    this.#server.onUnproved(socket.remoteAddress ?? '', proved)
    socket.on('error', () => socket.destroy())
    socket.destroy()
  }
}
