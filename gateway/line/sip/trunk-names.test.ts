// Names of trunks: NAPTR, SRV, A, AAAA, ports and times to live. Rules N1-N7, T1-T5.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../transport/simulated-network.ts'
import { type NameServer, orderSrv, trunkResolver } from './host-resolver.ts'
import { currentTarget, otherTargets, withAnswered, withFailed, withResolved } from './targets.ts'

type Srv = Awaited<ReturnType<NameServer['srv']>>
const record = (name: string, priority: number, weight: number, ttlS = 300) => ({
  ...{ name, port: 5070, priority, weight, ttlS },
})

type Naptr = Awaited<ReturnType<NameServer['naptr']>>
const pointer = (order: number, services: string, replacement: string, changed: Partial<Naptr[number]> = {}) => ({
  ...{ order, preference: 10, flags: 's', services, regexp: '', replacement, ttlS: 300, ...changed },
})

function resolver(zone: { naptr?: Naptr; srv?: Record<string, Srv>; hosts?: Record<string, [string, number][]> }) {
  const asked: string[] = []
  const server: NameServer = {
    async naptr() {
      return zone.naptr ?? []
    },
    async srv(name) {
      asked.push(name)
      return zone.srv?.[name] ?? []
    },
    async addresses(host) {
      asked.push(host)
      return (zone.hosts?.[host] ?? []).map(([address, ttlS]) => ({ address, ttlS }))
    },
  }
  return { asked, resolve: trunkResolver(server, seededRandom(1)) }
}

describe('the addresses of a name', () => {
  it('N1 an address is itself, on the usual port of the transport', async () => {
    const { resolve, asked } = resolver({})
    const at = async (host: string, port: number, transport: 'udp' | 'tls') =>
      (await resolve({ host, port, transport })).targets
    expect(await at('192.0.2.1', 0, 'udp')).toEqual([{ address: '192.0.2.1', port: 5060, transport: 'udp' }])
    expect(await at('[2001:db8::1]', 0, 'tls')).toEqual([{ address: '2001:db8::1', port: 5061, transport: 'tls' }])
    expect(await at('192.0.2.1', 5080, 'udp')).toEqual([{ address: '192.0.2.1', port: 5080, transport: 'udp' }])
    expect(asked).toEqual([])
  })

  it('N2 with a port SRV is not asked (RFC 3263 §4.2)', async () => {
    const { resolve, asked } = resolver({
      hosts: {
        'a.example': [
          ['192.0.2.1', 300],
          ['2001:db8::1', 20],
        ],
      },
    })
    expect(await resolve({ host: 'a.example', port: 5080, transport: 'tcp' })).toEqual({
      targets: [
        { address: '192.0.2.1', port: 5080, transport: 'tcp' },
        { address: '2001:db8::1', port: 5080, transport: 'tcp' },
      ],
      ttlMs: 20_000,
    })
    expect(asked).toEqual(['a.example'])
  })

  it.each([
    ['udp', '_sip._udp.a.example'],
    ['tcp', '_sip._tcp.a.example'],
    ['tls', '_sips._tcp.a.example'],
  ] as const)('N3 without one it is, by %s as %s', async (transport, name) => {
    const srv = { [name]: [record('backup.example', 20, 0), record('main.example', 10, 0)] }
    const hosts = { 'main.example': [['192.0.2.1', 900]], 'backup.example': [['192.0.2.2', 900]] } as const
    const { resolve } = resolver({ srv, hosts: hosts as never })
    const { targets, ttlMs } = await resolve({ host: 'a.example', port: 0, transport })
    expect(targets.map(({ address, port }) => `${address}:${port}`)).toEqual(['192.0.2.1:5070', '192.0.2.2:5070'])
    expect(ttlMs).toBe(300_000)
  })

  it('N3 where there is no SRV the host itself is taken; where there is nothing, nothing', async () => {
    const { resolve } = resolver({ hosts: { 'a.example': [['192.0.2.1', 3]] } })
    expect(await resolve({ host: 'a.example', port: 0, transport: 'udp' })).toEqual({
      targets: [{ address: '192.0.2.1', port: 5060, transport: 'udp' }],
      ttlMs: 5000,
    })
    expect((await resolve({ host: 'none.example', port: 0, transport: 'udp' })).targets).toEqual([])
  })

  const [udp, tcp, tls] = ['_sip._udp.a.example', '_sip._tcp.a.example', '_sips._tcp.a.example'] as const
  const at = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [record('a.example', 1, 1)]]))
  const nowhere = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [record('.', 0, 0)]]))
  const all = [pointer(30, 'SIP+D2U', udp), pointer(20, 'SIP+D2T', tcp), pointer(10, 'SIPS+D2T', tls)]

  it.each([
    ['N6 the best of what NAPTR names', { naptr: all, srv: at(udp, tcp, tls) }, 'tls 5070'],
    ['N6 the next one where the best has no SRV', { naptr: all, srv: at(udp, tcp) }, 'tcp 5070'],
    ['N6 never one that NAPTR does not name', { naptr: all.slice(2), srv: at(udp) }, 'none'],
    [
      'N6 within an order by preference',
      { naptr: [pointer(1, 'SIP+D2T', tcp), pointer(1, 'sip+d2u', udp, { preference: 1 })], srv: at(udp, tcp) },
      'udp 5070',
    ],
    ['N6 another name than usual', { naptr: [pointer(1, 'SIP+D2T', 'b.example')], srv: at('b.example') }, 'tcp 5070'],
    [
      'N6 N7 what we do not speak is no word',
      { naptr: [pointer(1, 'SIP+D2S', 'x'), pointer(2, 'SIP+D2U', 'y', { flags: 'a' })], srv: at(tcp) },
      'tcp 5070',
    ],
    ['N7 SRV of TLS first', { srv: at(udp, tcp, tls) }, 'tls 5070'],
    ['N7 then of TCP', { srv: at(udp, tcp) }, 'tcp 5070'],
    ['N7 then of UDP', { srv: at(udp) }, 'udp 5070'],
    [
      'N7 a service that is decidedly not there is passed over',
      { srv: { ...at(udp), ...nowhere(tls, tcp) } },
      'udp 5070',
    ],
    ['N7 without any, UDP', { srv: nowhere(tls) }, 'udp 5060'],
    ['N7 unless that is decidedly not there', { srv: nowhere(udp) }, 'none'],
  ])('%s', async (_, zone, expected) => {
    const { resolve } = resolver({ ...zone, hosts: { 'a.example': [['192.0.2.1', 300]] } })
    const { targets } = await resolve({ host: 'a.example', port: 0, transport: 'auto' })
    expect(targets.map(({ transport, port }) => `${transport} ${port}`)).toEqual(expected === 'none' ? [] : [expected])
  })

  it('N6 asks again when the NAPTR has been true for its time', async () => {
    const { resolve } = resolver({
      naptr: [pointer(1, 'SIP+D2T', tcp, { ttlS: 40 })],
      srv: at(tcp),
      hosts: { 'a.example': [['192.0.2.1', 300]] },
    })
    expect((await resolve({ host: 'a.example', port: 0, transport: 'auto' })).ttlMs).toBe(40_000)
  })

  it('N4 equal priorities are drawn by weight (RFC 2782)', () => {
    const records = [record('rare', 10, 10), record('often', 10, 90), record('never first', 20, 1000)]
    const random = seededRandom(7)
    const firsts = Array.from({ length: 2000 }, () => orderSrv(records, random).map(({ name }) => name))
    expect(firsts.every((order) => order.length === 3 && order[2] === 'never first')).toBe(true)
    const share = firsts.filter(([first]) => first === 'often').length / firsts.length
    expect(Math.abs(share - 0.9)).toBeLessThan(0.03)
  })
})

describe('targets', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((address) => ({ address, port: 5060, transport: 'udp' })) as [
    Entry,
    Entry,
    Entry,
  ]
  type Entry = Parameters<typeof withResolved>[1][number]
  const all = withResolved([], [a, b, c])
  const names = (targets: Entry[]) => targets.map(({ address }) => address).join('')

  it('T1 T2 the best that works is used, then the others that do', () => {
    const without = withFailed(all, a)
    expect([currentTarget(without)?.address, names(otherTargets(without))]).toEqual(['b', 'c'])
    const none = withFailed(withFailed(without, b), c)
    expect([currentTarget(none)?.address, names(otherTargets(none))]).toEqual(['a', 'bc'])
    expect(currentTarget(withAnswered(none, c))?.address).toBe('c')
  })

  it('T3 the same set keeps its order and what is known; another one keeps what is known', () => {
    const known = withFailed(all, a)
    expect(withResolved(known, [c, b, a])).toBe(known)
    expect(withResolved(known, [b, a]).map(({ address, hasFailed }) => `${address}${hasFailed}`)).toEqual([
      'bfalse',
      'atrue',
    ])
  })

  it('T3 another transport at the same place is another target', () => {
    const known = withFailed(all, a)
    const moved = [a, b, c].map((entry) => ({ ...entry, transport: 'tcp' as const }))
    expect(withResolved(known, moved)).toEqual(moved.map((entry) => ({ ...entry, hasFailed: false })))
  })

  it('T4 the only one is not left', () => {
    expect(withFailed(withResolved([], [a]), a)).toEqual([{ ...a, hasFailed: false }])
  })
})
