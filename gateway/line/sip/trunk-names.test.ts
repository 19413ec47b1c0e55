// Names of trunks: SRV, A, AAAA, ports and times to live. Rules N1-N4, T1-T5.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../transport/simulated-network.ts'
import { type NameServer, orderSrv, trunkResolver } from './host-resolver.ts'
import { currentTarget, otherTargets, withAnswered, withFailed, withResolved } from './targets.ts'

type Srv = Awaited<ReturnType<NameServer['srv']>>
const record = (name: string, priority: number, weight: number, ttlS = 300) => ({
  ...{ name, port: 5070, priority, weight, ttlS },
})

function resolver(zone: { srv?: Record<string, Srv>; hosts?: Record<string, [string, number][]> }) {
  const asked: string[] = []
  const server: NameServer = {
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
    expect(await at('192.0.2.1', 0, 'udp')).toEqual([{ address: '192.0.2.1', port: 5060 }])
    expect(await at('[2001:db8::1]', 0, 'tls')).toEqual([{ address: '2001:db8::1', port: 5061 }])
    expect(await at('192.0.2.1', 5080, 'udp')).toEqual([{ address: '192.0.2.1', port: 5080 }])
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
        { address: '192.0.2.1', port: 5080 },
        { address: '2001:db8::1', port: 5080 },
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
      targets: [{ address: '192.0.2.1', port: 5060 }],
      ttlMs: 5000,
    })
    expect((await resolve({ host: 'none.example', port: 0, transport: 'udp' })).targets).toEqual([])
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
  const [a, b, c] = ['a', 'b', 'c'].map((address) => ({ address, port: 5060 })) as [Entry, Entry, Entry]
  type Entry = { address: string; port: number }
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

  it('T4 the only one is not left', () => {
    expect(withFailed(withResolved([], [a]), a)).toEqual([{ ...a, hasFailed: false }])
  })
})
