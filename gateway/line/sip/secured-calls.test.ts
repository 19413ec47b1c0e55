// Calls to sips: URIs over real TLS and TCP, by a peer that is played by hand. Rule L24.
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../../tests/harness/free-port.ts'
import { nodeStreams } from '../../transport/node-streams.ts'
import { TestAuthority } from '../../transport/test-certificates.ts'
import { SDP } from './incoming-call-bench.ts'
import { SipLineDriver } from './sip-line-driver.ts'
import { FakeMedia, lineConfig } from './sip-test-bench.ts'

let authority: TestAuthority
beforeAll(() => {
  authority = new TestAuthority()
})
afterAll(() => authority.remove())

type Called = { transport: 'tcp' | 'tls'; uri: string; recordRoute?: string; contact?: string }

/** Answers every call at once; resolves with the final response to this one, and `port` is where we listen. */
async function responseTo({ transport, uri, recordRoute, contact = 'sip:caller@127.0.0.1' }: Called) {
  const port = await freePort()
  const driver: SipLineDriver = await SipLineDriver.start({
    listen: [{ transport, address: '127.0.0.1', port }],
    streams: nodeStreams(authority.issue('IP:127.0.0.1')),
    media: new FakeMedia(),
    families: [4],
    emit: (fact) => {
      if (fact.type === 'leg.offered') driver.answer(fact.legId)
    },
  })
  driver.configure([lineConfig({ host: '127.0.0.1', port, transport, authorities: authority.certificate })])
  const at = { host: '127.0.0.1', port }
  const socket: Socket = transport === 'tls' ? connectTls({ ...at, ca: authority.certificate }) : connectTcp(at)
  onTestFinished(() => {
    socket.destroy()
    return driver.close()
  })
  let heard = ''
  socket.on('data', (octets: Buffer) => {
    heard += octets.toString()
  })
  const body = `${SDP.replaceAll('\n', '\r\n')}\r\n`
  const lines = [
    `INVITE ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} 127.0.0.1;branch=z9hG4bKsecured;rport`,
    ...(recordRoute ? [`Record-Route: <${recordRoute}>`] : []),
    `From: <sip:caller@127.0.0.1>;tag=peer`,
    `To: <${uri}>`,
    'Call-ID: secured',
    'CSeq: 1 INVITE',
    `Contact: <${contact}>`,
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  await vi.waitFor(() => expect(heard).toMatch(/^SIP\/2\.0 [2-6]/m), { timeout: 8000 })
  return { response: heard.slice(heard.search(/^SIP\/2\.0 [2-6]/m)), port }
}

describe('a call to us', () => {
  it.each<[string, Omit<Called, 'transport'>]>([
    ['to sips:', { uri: 'sips:1000@127.0.0.1' }],
    ['by a sips: Record-Route', { uri: 'sip:1000@127.0.0.1', recordRoute: 'sips:127.0.0.1;lr' }],
    ['from a sips: Contact', { uri: 'sip:1000@127.0.0.1', contact: 'sips:caller@127.0.0.1' }],
  ])('L24 by TLS %s is answered with a sips: Contact', async (_, called) => {
    const { response, port } = await responseTo({ transport: 'tls', ...called })
    expect(response).toMatch(/^SIP\/2\.0 200 /)
    expect(response).toContain(`\r\nContact: <sips:127.0.0.1:${port}>\r\n`)
    if (called.recordRoute) expect(response).toContain(`\r\nRecord-Route: <${called.recordRoute}>\r\n`)
  })

  it.each<[string, Omit<Called, 'transport'>]>([
    ['to sip:', { uri: 'sip:1000@127.0.0.1' }],
    [
      'by a sip: Record-Route, whose Contact does not count then',
      { uri: 'sip:1000@127.0.0.1', recordRoute: 'sip:127.0.0.1;transport=tls;lr', contact: 'sips:caller@127.0.0.1' },
    ],
  ])('L24 by TLS %s has a sip: Contact', async (_, called) => {
    const { response, port } = await responseTo({ transport: 'tls', ...called })
    expect(response).toContain(`\r\nContact: <sip:127.0.0.1:${port};transport=tls>\r\n`)
  })

  it('L24 by TCP to sips: is not taken', async () => {
    const { response } = await responseTo({ transport: 'tcp', uri: 'sips:1000@127.0.0.1' })
    expect(response).toMatch(/^SIP\/2\.0 480 /)
    expect(response).toContain('\r\nWarning: 380 trunk "SIPS Not Allowed"\r\n')
  })
})
