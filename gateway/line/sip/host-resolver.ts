import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** The addresses of a host name, none when it has none. */
export type ResolveHost = (host: string) => Promise<string[]>

export const resolveHost: ResolveHost = async (host) => {
  if (isIP(host) !== 0) return [host]
  try {
    const found = await lookup(host, { all: true, family: 4 })
    return found.map((entry) => entry.address)
  } catch {
    // A name that does not resolve is a state of the line, retried; why it does not is the resolver's business.
    return []
  }
}
