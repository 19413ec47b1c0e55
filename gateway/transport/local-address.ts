import { networkInterfaces } from 'node:os'

const LOOPBACK = '127.0.0.1'
const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::'

/** The address that a peer is told to reach us at: the bound one, or this host's own when bound to all. */
export function localAddressFor(bound: string, peer: string): string {
  if (!isUnspecified(bound)) return bound
  if (peer.startsWith('127.')) return LOOPBACK
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((entry) => !entry.internal && entry.family === 'IPv4')
  return outside?.address ?? LOOPBACK
}
