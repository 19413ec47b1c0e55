// Requests to systems that an administrator names: never to this machine or its network unless the host is listed as one of ours.
// Rules O1-O5:
// O1 http and https, no name or password in the address. O2 Every address of the host is public, or the host is listed.
// O3 The address that was looked at is the one connected to, so that a second answer of the name server changes nothing.
// O4 Redirections are not followed. O5 The whole takes so long at most, and brings so much at most.
import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { Ms } from '#protocol/ids'

export type OutgoingRequest = {
  method: 'GET' | 'POST'
  url: string
  headers: { name: string; value: string }[]
  /** '' = none. */
  body: string
  timeoutMs: Ms
}
export type OutgoingFault = 'bad-address' | 'not-allowed' | 'unreachable' | 'timeout' | 'too-large'
export type OutgoingReply = { ok: true; status: number; body: Uint8Array } | { ok: false; why: OutgoingFault }

const MAX_BYTES = 262_144

/** What is not the public internet: RFC 6890 and its registries, multicast included. */
const RESERVED: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]
const reserved = new BlockList()
for (const [network, prefix] of RESERVED) reserved.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

export function isPublicAddress(address: string): boolean {
  const plain = MAPPED.exec(address)?.[1] ?? address
  const family = isIP(plain)
  // Other spellings of IPv4 within IPv6 are refused with the whole of ::ffff:0:0/96.
  if (family === 0 || /^::ffff:/i.test(plain)) return false
  return !reserved.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

/** `ownHosts`: names and addresses within the own network that may be asked, in lower case. */
export async function sendOutgoing(wanted: OutgoingRequest, ownHosts: readonly string[]): Promise<OutgoingReply> {
  const url = URL.canParse(wanted.url) ? new URL(wanted.url) : null
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (!url || !isWeb || url.username !== '' || url.password !== '') return { ok: false, why: 'bad-address' }
  const signal = AbortSignal.timeout(wanted.timeoutMs)
  const address = await addressOf(url.hostname.replace(/^\[|\]$/g, ''), ownHosts, signal)
  if (typeof address !== 'object') return { ok: false, why: address }
  return exchange(url, wanted, address, signal)
}

type Address = { address: string; family: number }

async function addressOf(
  host: string,
  ownHosts: readonly string[],
  signal: AbortSignal,
): Promise<Address | 'not-allowed' | 'unreachable' | 'timeout'> {
  const family = isIP(host)
  const asked = family > 0 ? Promise.resolve([{ address: host, family }]) : lookup(host, { all: true })
  const found = await Promise.race([asked.catch(() => []), aborted(signal)])
  if (found === 'timeout') return 'timeout'
  const [first] = found
  if (!first) return 'unreachable'
  const isOwn = ownHosts.includes(host.toLowerCase())
  return isOwn || found.every(({ address }) => isPublicAddress(address)) ? first : 'not-allowed'
}

const aborted = (signal: AbortSignal): Promise<'timeout'> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve('timeout'), { once: true }))

function exchange(
  url: URL,
  { method, headers, body }: OutgoingRequest,
  { address, family }: Address,
  signal: AbortSignal,
): Promise<OutgoingReply> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    const failed = () => resolve({ ok: false, why: signal.aborted ? 'timeout' : 'unreachable' })
    const request = send(
      url,
      {
        method,
        headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        signal,
        agent: false,
        lookup: (_host, _options, found) => found(null, [{ address, family }]),
      },
      (reply) => collect(reply, failed, resolve),
    )
    request.on('error', failed)
    request.end(body === '' ? undefined : body)
  })
}

function collect(reply: IncomingMessage, failed: () => void, resolve: (reply: OutgoingReply) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  reply.on('data', (piece: Buffer) => {
    size += piece.length
    pieces.push(piece)
    if (size <= MAX_BYTES) return
    resolve({ ok: false, why: 'too-large' })
    reply.destroy()
  })
  reply.on('error', failed)
  reply.on('end', () => resolve({ ok: true, status: reply.statusCode ?? 0, body: Buffer.concat(pieces) }))
}
