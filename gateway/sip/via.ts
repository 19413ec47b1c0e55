// Via (RFC 3261 §20.42), with received (§18.2.1) and rport (RFC 3581).
import {
  isToken,
  type Param,
  paramOf,
  paramValue,
  parseParams,
  printParams,
  splitOutside,
  withParam,
} from './grammar.ts'
import { MAX_VIA } from './limits.ts'
import { bareHost } from './uri.ts'

export type Via = { transport: string; host: string; port: number | null; params: Param[] }
export type Transport = 'udp' | 'tcp' | 'tls'
/** Whose name the certificate at the other end must bear, and who may have signed it ('' = the well-known authorities). */
export type TlsPeer = { name: string; authorities: string }

/** Where a message goes to or came from. */
export type Endpoint = {
  address: string
  port: number
  /** UDP when not said. */
  transport?: Transport
  /** The open connection that it came by; what answers goes back on it while it lives (§18.2.2, RFC 5923). */
  connection?: number
  tls?: TlsPeer
  /** Requests too large for UDP may go by TCP (§18.1.1). */
  largeOverTcp?: boolean
}

export const MAGIC_COOKIE = 'z9hG4bK'
export const SIP_PORT = 5060
const SIPS_PORT = 5061

export const transportOf = (endpoint: Endpoint): Transport => endpoint.transport ?? 'udp'

export const isReliable = (endpoint: Endpoint): boolean => transportOf(endpoint) !== 'udp'

/** §19.1.2: the port where a URI or Via names none. */
export const defaultPort = (transport: Transport): number => (transport === 'tls' ? SIPS_PORT : SIP_PORT)

const VIA =
  /^SIP\s*\/\s*\d+\.\d+\s*\/\s*(\S+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9\-_.]*[A-Za-z0-9.])?)\s*(?::\s*(\d{1,5}))?\s*(;[\s\S]*)?$/i

function parseVia(text: string): Via | null {
  // One space for many: the pattern would try every split of a long run.
  const match = VIA.exec(text.replace(/\s+/g, ' '))
  if (!match) return null
  const [, transport, host, port, paramText] = match
  const params = parseParams(paramText ?? '')
  if (!params || !isToken(transport!) || Number(port ?? 0) > 65_535) return null
  return { transport: transport!.toUpperCase(), host: host!, port: port === undefined ? null : Number(port), params }
}

export function parseViaList(values: string[]): Via[] | null {
  const vias: Via[] = []
  for (const value of values) {
    for (const part of splitOutside(value, ',') ?? ['']) {
      const via = parseVia(part)
      if (!via || vias.length === MAX_VIA) return null
      vias.push(via)
    }
  }
  return vias
}

export const printVia = (via: Via): string =>
  `SIP/2.0/${via.transport} ${via.host}${via.port === null ? '' : `:${via.port}`}${printParams(via.params)}`

/** The branch, when it is one of RFC 3261 and not empty after the cookie; else null. */
export function magicBranch(via: Via): string | null {
  const branch = paramValue(via.params, 'branch')
  return branch?.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length ? branch : null
}

/** §18.2.1 and RFC 3581 §4: what the sender cannot know about itself is written into its Via. */
export function stampReceived(via: Via, source: Endpoint): Via {
  const asked = paramOf(via.params, 'rport') !== undefined
  let params = via.params
  if (asked || bareHost(via.host) !== source.address) params = withParam(params, 'received', source.address)
  if (asked) params = withParam(params, 'rport', String(source.port))
  return { ...via, params }
}

/** §18.2.2: where a response goes, by the Via that we stamped. */
export function responseEndpoint(via: Via, source: Endpoint): Endpoint {
  const rport = Number(paramValue(via.params, 'rport') ?? Number.NaN)
  // §18.2.2: by the connection while it is open; where it is not, a new one to the port of the sent-by.
  if (isReliable(source)) return { ...source, port: via.port ?? defaultPort(transportOf(source)) }
  return { address: source.address, port: Number.isInteger(rport) ? rport : (via.port ?? SIP_PORT) }
}
