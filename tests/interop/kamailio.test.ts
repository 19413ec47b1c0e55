// Kamailio, an independent registrar and proxy, is our trunk by UDP, TCP and TLS: we register with digests, and a call of
// one line of ours reaches another through it, by the connections that the lines themselves opened.
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { SipLineConfig } from '#protocol/line-config'
import type { LineFact } from '../../gateway/line/line-driver.ts'
import { SipLineDriver } from '../../gateway/line/sip/sip-line-driver.ts'
import { FakeMedia, lineConfig } from '../../gateway/line/sip/sip-test-bench.ts'
import { TestAuthority } from '../../gateway/transport/test-certificates.ts'
import { freePort } from '../harness/free-port.ts'
import { Kamailio, PASSWORD } from '../harness/kamailio.ts'
import { isMissing } from '../harness/missing.ts'

describe.skipIf(isMissing('kamailio', 'kamailio-tls-modules', 'openssl'))('kamailio', () => {
  const authority = new TestAuthority()
  const trunks = {} as Record<'MD5' | 'SHA-256', Kamailio>

  beforeAll(async () => {
    const identity = authority.issue('IP:127.0.0.1')
    for (const algorithm of ['MD5', 'SHA-256'] as const)
      trunks[algorithm] = await Kamailio.start({ ...identity, algorithm })
  })
  afterAll(async () => {
    for (const trunk of Object.values(trunks)) await trunk.close()
    authority.remove()
  })

  /** A gateway that listens on UDP only. */
  async function line(user: string, changed: Partial<SipLineConfig>) {
    const facts: LineFact[] = []
    const listen = [{ transport: 'udp' as const, address: '127.0.0.1', port: await freePort() }]
    const driver = await SipLineDriver.start({
      listen,
      media: new FakeMedia(),
      families: [4],
      emit: (fact) => facts.push(fact),
    })
    onTestFinished(() => driver.close())
    const account = { host: '127.0.0.1', register: true, user, password: PASSWORD, authorities: authority.certificate }
    driver.configure([lineConfig({ ...account, ...changed })])
    const of = <T extends LineFact['type']>(type: T) =>
      facts.filter((fact): fact is Extract<LineFact, { type: T }> => fact.type === type)
    const has = (type: LineFact['type']) => vi.waitFor(() => expect(of(type)).not.toEqual([]), { timeout: 10_000 })
    const isIn = (state: string) =>
      vi.waitFor(() => expect(of('line.changed').at(-1)).toMatchObject({ state }), { timeout: 10_000 })
    return { driver, of, has, isIn }
  }

  const ways = (['MD5', 'SHA-256'] as const).flatMap((algorithm) =>
    (['udp', 'tcp', 'tls'] as const).map((transport) => ({ algorithm, transport })),
  )

  it.each(ways)('$transport $algorithm: two lines register, one calls the other, who hangs up', async ({
    algorithm,
    transport,
  }) => {
    const port = trunks[algorithm].ports[transport]
    const user = (name: string) => `${name}-${transport}`
    const [caller, called] = [await line(user('a'), { transport, port }), await line(user('b'), { transport, port })]
    await caller.isIn('up')
    await called.isIn('up')
    expect(caller.of('line.changed').at(-1)).toMatchObject({ detail: `${transport} 127.0.0.1:${port}` })
    caller.driver.dial({ legId: 'leg', lineId: 'trunk', to: user('b'), from: user('a') })
    await called.has('leg.offered')
    const { legId, presented } = called.of('leg.offered')[0]!
    expect(presented).toBe(user('a'))
    called.driver.ring(legId)
    await caller.has('leg.progressed')
    called.driver.answer(legId)
    await caller.has('leg.answered')
    await called.has('leg.answered')
    called.driver.hangUp(legId, 'normal')
    await caller.has('leg.ended')
    expect(caller.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })

  it('the caller hangs up through the proxy, by TLS', async () => {
    const at = { transport: 'tls' as const, port: trunks['SHA-256'].ports.tls }
    const [caller, called] = [await line('c', at), await line('d', at)]
    await caller.isIn('up')
    await called.isIn('up')
    caller.driver.dial({ legId: 'leg', lineId: 'trunk', to: 'd', from: 'c' })
    await called.has('leg.offered')
    called.driver.answer(called.of('leg.offered')[0]!.legId)
    await caller.has('leg.answered')
    caller.driver.hangUp('leg', 'normal')
    await called.has('leg.ended')
    expect(called.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })

  it('a wrong password is said, and tried no more for now', async () => {
    const wrong = await line('e', { transport: 'tls', port: trunks.MD5.ports.tls, password: 'wrong' })
    await wrong.isIn('down')
    expect(wrong.of('line.changed').at(-1)).toMatchObject({ fault: 'unauthorised' })
  })

  it('a certificate of another authority is not taken, and nothing is sent', async () => {
    const stranger = new TestAuthority('Stranger')
    onTestFinished(() => stranger.remove())
    const refused = await line('f', { transport: 'tls', port: trunks.MD5.ports.tls, authorities: stranger.certificate })
    await refused.isIn('down')
    expect(refused.of('line.changed').at(-1)).toMatchObject({ fault: 'certificate' })
  })
})
