// The only reader of the gateway's environment: read once, checked whole, every fault named by its variable.
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { DatagramKind } from './datagram/open-io.ts'
import type { ListenAddress } from './transport/stream-socket.ts'
import type { ServerIdentity } from './transport/tls-door.ts'

export type Address = { host: string; port: number }
export type GatewayConfig = {
  id: string
  /** WebSocket address of the server's gateway link, and its HTTP origin for prompts and recordings. */
  linkUrl: string
  serverUrl: string
  token: string
  /** Where we listen for SIP; the first one's address is also where sound is sent from by default. */
  sip: ListenAddress[]
  /** Ours on TLS, for those who connect and for trunks that ask; null when none is set. */
  sipIdentity: ServerIdentity | null
  http: Address
  /** Where sound is sent from, and where peers are told to send it (the public address of a 1:1 NAT). */
  mediaAddress: string
  /** The same for trunks that speak IPv6; null when there is none. */
  mediaAddress6: string | null
  publicAddress: string | null
  rtpPorts: { from: number; to: number }
  datagrams: DatagramKind
  /** Threads that move sound. */
  mediaWorkers: number
  spoolDir: string
  demo: boolean
  logLevel: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Environment = Record<string, string | undefined>

export function readGatewayConfig(environment: Environment): GatewayConfig {
  const faults: string[] = []
  const read = <T>(name: string, otherwise: string, parse: (text: string) => T): T | null => {
    const text = environment[name] || otherwise
    try {
      return parse(text)
    } catch (fault) {
      faults.push(`${name}=${text}: ${fault instanceof Error ? fault.message : String(fault)}`)
      return null
    }
  }
  const dataDir = resolve(environment.TRUNKLINE_DATA || './data')
  const sip = read('TRUNKLINE_SIP', '127.0.0.1:5060', parseListen)
  const http = read('TRUNKLINE_GATEWAY_HTTP', '127.0.0.1:8081', parseAddress)
  const server = read('TRUNKLINE_SERVER', `http://${environment.TRUNKLINE_HTTP || '127.0.0.1:8080'}`, parseServer)
  const mediaAddress6 = read('TRUNKLINE_MEDIA6', firstIPv6(sip ?? []), parseIPv6)
  const rtpPorts = read('TRUNKLINE_RTP_PORTS', '20000-29999', parseRange)
  const mediaWorkers = read('TRUNKLINE_MEDIA_WORKERS', String(defaultWorkers()), parseWorkers)
  const datagrams = read('TRUNKLINE_DATAGRAMS', 'auto', parseDatagrams)
  const token = environment.TRUNKLINE_GATEWAY_TOKEN || readToken(join(dataDir, 'gateway-token'), faults)
  const needsIdentity = sip?.some(({ transport }) => transport === 'tls') ?? false
  const isShown = Boolean(environment.TRUNKLINE_SIP_CERT || environment.TRUNKLINE_SIP_KEY)
  const sipIdentity = needsIdentity || isShown ? readIdentity(environment, faults) : null
  if (faults.length > 0 || !sip || !http || !server || !rtpPorts || !datagrams || !mediaWorkers)
    throw new ConfigError(faults.join('\n'))
  return {
    id: environment.TRUNKLINE_GATEWAY_ID || 'main',
    linkUrl: `${server.replace(/^http/, 'ws')}/api/v1/gateway`,
    serverUrl: server,
    token,
    sip,
    sipIdentity,
    http,
    mediaAddress: environment.TRUNKLINE_MEDIA || sip[0]!.address,
    mediaAddress6: mediaAddress6 || null,
    publicAddress: environment.TRUNKLINE_PUBLIC_ADDRESS || null,
    rtpPorts,
    datagrams,
    mediaWorkers,
    spoolDir: join(dataDir, 'gateway'),
    demo: (environment.TRUNKLINE_DEMO ?? '1') !== '0',
    logLevel: environment.TRUNKLINE_LOG || 'info',
  }
}

/** '' when we listen on none, or on all of them: peers cannot be told to send to `::`. */
const firstIPv6 = (sip: ListenAddress[]): string =>
  sip.find(({ address }) => isIP(address) === 6 && address !== '::')?.address ?? ''

function parseIPv6(text: string): string {
  const address = text.replace(/^\[|\]$/g, '')
  if (address === '' || isIP(address) === 6) return address
  throw new Error('expected an IPv6 address, e.g. 2001:db8::7')
}

/** One core is left to signalling, handshakes and the disk. */
const defaultWorkers = (): number => Math.max(1, availableParallelism() - 1)

function parseWorkers(text: string): number {
  const workers = Number(text)
  if (Number.isInteger(workers) && workers >= 1 && workers <= 64) return workers
  throw new Error('must be a number from 1 to 64')
}

function parseDatagrams(text: string): DatagramKind {
  if (text === 'auto' || text === 'batched' || text === 'plain') return text
  throw new Error('must be auto, batched or plain')
}

function parseAddress(text: string): Address {
  const match = /^(?:([^:\s]+):)?([0-9]{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (!match || port > 65_535) throw new Error('expected address:port, e.g. 127.0.0.1:5060')
  return { host: match[1] ?? '127.0.0.1', port }
}

const LISTEN = /^(?:(udp|tcp|tls):)?(?:(\[[0-9a-f:.]+\]|[^:\s[\]]+):)?([0-9]{1,5})$/i

/** One or more of `[udp:|tcp:|tls:]address:port`, with commas; UDP when none is named. */
function parseListen(text: string): ListenAddress[] {
  return text.split(',').map((part) => {
    const match = LISTEN.exec(part.trim())
    const [, transport = 'udp', host = '127.0.0.1', port] = match ?? []
    const address = host === 'localhost' ? '127.0.0.1' : host.replace(/^\[|\]$/g, '')
    if (!match || Number(port) > 65_535 || isIP(address) === 0)
      throw new Error('expected [udp:|tcp:|tls:]address:port with commas between, e.g. 127.0.0.1:5060,tls:[::]:5061')
    return { transport: transport.toLowerCase() as ListenAddress['transport'], address, port: Number(port) }
  })
}

function readIdentity(environment: Environment, faults: string[]): ServerIdentity | null {
  const [certificate, key] = ['TRUNKLINE_SIP_CERT', 'TRUNKLINE_SIP_KEY'].map((name) => {
    const path = environment[name] ?? ''
    if (existsSync(path)) return readFileSync(path, 'utf8')
    faults.push(`${name}=${path}: our certificate for TLS needs a PEM file here`)
    return null
  })
  return certificate && key ? { certificate, key } : null
}

function parseServer(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('expected http(s)://host:port')
  return url.origin
}

function parseRange(text: string): { from: number; to: number } {
  const [from, to] = text.split('-').map(Number)
  if (!from || !to || from < 1024 || to > 65_535 || to - from < 100)
    throw new Error('expected from-to with at least 100 ports, e.g. 20000-29999')
  return { from, to }
}

/** The server writes the file at its first start. */
function readToken(path: string, faults: string[]): string {
  const token = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (token !== '') return token
  faults.push(`TRUNKLINE_GATEWAY_TOKEN is not set and ${path} does not hold it: start the server first`)
  return ''
}
