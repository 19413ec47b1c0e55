// TCP and TLS of the operating system. A TLS peer is trusted when its certificate is signed by one of the authorities of
// the line (or a well-known one) and bears the name of the trunk (RFC 5922 §7.1: the host that was asked for, not what DNS made of it).
import { createServer, isIP, isIPv6, connect as openTcp, type Server, type Socket } from 'node:net'
import { checkServerIdentity, connect as openTls } from 'node:tls'
import { type Endpoint, type TlsPeer, transportOf } from '../sip/via.ts'
import { BindError } from './datagram-socket.ts'
import type { ListenAddress, StreamEvents, StreamFault, StreamServer, StreamSocket, Streams } from './stream-socket.ts'
import { MIN_TLS, type ServerIdentity, TlsDoor } from './tls-door.ts'

type CodedError = Error & { code?: string }

const NO_EVENTS: StreamEvents = { onOpen() {}, onOctets() {}, onClosed() {} }
const BACKLOG = 256

/** OpenSSL's names for what is wrong with a chain, and Node's for a wrong name. */
const CERTIFICATE_FAULT = /CERT|LEAF_SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/i

function faultOf(error: CodedError): StreamFault {
  const detail = (
    error.code && !error.message.includes(error.code) ? `${error.code} ${error.message}` : error.message
  ).slice(0, 120)
  if (CERTIFICATE_FAULT.test(error.code ?? '')) return { reason: 'certificate', detail }
  if (error.code === 'ECONNREFUSED') return { reason: 'refused', detail }
  return { reason: error.code === 'ETIMEDOUT' ? 'timeout' : 'failed', detail }
}

function wire(socket: Socket, eventsOf: () => StreamEvents): StreamSocket {
  let fault: StreamFault | null = null
  socket.setNoDelay(true)
  socket.on('data', (octets: Buffer) => eventsOf().onOctets(octets))
  socket.on('error', (error) => {
    fault ??= faultOf(error)
  })
  socket.on('end', () => socket.destroy())
  socket.on('close', () => eventsOf().onClosed(fault))
  return {
    send: (octets) => void socket.write(octets),
    get waiting() {
      return socket.writableLength
    },
    close: () => void socket.destroy(),
  }
}

function connect(to: Endpoint, events: StreamEvents, identity: ServerIdentity | null): StreamSocket {
  const { address: host, port, tls } = to
  if (transportOf(to) === 'tcp') {
    const socket = openTcp({ host, port })
    socket.once('connect', () => events.onOpen())
    return wire(socket, () => events)
  }
  const name = tls?.name ?? host
  const socket = openTls({
    host,
    port,
    minVersion: MIN_TLS,
    ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
    ...(tls?.authorities ? { ca: tls.authorities } : {}),
    // RFC 6066 §3: a literal address is no server name.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  })
  socket.once('secureConnect', () => events.onOpen())
  return wire(socket, () => events)
}

function take(socket: Socket, at: ListenAddress, server: StreamServer, proved: TlsPeer | null): void {
  const [address, port] = [socket.remoteAddress ?? '', socket.remotePort ?? 0]
  let events = NO_EVENTS
  const stream = wire(socket, () => events)
  const source = { address, port, transport: at.transport, ...(proved ? { tls: proved } : {}) }
  events = server.onStream(stream, source)
  events.onOpen()
}

function bind(server: Server, at: ListenAddress): Promise<{ close(): void }> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: CodedError) => {
      reject(new BindError(error.code === 'EADDRINUSE' ? 'port-taken' : 'configuration', at, error))
    })
    const { address: host, port } = at
    server.listen({ host, port, backlog: BACKLOG, ipv6Only: isIPv6(host) }, () =>
      resolve({ close: () => void server.close() }),
    )
  })
}

function listen(at: ListenAddress, server: StreamServer, identity: ServerIdentity | null): Promise<{ close(): void }> {
  if (at.transport === 'tls' && !identity)
    return Promise.reject(new BindError('configuration', at, new Error('no certificate')))
  const enter = (socket: Socket, proved: TlsPeer | null) => take(socket, at, server, proved)
  const door = at.transport === 'tls' && identity ? new TlsDoor(identity, server, enter) : null
  return bind(
    createServer((socket) => {
      // Before the handshake: a stranger does not learn whose certificate it is.
      if (!server.admits(socket.remoteAddress ?? '')) socket.destroy()
      else if (door) door.open(socket)
      else enter(socket, null)
    }),
    at,
  )
}

export const nodeStreams = (identity: ServerIdentity | null): Streams => ({
  connect: (to, events) => connect(to, events, identity),
  listen: (at, server) => listen(at, server, identity),
})
