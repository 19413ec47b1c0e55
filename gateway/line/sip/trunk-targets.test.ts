// What of the network is a line's own trunk. Rules L2, L22, C1.
import { describe, expect, it } from 'vitest'
import type { SipLineConfig } from '#protocol/line-config'
import { SimulatedClock } from '../../transport/simulated-clock.ts'
import { lineConfig } from './sip-test-bench.ts'
import { TrunkTargets } from './trunk-targets.ts'

async function targets(changed: Partial<SipLineConfig>, found: 'udp' | 'tcp' | 'tls' = 'tcp') {
  const clock = new SimulatedClock()
  const asked: string[] = []
  const made = new TrunkTargets(lineConfig({ host: 'trunk.example', ...changed }), {
    schedule: clock.schedule,
    async resolve({ host, port, transport }) {
      asked.push(`${transport} ${host} ${port}`)
      const by = transport === 'auto' ? found : transport
      const addresses = ['10.0.0.2', '2001:db8::2']
      return { targets: addresses.map((address) => ({ address, port: port || 5061, transport: by })), ttlMs: 60_000 }
    },
    reaches: (address) => !address.includes(':'),
    onResolved: () => {},
    onSwitched: () => {},
    probe: () => {},
  })
  made.start()
  await clock.advance(0)
  return { made, asked }
}

describe('the trunk of a line', () => {
  it('C1 over TLS is who has proved its name, and nobody who connected to us', async () => {
    const { made } = await targets({ transport: 'tls', port: 5061 })
    const at = { address: '10.0.0.2', port: 5061, transport: 'tls' as const }
    const proved = (name: string) => made.is({ ...at, tls: { name, authorities: '' } })
    expect([proved('trunk.example'), proved('10.0.0.2'), made.is(at)]).toEqual([true, false, false])
    expect(made.current).toEqual({ ...at, tls: { name: 'trunk.example', authorities: '' } })
  })

  it('C1 is reached by the line’s own transport, address and port', async () => {
    const { made } = await targets({ port: 5060 })
    const at = { address: '10.0.0.2', port: 5060 }
    expect([made.is(at), made.is({ ...at, transport: 'tcp' }), made.is({ ...at, port: 5070 })]).toEqual([
      true,
      false,
      false,
    ])
    expect(made.is({ address: '10.0.0.3', port: 5060 })).toBe(false)
    const large = await targets({ port: 5060, largeOverTcp: true })
    expect(large.made.is({ ...at, transport: 'tcp', largeOverTcp: true })).toBe(true)
  })

  it('C1 N6 is reached by what its name says where the transport is left to that', async () => {
    const { made } = await targets({ transport: 'auto', port: 0 }, 'tls')
    const at = { address: '10.0.0.2', port: 5061, transport: 'tls' as const }
    expect(made.current).toEqual({ ...at, tls: { name: 'trunk.example', authorities: '' } })
    const reached = [made.is(made.current!), made.is(at), made.is({ ...at, transport: 'tcp' })]
    expect([...reached, made.speaks('tls'), made.speaks('tcp')]).toEqual([true, false, false, true, false])
  })

  it('N4 leaves out what we have no socket for', async () => {
    const { made } = await targets({})
    expect([made.has('10.0.0.2'), made.has('2001:db8::2'), made.others]).toEqual([true, false, []])
  })

  it('L2 and the blocks that it allows besides', async () => {
    const { made } = await targets({ sources: ['10.1.0.0/16', '2001:db8:1::/48', '10.2.0.1'] })
    const known = ['10.1.255.1', '10.2.0.0', '10.2.0.1', '2001:db8:1::9', '2001:db8:2::9', '::1'].map((one) =>
      made.has(one),
    )
    expect(known).toEqual([true, false, true, true, false, false])
  })

  it.each([
    ['proxy.example', 'tls proxy.example 0'],
    ['proxy.example:5099', 'tls proxy.example 5099'],
    ['10.0.0.9:5099', 'tls 10.0.0.9 5099'],
    ['2001:db8::9', 'tls 2001:db8::9 0'],
    ['[2001:db8::9]:5099', 'tls 2001:db8::9 5099'],
  ])('L22 is behind the proxy %s', async (proxy, asked) => {
    expect((await targets({ transport: 'tls', proxy })).asked).toEqual([asked])
  })
})
