import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

const LOOPBACK = { IPv4: '127.0.0.1', IPv6: '::1' } as const
const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::'
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
/** fe80::/10 means nothing without its interface. */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address)

/** The address that a peer is told to reach us at: the bound one, or this host's own when bound to all. */
export function localAddressFor(bound: string, peer: string): string {
  if (!isUnspecified(bound)) return bound
  const family = isIPv6(bound) ? 'IPv6' : 'IPv4'
  if (isLoopback(peer)) return LOOPBACK[family]
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((entry) => !entry.internal && entry.family === family && !isLinkLocal(entry.address))
  return outside?.address ?? LOOPBACK[family]
}
