// Requests to addresses that people have typed in. Only to public hosts by HTTPS, unless the operator names the host:
// resolved once, every address checked, connected to what was checked, no redirects, a limit of time and of bytes.
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export type GuardedReason = 'address' | 'unreachable' | 'too-slow' | 'too-large'
export class GuardedFault extends Error {
  override readonly name = 'GuardedFault'
  constructor(
    readonly reason: GuardedReason,
    options?: ErrorOptions,
  ) {
    super(reason, options)
  }
}

export type GuardedRequest = {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  /** '' = none. */
  body: string
  timeoutMs: number
  maxBytes: number
  /** host:port that may be private and without TLS. */
  trusted: readonly string[]
}
export type GuardedReply = { status: number; body: Uint8Array }

type Address = { address: string; family: number }
const PORTS: Record<string, string> = { 'https:': '443', 'http:': '80' }

/** Throws a GuardedFault. */
export async function guardedRequest(ask: GuardedRequest): Promise<GuardedReply> {
  const url = URL.parse(ask.url)
  const port = url?.port || PORTS[url?.protocol ?? '']
  if (!url || !port || url.username !== '' || url.password !== '') throw new GuardedFault('address')
  const isTrusted = ask.trusted.includes(`${url.hostname}:${port}`)
  if (url.protocol !== 'https:' && !isTrusted) throw new GuardedFault('address')
  const signal = AbortSignal.timeout(ask.timeoutMs)
  try {
    const found = await checkedAddresses(url.hostname, isTrusted)
    return await exchange(url, ask, found, signal)
  } catch (fault) {
    if (signal.aborted) throw new GuardedFault('too-slow', { cause: fault })
    if (fault instanceof GuardedFault) throw fault
    throw new GuardedFault('unreachable', { cause: fault })
  }
}

async function checkedAddresses(hostname: string, isTrusted: boolean): Promise<Address[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true })
  if (found.length === 0) throw new GuardedFault('unreachable')
  if (!isTrusted && !found.every(({ address }) => isPublic(address))) throw new GuardedFault('address')
  return found
}

function exchange(url: URL, ask: GuardedRequest, found: Address[], signal: AbortSignal): Promise<GuardedReply> {
  // Asked for the address, the connection is given the ones that were checked: the name is not resolved again.
  const answer: LookupFunction = (_host, options, reply) => {
    const [first] = found
    if (options.all) reply(null, found)
    else reply(null, first?.address ?? '', first?.family ?? 4)
  }
  const { method, body } = ask
  const headers = { ...ask.headers, ...(body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` }) }
  const { promise, resolve, reject } = Promise.withResolvers<GuardedReply>()
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  const sent = start(url, { method, headers, lookup: answer, signal, agent: false }, (reply) => {
    read(reply, ask.maxBytes).then((bytes) => resolve({ status: reply.statusCode ?? 0, body: bytes }), reject)
  })
  sent.on('error', reject)
  sent.end(body === '' ? undefined : body)
  return promise
}

async function read(reply: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of reply as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxBytes) {
      reply.destroy()
      throw new GuardedFault('too-large')
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** RFC 6890 and what came after it: whatever is not for the open internet. */
const closed = new BlockList()
for (const [net, prefix] of [
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
] as const)
  closed.addSubnet(net, prefix, 'ipv4')

/** Of IPv6 only global unicast, and of that nothing that carries an IPv4 address or is for documents. */
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
const carriers = new BlockList()
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  carriers.addSubnet(net, prefix, 'ipv6')

export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !closed.check(address, 'ipv4')
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !carriers.check(address, 'ipv6')
}
