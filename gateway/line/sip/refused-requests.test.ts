// What is refused, and what is not even answered. Rules L2, L5, L11 of SPEC.md.
import { describe, expect, it } from 'vitest'
import { request, SDP, setUp, tagIn } from './incoming-call-bench.ts'
import { TRUNK } from './sip-test-bench.ts'

describe('refusals of incoming requests', () => {
  it.each([
    ['an unknown extension required', { headers: 'Require: foo, bar' }, 420, 'unsupported', 'foo, bar'],
    ['nothing, for a Content-Type without a body', { headers: 'Content-Type: text/plain', sdp: '' }, 100, '', ''],
    ['no common codec', { sdp: SDP.replace('8 0 97', '4 18') }, 488, '', ''],
    ['SRTP only', { sdp: SDP.replace('RTP/AVP', 'RTP/SAVP') }, 488, '', ''],
    ['SDP not accepted back', { headers: 'Accept: text/plain' }, 406, '', ''],
  ])('%s', async (_, options, status, header, value) => {
    const { peer, bench, of } = await setUp()
    peer.send(request(options))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(status)
    if (header) expect(peer.responses('INVITE').at(-1)?.headers).toContainEqual({ name: header, value })
    expect(of('leg.offered')).toHaveLength(status === 100 ? 1 : 0)
  })

  it('a body of another type gets 415 with Accept', async () => {
    const { peer, bench } = await setUp()
    peer.send(request().replace('application/sdp', 'text/xml'))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(415)
    expect(peer.responses('INVITE').at(-1)?.headers).toContainEqual({ name: 'accept', value: 'application/sdp' })
  })

  it('L5 the call above maxCalls gets 503', async () => {
    const { peer, bench, of } = await setUp({ maxCalls: 1 })
    peer.send(request())
    peer.send(request({ branch: 'z9hG4bKother', callId: 'call-2' }))
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(peer.statuses('INVITE')).toContain(503)
  })

  it('REGISTER, SUBSCRIBE, MESSAGE, PUBLISH and unknown methods get 405 with Allow', async () => {
    const { peer, bench } = await setUp()
    for (const method of ['REGISTER', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH', 'NEWMETHOD']) {
      peer.send(request({ method, sdp: '', branch: `z9hG4bK${method}` }))
      await bench.clock.advance(20)
      expect(peer.statuses(method)).toEqual([405])
      expect(peer.responses(method)[0]?.headers.some(({ name }) => name === 'allow')).toBe(true)
    }
  })

  it('BYE, INFO and UPDATE outside a dialog get 481, an ACK nothing', async () => {
    const { peer, bench } = await setUp()
    for (const method of ['BYE', 'INFO', 'UPDATE', 'ACK']) {
      peer.send(request({ method, sdp: '', toTag: 'gone', branch: `z9hG4bK${method}` }))
      await bench.clock.advance(20)
      expect(peer.statuses(method)).toEqual(method === 'ACK' ? [] : [481])
    }
  })

  it('OPTIONS is answered 200 with Allow and Accept, Max-Forwards 0 too', async () => {
    const { peer, bench } = await setUp()
    peer.send(request({ method: 'OPTIONS', sdp: '' }).replace('Max-Forwards: 70', 'Max-Forwards: 0'))
    await bench.clock.advance(20)
    expect(peer.statuses('OPTIONS')).toEqual([200])
  })

  it('a malformed INVITE gets 400', async () => {
    const { peer, bench, of } = await setUp()
    peer.send(request().replace('CSeq: 1 INVITE', 'CSeq: 1 OPTIONS'))
    await bench.clock.advance(20)
    expect(bench.network.sent.at(-1)?.text).toMatch(/^SIP\/2.0 400/)
    expect(of('leg.offered')).toEqual([])
  })
})

describe('L2 wrong sources', () => {
  it('get not one datagram, whatever they send', async () => {
    const { bench, of, driver } = await setUp()
    const stranger = await bench.peer({ address: '10.9.9.9', port: 5060 })
    for (const method of ['INVITE', 'OPTIONS', 'REGISTER', 'BYE', 'CANCEL', 'MESSAGE'])
      stranger.send(request({ method, branch: `z9hG4bK${method}` }))
    stranger.send('INVITE nonsense SIP/2.0\nVia: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKz')
    await bench.clock.advance(60_000)
    expect(stranger.received).toEqual([])
    expect(of('leg.offered')).toEqual([])
    expect(driver.legs()).toEqual([])
  })

  it('cannot end a call with a BYE or CANCEL that they overheard', async () => {
    const { bench, of, answered, ok } = await setUp()
    await answered()
    const stranger = await bench.peer({ address: '10.9.9.9', port: 5060 })
    stranger.send(request({ method: 'BYE', cseq: 9, branch: 'z9hG4bKs', sdp: '', toTag: tagIn(ok()) }))
    await bench.clock.advance(1000)
    expect(of('leg.ended')).toEqual([])
    expect(stranger.received).toEqual([])
  })

  it('the trunk may send from another port', async () => {
    const { bench, of } = await setUp()
    const ephemeral = await bench.peer({ address: TRUNK.address, port: 51_234 })
    ephemeral.send(request())
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(ephemeral.statuses('INVITE')).toEqual([100])
  })
})

it('nothing that we send names a product', async () => {
  const { bench, answered, driver, legId } = await setUp()
  await answered()
  driver.hangUp(legId(), 'normal')
  await bench.clock.advance(1000)
  for (const { from, text } of bench.network.sent)
    if (from.address === '10.0.0.1') expect(text).not.toMatch(/^(server|user-agent|organization):|trunkline|bun/im)
})
