// What a line's fields must mean beyond their form: each fault named by its field, so that the page can show it there.
import { X509Certificate } from 'node:crypto'
import { isIP, isIPv6 } from 'node:net'
import type { LineConfig, SipLineConfig } from '#protocol/line-config'

type Fault = { field: keyof SipLineConfig; message: string }

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?$/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
const MAX_PORT = 65_535

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')
const isHost = (host: string): boolean => isIP(bare(host)) !== 0 || (HOST_NAME.test(host) && !/^[\d.]+$/.test(host))

/** host, host:port or [address]:port. */
function isProxy(text: string): boolean {
  if (isHost(text)) return true
  const match = /^(.+):(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  return match !== null && port >= 1 && port <= MAX_PORT && isHost(match[1]!) && !isIPv6(match[1]!)
}

function isSource(text: string): boolean {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text)
  const family = isIP(match?.[1] ?? '')
  // A block of everything would let every scanner in.
  const bits = match?.[2] === undefined ? 32 : Number(match[2])
  return family !== 0 && bits >= 1 && bits <= (family === 6 && match?.[2] !== undefined ? 128 : 32)
}

function areCertificates(pem: string): boolean {
  const found = pem.match(CERTIFICATE) ?? []
  if (found.length === 0 || pem.replace(CERTIFICATE, '').includes('-----BEGIN')) return false
  try {
    for (const certificate of found) new X509Certificate(certificate)
    return true
  } catch {
    // The library says only by throwing that it is no certificate.
    return false
  }
}

/** DNS can only say how a name is reached, and says the port with it. */
const isLeftToName = ({ transport }: SipLineConfig): boolean => transport === 'auto'

const CHECKS: { field: keyof SipLineConfig; isGood: (line: SipLineConfig) => boolean; message: string }[] = [
  { field: 'host', isGood: ({ host }) => isHost(host), message: 'Not a host name or an address' },
  { field: 'proxy', isGood: ({ proxy }) => proxy === '' || isProxy(proxy), message: 'Not host or host:port' },
  {
    field: 'host',
    isGood: (line) => !isLeftToName(line) || line.proxy !== '' || isIP(bare(line.host)) === 0,
    message: 'An automatic transport needs a host name',
  },
  {
    field: 'port',
    isGood: (line) => !isLeftToName(line) || line.port === 0,
    message: 'An automatic transport comes with its port',
  },
  {
    field: 'proxy',
    isGood: (line) =>
      !isLeftToName(line) || line.proxy === '' || (isIP(bare(line.proxy)) === 0 && !/:\d+$/.test(line.proxy)),
    message: 'An automatic transport needs a host name without a port',
  },
  {
    field: 'sources',
    isGood: ({ sources }) => sources.every(isSource),
    message: 'Not addresses or blocks such as 203.0.113.0/24',
  },
  {
    field: 'authorities',
    isGood: ({ authorities }) => authorities === '' || areCertificates(authorities),
    message: 'Not certificates in PEM form',
  },
  {
    field: 'checksPeer',
    isGood: ({ checksPeer = false, transport }) => !checksPeer || transport === 'tls',
    message: 'Only a TLS line can ask for a certificate',
  },
  {
    field: 'user',
    isGood: ({ register, user }) => !register || user !== '',
    message: 'An account is needed to register',
  },
]

/** Null when the line can be used. */
export function lineFault(line: LineConfig): Fault | null {
  if (line.kind !== 'sip') return null
  return CHECKS.find(({ isGood }) => !isGood(line)) ?? null
}
