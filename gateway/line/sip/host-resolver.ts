// Where a trunk is: RFC 3263 without NAPTR (the transport is a setting of the line). SRV where no port is set, else A and AAAA.
import { lookup, resolve4, resolve6, resolveSrv } from 'node:dns/promises'
import { isIP } from 'node:net'
import { bareHost } from '../../sip/uri.ts'
import { defaultPort, type Transport } from '../../sip/via.ts'
import { querySrv, type SrvRecord } from './srv-query.ts'

/** Port 0: by SRV, and where there is none the transport's own. */
export type TrunkName = { host: string; port: number; transport: Transport }
export type TrunkAddress = { address: string; port: number }
/** Best first, empty when the name is not known; `ttlMs` says when to ask again. */
type Resolution = { targets: TrunkAddress[]; ttlMs: number }
export type ResolveTrunk = (name: TrunkName) => Promise<Resolution>

/** Neither rejects: a name that does not resolve is a state of the line, retried. */
export type NameServer = {
  srv(name: string): Promise<SrvRecord[]>
  addresses(host: string): Promise<{ address: string; ttlS: number }[]>
}

const SERVICES: Record<Transport, string> = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp' }
/** Where nobody says. */
const USUAL_TTL_S = 60
const MIN_TTL_MS = 5000
const MAX_TTL_MS = 3_600_000
const MAX_TARGETS = 16

/** RFC 2782: by priority; within one, a record is drawn before another as its weight is to the sum. */
export function orderSrv(records: SrvRecord[], random: () => number): SrvRecord[] {
  const left = records.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight)
  const ordered: SrvRecord[] = []
  while (left.length > 0) {
    const equals = left.filter(({ priority }) => priority === left[0]!.priority)
    let drawn = random() * equals.reduce((sum, { weight }) => sum + weight, 0)
    const chosen = equals.find(({ weight }) => {
      drawn -= weight
      return drawn <= 0
    })
    const taken = chosen ?? equals[0]!
    ordered.push(taken)
    left.splice(left.indexOf(taken), 1)
  }
  return ordered
}

export function trunkResolver(server: NameServer, random: () => number): ResolveTrunk {
  return async ({ host, port, transport }) => {
    const name = bareHost(host)
    if (isIP(name) !== 0)
      return { targets: [{ address: name, port: port || defaultPort(transport) }], ttlMs: MAX_TTL_MS }
    const records = port === 0 ? await server.srv(`${SERVICES[transport]}.${name}`) : []
    const named =
      records.length > 0
        ? orderSrv(records, random).map((record) => ({ host: record.name, port: record.port }))
        : [{ host: name, port: port || defaultPort(transport) }]
    const found = await Promise.all(
      named.slice(0, MAX_TARGETS).map(async (entry) => ({ ...entry, addresses: await server.addresses(entry.host) })),
    )
    const targets = found.flatMap((entry) => entry.addresses.map(({ address }) => ({ address, port: entry.port })))
    const answers = [...records, ...found.flatMap(({ addresses }) => addresses)]
    const shortest = Math.min(MAX_TTL_MS, ...answers.map(({ ttlS }) => ttlS * 1000))
    const ttlMs = targets.length === 0 ? USUAL_TTL_S * 1000 : Math.max(MIN_TTL_MS, shortest)
    return { targets: targets.slice(0, MAX_TARGETS), ttlMs }
  }
}

/** As the system's resolver has it, which asks again and by TCP where it must. */
const systemSrv = async (name: string): Promise<SrvRecord[]> =>
  (await resolveSrv(name)).map((record) => ({ ...record, ttlS: USUAL_TTL_S }))

const orNone = <T>(asked: Promise<T[]>): Promise<T[]> => asked.catch(() => [])

export const systemNameServer: NameServer = {
  srv: (name) => orNone(querySrv(name).then((found) => found ?? systemSrv(name))),
  async addresses(host) {
    const found = await Promise.all([orNone(resolve4(host, { ttl: true })), orNone(resolve6(host, { ttl: true }))])
    const records = found.flat().map(({ address, ttl }) => ({ address, ttlS: ttl }))
    if (records.length > 0) return records
    // What only this machine knows: its hosts file.
    const local = await orNone(lookup(host, { all: true }))
    return local.map(({ address }) => ({ address, ttlS: USUAL_TTL_S }))
  },
}
