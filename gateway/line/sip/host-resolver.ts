// Where a trunk is (RFC 3263): NAPTR where the transport is left to it, SRV where no port is set, A and AAAA.
import { lookup, resolve4, resolve6, resolveNaptr, resolveSrv } from 'node:dns/promises'
import { isIP } from 'node:net'
import { bareHost } from '../../sip/uri.ts'
import { defaultPort, type Transport } from '../../sip/via.ts'
import { type NaptrRecord, queryNaptr, querySrv, type SrvRecord } from './record-query.ts'
import { serviceOf, servicesIn } from './trunk-services.ts'

/** Port 0: by SRV, and where there is none the transport's own. Transport 'auto': by NAPTR, else by what SRV there is. */
export type TrunkName = { host: string; port: number; transport: Transport | 'auto' }
export type TrunkAddress = { address: string; port: number; transport: Transport }
/** Best first, empty when the name is not known; `ttlMs` says when to ask again. */
type Resolution = { targets: TrunkAddress[]; ttlMs: number }
export type ResolveTrunk = (name: TrunkName) => Promise<Resolution>

/** Neither rejects: a name that does not resolve is a state of the line, retried. */
export type NameServer = {
  naptr(name: string): Promise<NaptrRecord[]>
  srv(name: string): Promise<SrvRecord[]>
  addresses(host: string): Promise<{ address: string; ttlS: number }[]>
}

type Place = { host: string; port: number }
/** `answers` are those that it was found by: the shortest time to live counts. */
type Found = { transport: Transport; places: Place[]; answers: { ttlS: number }[] }

/** N7: what is asked for where NAPTR says nothing. */
const IN_TURN: Transport[] = ['tls', 'tcp', 'udp']
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

/** RFC 2782: the root as target says that the service is decidedly not there. */
const isNowhere = ({ name }: SrvRecord): boolean => name === '' || name === '.'

/** N3, N6, N7: by which transport, and at which hosts. */
async function find(
  server: NameServer,
  host: string,
  asked: TrunkName['transport'],
  random: () => number,
): Promise<Found> {
  const pointers = asked === 'auto' ? await server.naptr(host) : []
  const pointed = servicesIn(pointers)
  const usual = asked === 'auto' ? 'udp' : asked
  const inTurn = asked === 'auto' ? IN_TURN : [asked]
  // What a domain names by NAPTR is all that it has: an answer that is missing must not lead to a lesser transport.
  let isRefused = pointed.length > 0
  for (const { transport, name } of pointed.length > 0 ? pointed : inTurn.map((each) => serviceOf(each, host))) {
    const records = await server.srv(name)
    const open = records.filter((record) => !isNowhere(record))
    const answers = [...pointers, ...records]
    if (open.length > 0)
      return {
        transport,
        places: orderSrv(open, random).map((record) => ({ host: record.name, port: record.port })),
        answers,
      }
    if (transport === usual && records.length > 0) isRefused = true
  }
  return { transport: usual, places: isRefused ? [] : [{ host, port: defaultPort(usual) }], answers: pointers }
}

/** N1, N2: an address or a port leaves nothing to be asked; without a word it is UDP (RFC 3263 §4.1). */
function given({ port, transport: asked }: TrunkName, host: string): Found | null {
  if (isIP(host) === 0 && port === 0) return null
  const transport = asked === 'auto' ? 'udp' : asked
  return { transport, places: [{ host, port: port || defaultPort(transport) }], answers: [] }
}

export function trunkResolver(server: NameServer, random: () => number): ResolveTrunk {
  return async (trunk) => {
    const name = bareHost(trunk.host)
    const { transport, places, answers } = given(trunk, name) ?? (await find(server, name, trunk.transport, random))
    if (isIP(name) !== 0) return { targets: [{ address: name, port: places[0]!.port, transport }], ttlMs: MAX_TTL_MS }
    const found = await Promise.all(
      places.slice(0, MAX_TARGETS).map(async (entry) => ({ ...entry, addresses: await server.addresses(entry.host) })),
    )
    const targets = found.flatMap(({ addresses, port }) =>
      addresses.map(({ address }) => ({ address, port, transport })),
    )
    const known = [...answers, ...found.flatMap(({ addresses }) => addresses)]
    const shortest = Math.min(MAX_TTL_MS, ...known.map(({ ttlS }) => ttlS * 1000))
    const ttlMs = targets.length === 0 ? USUAL_TTL_S * 1000 : Math.max(MIN_TTL_MS, shortest)
    return { targets: targets.slice(0, MAX_TARGETS), ttlMs }
  }
}

/** As the system's resolver has it, which asks again and by TCP where it must. */
const systemSrv = async (name: string): Promise<SrvRecord[]> =>
  (await resolveSrv(name)).map((record) => ({ ...record, ttlS: USUAL_TTL_S }))

const systemNaptr = async (name: string): Promise<NaptrRecord[]> =>
  (await resolveNaptr(name)).map(({ service, ...record }) => ({ ...record, services: service, ttlS: USUAL_TTL_S }))

const orNone = <T>(asked: Promise<T[]>): Promise<T[]> => asked.catch(() => [])

export const systemNameServer: NameServer = {
  naptr: (name) => orNone(queryNaptr(name).then((found) => found ?? systemNaptr(name))),
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
