// A call over real TLS from a peer, played by hand, that has shown its certificate: what follows must come by it too. Rule L25.
import { createSocket } from 'node:dgram'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../../tests/harness/free-port.ts'
import { nodeStreams } from '../../transport/node-streams.ts'
import { TestAuthority } from '../../transport/test-certificates.ts'
import type { LineFact } from '../line-driver.ts'
import { SDP } from './incoming-call-bench.ts'
import { SipLineDriver } from './sip-line-driver.ts'
import { FakeMedia, lineConfig } from './sip-test-bench.ts'

const HOST = '127.0.0.1'
let authority: TestAuthority
beforeAll(() => {
  authority = new TestAuthority()
})
afterAll(() => authority.remove())

/** Answers every call at once. */
async function listening() {
  const ports = { tls: await freePort(), udp: await freePort() }
  const facts: LineFact[] = []
  const driver: SipLineDriver = await SipLineDriver.start({
    listen: (['tls', 'udp'] as const).map((transport) => ({ transport, address: HOST, port: ports[transport] })),
    streams: nodeStreams(authority.issue(`IP:${HOST}`)),
    media: new FakeMedia(),
    families: [4],
    emit: (fact) => {
      facts.push(fact)
      if (fact.type === 'leg.offered') driver.answer(fact.legId)
    },
  })
  onTestFinished(() => driver.close())
  const proof = { transport: 'tls', authorities: authority.certificate, checksPeer: true } as const
  driver.configure([lineConfig({ host: HOST, port: await freePort(), ...proof })])
  return { driver, ports, ended: () => facts.filter(({ type }) => type === 'leg.ended') }
}

function request(method: string, transport: 'TLS' | 'UDP', cseq: number, toTag: string, body = ''): string {
  const lines = [
    `${method} sip:1000@${HOST} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${HOST};branch=z9hG4bK${method}${transport};rport`,
    `From: <sip:caller@${HOST}>;tag=peer`,
    `To: <sip:1000@${HOST}>${toTag && `;tag=${toTag}`}`,
    'Call-ID: proved',
    `CSeq: ${cseq} ${method}`,
    `Contact: <sip:caller@${HOST}>`,
    ...(body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

it('L25 a BYE that knows the call, but comes by UDP, does not end it; by the connection it does', async () => {
  const { driver, ports, ended } = await listening()
  const { certificate: cert, key } = authority.issue(`IP:${HOST}`)
  const socket = connect({ host: HOST, port: ports.tls, ca: authority.certificate, cert, key })
  const datagrams = createSocket('udp4')
  onTestFinished(() => {
    socket.destroy()
    datagrams.close()
  })
  let heard = ''
  socket.on('data', (octets: Buffer) => {
    heard += octets.toString()
  })
  socket.write(request('INVITE', 'TLS', 1, '', `${SDP.replaceAll('\n', '\r\n')}\r\n`))
  await vi.waitFor(() => expect(heard).toMatch(/^SIP\/2\.0 200 /m), { timeout: 8000 })
  const tag = /^To: .*;tag=(\w+)/m.exec(heard.slice(heard.indexOf('SIP/2.0 200')))?.[1] ?? ''
  socket.write(request('ACK', 'TLS', 1, tag))
  const { 'unknown-source': before } = driver.guard.dropped
  datagrams.send(request('BYE', 'UDP', 2, tag), ports.udp, HOST)
  await vi.waitFor(() => expect(driver.guard.dropped['unknown-source']).toBe(before + 1), { timeout: 5000 })
  expect(ended()).toEqual([])
  socket.write(request('BYE', 'TLS', 2, tag))
  await vi.waitFor(() => expect(ended()).toMatchObject([{ cause: 'normal', by: 'them' }]), { timeout: 5000 })
})
