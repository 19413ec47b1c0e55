import { createHmac, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DatagramIo } from '../datagram/datagram-io.ts'
import { openDatagramIo } from '../datagram/open-io.ts'
import { openUdp, type TestSocket } from '../datagram/test-socket.ts'
import { newCounters } from '../media/media-counters.ts'
import type { ControlLink, ControlListener } from './control-link.ts'
import type { ToControl } from './control-messages.ts'
import { writeAnswer } from './sdp-answer.ts'
import { readOffer } from './sdp-offer.ts'
import { SeatPorts } from './seat-ports.ts'
import { answerBinding } from './stun-answer.ts'
import { isBindingRequest, isOurRequest, isStun } from './stun-check.ts'
import { WebrtcConnection } from './webrtc-connection.ts'

const OFFER = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=extmap-allow-mixed',
  'm=audio 51000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2113937151 5f2a.local 51000 typ host generation 0',
  'a=candidate:2 1 udp 1677729535 203.0.113.5 51001 typ srflx raddr 0.0.0.0 rport 0',
  'a=candidate:3 1 tcp 1518280447 10.0.0.1 9 typ host tcptype active',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789012345678901',
  'a=fingerprint:sha-256 AA:BB',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:1',
  'a=rtpmap:96 VP8/90000',
  '',
].join('\r\n')

describe('SDP', () => {
  test('W1 W3 of a Chromium offer the G.711 audio, telephone-event/8000 and plain candidates are read', () => {
    const offer = readOffer(OFFER)
    expect(offer.formats).toEqual([
      { codec: 'PCMA', payloadType: 8 },
      { codec: 'PCMU', payloadType: 0 },
      { codec: 'G722', payloadType: 9 },
      { codec: 'opus', payloadType: 111 },
    ])
    expect([offer.telephoneEvent, offer.comfortNoise]).toEqual([126, null])
    expect(offer.candidates.map(({ address }) => address)).toEqual(['203.0.113.5'])
    expect([offer.ufrag, offer.setup, offer.sections.length]).toEqual(['abcd', 'actpass', 2])
  })

  test('W2 W4 the answer: PCMA first, video refused, announced address first', () => {
    const ice = { ufrag: 'u', password: 'p', fingerprint: 'CC', setup: 'active' as const }
    const sdp = writeAnswer(readOffer(OFFER), ice, { addresses: ['198.51.100.1', '10.0.0.9'], port: 40_000, ssrc: 7 })
    const lines = sdp.split('\r\n')
    expect(lines).toContain('m=audio 40000 UDP/TLS/RTP/SAVPF 8 0 9 111 126')
    expect(lines).toContain('m=video 0 UDP/TLS/RTP/SAVPF 0')
    expect(lines.filter((line) => line.startsWith('a=candidate')).map((line) => line.split(' ')[4])).toEqual([
      '198.51.100.1',
      '10.0.0.9',
    ])
    expect(lines).toContain('a=fmtp:111 minptime=10;useinbandfec=1')
    expect(sdp).not.toMatch(/event.48000|CN.8000/)
  })

  test.each([
    [
      'no G.711',
      OFFER.replace('111 63 9 0 8 13 110 126', '111').replace(/a=rtpmap:[08] .*\r\n/g, ''),
      'the offer has no audio with PCMA or PCMU',
    ],
    ['no fingerprint', OFFER.replace(/a=fingerprint.*\r\n/, ''), 'the offer has no DTLS fingerprint'],
    ['no ICE', OFFER.replace(/a=ice-pwd.*\r\n/, ''), 'the offer has no ICE user name or password'],
    ['junk', 'hello', 'the offer has no audio with PCMA or PCMU'],
  ])('an offer with %s is refused', (_name, sdp, reason) => {
    expect(() => readOffer(sdp)).toThrow(reason)
  })
})

/** A binding request as RFC 8489 has it. */
function bindingRequest(user: string, password: string): Buffer {
  const name = Buffer.from(user)
  const padded = Buffer.concat([name, Buffer.alloc((4 - (name.length % 4)) % 4)])
  const head = Buffer.alloc(20)
  head.writeUInt16BE(1, 0)
  head.writeUInt16BE(4 + padded.length + 24, 2)
  head.writeUInt32BE(0x2112a442, 4)
  randomBytes(12).copy(head, 8)
  const attribute = Buffer.from([0, 6, 0, name.length])
  const signed = Buffer.concat([head, attribute, padded])
  const mac = createHmac('sha1', password).update(signed).digest()
  return Buffer.concat([signed, Buffer.from([0, 8, 0, 20]), mac])
}

describe('W6 binding requests', () => {
  test('ours are told from forged and foreign ones', () => {
    expect(isStun(bindingRequest('me:you', 'secret'), 60)).toBe(true)
    expect(isOurRequest(bindingRequest('me:you', 'secret'), 'me', 'secret')).toBe(true)
    expect(isOurRequest(bindingRequest('me:you', 'other'), 'me', 'secret')).toBe(false)
    expect(isOurRequest(bindingRequest('you:me', 'secret'), 'me', 'secret')).toBe(false)
    const good = bindingRequest('me:you', 'secret')
    for (let bit = 16; bit < good.length * 8; bit++) {
      const forged = Buffer.from(good)
      forged[bit >> 3]! ^= 1 << (bit & 7)
      // Bytes 2 and 3 (the length) are replaced before the check, as §14.5 has it.
      if (bit >= 32) expect(isOurRequest(forged, 'me', 'secret')).toBe(false)
    }
    for (let length = 20; length < good.length; length++)
      expect(isOurRequest(good.subarray(0, length), 'me', 'secret')).toBe(false)
  })
})

class FakeControl implements ControlLink {
  readonly posted: Exclude<ToControl, { type: 'open' }>[] = []
  listener: ControlListener = () => {}
  key = ''
  port = 0
  open(message: Extract<ToControl, { type: 'open' }>, listener: ControlListener): void {
    this.listener = listener
    this.key = message.key
    this.port = message.port
    listener({ type: 'ready', key: message.key, ufrag: 'me', password: 'secret', fingerprint: 'AA' })
  }
  post(message: Exclude<ToControl, { type: 'open' }>): void {
    this.posted.push(message)
    this.wake()
  }
  wake: () => void = () => {}
}

describe.each(['batched', 'plain'] as const)('W7 W8 W12 who may use the socket, %s', (kind) => {
  const sockets: TestSocket[] = []
  let connection: WebrtcConnection
  let io: DatagramIo
  let pump: ReturnType<typeof setInterval>
  beforeEach(() => {
    io = openDatagramIo(kind)
    pump = setInterval(() => io.poll(), 1)
  })
  afterEach(() => {
    clearInterval(pump)
    connection.close()
    io.close()
    for (const socket of sockets.splice(0)) socket.close()
  })

  async function opened(now: () => number = () => 0) {
    const control = new FakeControl()
    const counters = newCounters()
    const lost: string[] = []
    const ports = new SeatPorts(io, { address: '127.0.0.1', from: 41_000, to: 59_000 }, counters)
    const options = { io, ports, address: '127.0.0.1', announced: [], control, counters, now }
    connection = new WebrtcConnection(options, {
      answered: () => {},
      connected: () => {},
      lost: (reason) => lost.push(reason),
      receive: () => {},
      digit: () => {},
    })
    await connection.open(OFFER)
    let answered = (): void => {}
    const requests: Buffer[] = []
    const peer = await openUdp('127.0.0.1', 0, (bytes) => {
      if (isBindingRequest(bytes)) requests.push(Buffer.from(bytes))
      else answered()
    })
    sockets.push(peer)
    const send = (bytes: Buffer): void => void peer.send(bytes, control.port, '127.0.0.1')
    /** Sends, then a good request behind it: once that has come through or is answered (W15), the first has been dealt with. */
    const settled = (bytes: Buffer): Promise<void> => {
      const before = control.posted.length
      return new Promise((done) => {
        control.wake = () => control.posted.length > before && done()
        answered = done
        send(bytes)
        send(bindingRequest('me:you', 'secret'))
      })
    }
    return { control, counters, lost, peer, settled, requests }
  }

  const clientHello = Buffer.from([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0])
  const plainAlert = Buffer.from([21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0])
  const keys = { key: new Uint8Array(16), salt: new Uint8Array(14) }

  test('W7 a ClientHello, SRTP and a forged check from a stranger never get through', async () => {
    const { control, counters, settled } = await opened()
    await settled(clientHello)
    expect(counters.dropped['unchecked-address']).toBe(1)
    await settled(bindingRequest('me:you', 'guess'))
    expect(counters.dropped['bad-stun']).toBe(1)
    expect(control.posted.every((message) => message.type === 'datagram' && message.bytes[0] === 0)).toBe(true)
    await settled(clientHello)
    expect(control.posted.some((message) => message.type === 'datagram' && message.bytes[0] === 22)).toBe(true)
  })

  test('W8 after the handshake plain alerts and ClientHellos are dropped', async () => {
    const { control, counters, peer, settled } = await opened()
    await settled(clientHello)
    control.listener({ type: 'up', key: control.key, local: keys, remote: keys, address: '127.0.0.1', port: peer.port })
    const before = control.posted.length
    await settled(plainAlert)
    await settled(clientHello)
    expect(counters.dropped['wrong-source']).toBe(2)
    expect(control.posted.slice(before).every((message) => message.type === 'datagram' && message.bytes[0] === 0)).toBe(
      true,
    )
  })

  test('W15 once it is up, a consent check is answered to where it came from, and the agent does not see it', async () => {
    const { control, peer, settled } = await opened()
    await settled(clientHello)
    control.listener({ type: 'up', key: control.key, local: keys, remote: keys, address: '127.0.0.1', port: peer.port })
    const before = control.posted.length
    await settled(plainAlert)
    expect(control.posted).toHaveLength(before)
  })

  test('W16 it is asked for consent, and without an answer for 30 s it is lost though it is heard', async () => {
    let now = 0
    const { control, lost, peer, settled, requests } = await opened(() => now)
    await settled(clientHello)
    control.listener({ type: 'up', key: control.key, local: keys, remote: keys, address: '127.0.0.1', port: peer.port })
    /** A second at a time, heard all along; what the page is asked, it answers with this password. */
    const live = async (until: number, password: string | null): Promise<void> => {
      for (; now < until && lost.length === 0; now += 1000) {
        await settled(clientHello)
        connection.check()
        while (password !== null && requests.length > 0) {
          const request = requests.shift()!
          expect(isOurRequest(request, 'abcd', '0123456789012345678901')).toBe(true)
          peer.send(answerBinding(request, '127.0.0.1', control.port, password)!, control.port, '127.0.0.1')
        }
      }
    }
    await live(100_000, '0123456789012345678901')
    expect(lost).toEqual([])
    await live(120_000, 'a stranger')
    expect(lost).toEqual([])
    await live(140_000, null)
    expect(lost).toEqual(['timeout'])
    expect(requests.length).toBeGreaterThan(0)
  })

  test('S4 silence of six seconds loses the seat, forged SRTP does not keep it', async () => {
    let now = 0
    const { control, counters, lost, peer, settled } = await opened(() => now)
    await settled(clientHello)
    control.listener({ type: 'up', key: control.key, local: keys, remote: keys, address: '127.0.0.1', port: peer.port })
    now = 5900
    connection.check()
    expect(lost).toEqual([])
    const forged = Buffer.alloc(182)
    forged[0] = 0x80
    const before = counters.packetsIn
    peer.send(forged, control.port, '127.0.0.1')
    while (counters.packetsIn === before) await new Promise((done) => setImmediate(done))
    expect(counters.dropped['srtp-authentication']).toBe(1)
    now = 6100
    connection.check()
    expect(lost).toEqual(['timeout'])
  })

  test('S4 not made within 20 s, and closed by the page', async () => {
    let now = 0
    const first = await opened(() => now)
    now = 20_001
    connection.check()
    expect(first.lost).toEqual(['timeout'])
    const second = await opened()
    second.control.listener({ type: 'gone', key: second.control.key, reason: 'closed', detail: '' })
    expect(second.lost).toEqual(['closed'])
    expect(second.control.posted.at(-1)?.type).toBe('close')
  })
})
