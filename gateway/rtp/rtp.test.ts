import { describe, expect, test } from 'vitest'
import { PeerKeys } from '../datagram/peer-keys.ts'
import { OutgoingStream } from './outgoing-stream.ts'
import { Reception } from './reception.ts'
import { buildReport, middleNtp, readReports } from './rtcp.ts'
import { rtpHeaderLength, rtpPayloadEnd } from './rtp-packet.ts'
import { SourceLatch } from './source-latch.ts'
import { TelephoneEventReceiver, writeEvent } from './telephone-event.ts'

describe('RTP header', () => {
  test.each([
    ['plain', [0x80, 8], 20, 12],
    ['two CSRCs', [0x82, 8], 40, 20],
    ['extension of one word', [0x90, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 1], 40, 20],
    ['version 1', [0x40, 8], 20, -1],
    ['too short', [0x80, 8], 11, -1],
    ['extension longer than the packet', [0x90, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], 20, -1],
  ])('%s', (_name, start, length, header) => {
    const bytes = new Uint8Array(64)
    bytes.set(start)
    expect(rtpHeaderLength(bytes, length)).toBe(header)
  })

  test('padding is taken off, impossible padding refused', () => {
    const bytes = new Uint8Array(20)
    bytes[0] = 0xa0
    bytes[19] = 4
    expect(rtpPayloadEnd(bytes, 20, 12)).toBe(16)
    bytes[19] = 9
    expect(rtpPayloadEnd(bytes, 20, 12)).toBe(-1)
    bytes[19] = 0
    expect(rtpPayloadEnd(bytes, 20, 12)).toBe(-1)
  })
})

describe('reception', () => {
  const feed = (reception: Reception, sequences: number[], ssrc = 1): boolean[] =>
    sequences.map((n) => reception.accept(ssrc, n & 0xffff, (n * 160) >>> 0, 8, n * 20))

  test('loss over a wrap is counted and a late packet takes it back', () => {
    const reception = new Reception()
    feed(reception, [65_534, 65_535, 65_538, 65_539])
    expect([reception.received, reception.lost]).toEqual([4, 2])
    feed(reception, [65_537])
    expect([reception.received, reception.lost]).toEqual([5, 1])
    expect(reception.report()).toMatchObject({
      cumulativeLost: 1,
      extendedHighest: 65_539,
      fractionLost: Math.floor(256 / 6),
    })
  })

  test('a duplicate is refused and not counted', () => {
    const reception = new Reception()
    expect(feed(reception, [10, 11, 11, 10, 12])).toEqual([true, true, false, false, true])
    expect([reception.received, reception.lost]).toEqual([3, 0])
  })

  test('a new SSRC or a jump starts over without inventing loss', () => {
    const reception = new Reception()
    feed(reception, [1, 2, 3])
    feed(reception, [30_000, 30_001], 2)
    feed(reception, [50_000, 50_001], 2)
    expect([reception.received, reception.lost]).toEqual([7, 0])
  })

  test('steady packets have no jitter, packets 10 ms late every second time have some (A.8)', () => {
    const steady = new Reception()
    feed(
      steady,
      Array.from({ length: 200 }, (_, i) => i),
    )
    expect(steady.jitterMs).toBeLessThan(0.01)
    const shaky = new Reception()
    for (let n = 0; n < 400; n++) shaky.accept(1, n, (2 ** 32 - 3200 + n * 160) >>> 0, 8, n * 20 + (n % 2) * 10)
    expect(shaky.jitterMs).toBeCloseTo(10, 0)
  })

  test('an interval counts only itself', () => {
    const reception = new Reception()
    feed(reception, [1, 2, 4])
    expect(reception.takeInterval()).toEqual({ received: 3, lost: 1 })
    feed(reception, [5, 6])
    expect(reception.takeInterval()).toEqual({ received: 2, lost: 0 })
  })
})

describe('outgoing stream', () => {
  const stream = (): OutgoingStream => new OutgoingStream(7, 65_530, 2 ** 32 - 800)

  test('O1 O4 sequence goes on by one across sources, the first of each is marked', () => {
    const out = stream()
    const seen: [number, boolean][] = []
    for (let i = 0; i < 3; i++) {
      out.frame(100 + i * 20)
      seen.push([out.sequence, out.marker])
    }
    for (let i = 0; i < 3; i++) {
      out.relay(5, 900 + i, 70_000 + i * 160, false, 160 + i * 20)
      seen.push([out.sequence, out.marker])
    }
    out.frame(220)
    seen.push([out.sequence, out.marker])
    expect(seen.map(([sequence]) => sequence)).toEqual([65_531, 65_532, 65_533, 65_534, 65_535, 0, 1])
    expect(seen.map(([, marker]) => marker)).toEqual([true, false, false, true, false, false, true])
  })

  test('O2 gaps and order of the source stay, its past is dropped', () => {
    const out = stream()
    out.frame(100)
    const sent = [500, 502, 501, 499, 503].map((n) => out.relay(5, n, n * 160, false, 120) && out.sequence)
    expect(sent).toEqual([65_532, 65_534, 65_533, false, 65_535])
  })

  test('O3 a second of silence is a second of timestamp', () => {
    const out = stream()
    out.frame(100)
    const before = out.timestamp
    out.relay(5, 1, 1, false, 1100)
    expect((out.timestamp - before) >>> 0).toBe(8000)
  })
})

describe('RTCP', () => {
  test('a report on our stream gives loss and round trip', () => {
    const wall = 1_700_000_000_500
    const ours = { ssrc: 1, timestamp: 0, packets: 5, octets: 800 }
    const sent = buildReport(ours, null, { senderReport: 0, agoMs: 0 }, wall)
    const told = readReports(sent, 99, wall)
    expect(told?.senderReport).toBe(middleNtp(wall))
    const reception = { ssrc: 1, fractionLost: 64, cumulativeLost: 3, extendedHighest: 70_000, jitter: 8 }
    const theirs = { ssrc: 2, timestamp: 0, packets: 0, octets: 0 }
    const back = buildReport(theirs, reception, { senderReport: middleNtp(wall), agoMs: 30 }, wall + 40)
    const news = readReports(back, 1, wall + 80)
    expect(news?.fractionLost).toBe(0.25)
    expect(news?.roundTripMs).toBeCloseTo(50, 0)
    expect(readReports(back, 3, wall)?.roundTripMs).toBeNull()
  })

  test('junk is no report', () => {
    expect(readReports(Buffer.from([0x80, 200, 0, 40, 0, 0, 0, 0]), 1, 0)).toBeNull()
    expect(readReports(Buffer.alloc(3), 1, 0)).toBeNull()
  })
})

describe('telephone-event', () => {
  const bytes = new Uint8Array(4)
  const send = (
    receiver: TelephoneEventReceiver,
    code: number,
    timestamp: number,
    options: { end?: boolean; marker?: boolean; now?: number; duration?: number } = {},
  ): string | null => {
    writeEvent(bytes, 0, { code, end: options.end ?? false, duration: options.duration ?? 160 })
    return receiver.receive(bytes, 0, 4, { timestamp, marker: options.marker ?? false }, options.now ?? 0)
  }

  test('T1 T2 one event of many packets is one digit, with or without its start or end', () => {
    const receiver = new TelephoneEventReceiver()
    expect([
      send(receiver, 5, 1000, { marker: true }),
      send(receiver, 5, 1000),
      send(receiver, 5, 1000, { end: true }),
      send(receiver, 5, 1000, { end: true }),
    ]).toEqual(['5', null, null, null])
    expect([send(receiver, 5, 3000), send(receiver, 5, 3000)]).toEqual(['5', null])
    expect(send(receiver, 11, 9000, { end: true, now: 900 })).toBe('#')
  })

  test('T2 a sender that moves the timestamp with every packet still sends one digit', () => {
    const receiver = new TelephoneEventReceiver()
    const told = [0, 1, 2, 3].map((i) => send(receiver, 7, 1000 + i * 160, { marker: i === 0, now: i * 20 }))
    expect(told).toEqual(['7', null, null, null])
  })

  test('T3 an older event that comes late is not told, an unknown code neither', () => {
    const receiver = new TelephoneEventReceiver()
    expect(send(receiver, 1, 5000, { marker: true, end: true })).toBe('1')
    expect(send(receiver, 2, 4000, { marker: true })).toBeNull()
    expect(send(receiver, 16, 8000)).toBeNull()
    expect(receiver.receive(bytes, 0, 2, { timestamp: 1, marker: false }, 0)).toBeNull()
  })
})

describe('source latch', () => {
  const peers = new PeerKeys()
  const at = (address: string, port: number) => peers.keyOf(address, port)
  const sdp = at('10.0.0.1', 4000)

  test('L1 nothing before a remote is known, then only its address', () => {
    const latch = new SourceLatch()
    expect(latch.allows(at('10.0.0.1', 4000))).toBe(false)
    latch.expect(sdp, false)
    expect([latch.allows(at('10.0.0.1', 9)), latch.allows(at('10.0.0.2', 4000))]).toEqual([true, false])
  })

  test('L2 L3 the latched source only, until another remote is told', () => {
    const latch = new SourceLatch()
    latch.expect(sdp, true)
    expect(latch.allows(at('192.0.2.9', 7))).toBe(true)
    latch.latch(at('192.0.2.9', 7))
    latch.latch(at('10.0.0.1', 8))
    const allowed = [
      latch.allows(at('192.0.2.9', 7)),
      latch.allows(at('192.0.2.9', 8)),
      latch.allows(at('10.0.0.1', 8)),
    ]
    expect(allowed).toEqual([true, false, false])
    latch.expect(sdp, true)
    expect(latch.allows(at('10.0.0.1', 8))).toBe(false)
    latch.expect(at('10.0.0.5', 4000), false)
    expect(latch.allows(at('10.0.0.5', 8))).toBe(true)
  })

  test('L3 the source of the SDP takes over from a stale stream of its carrier, and keeps the latch', () => {
    const latch = new SourceLatch()
    latch.expect(sdp, false)
    latch.latch(at('10.0.0.1', 3000))
    expect(latch.allows(at('10.0.0.1', 4000))).toBe(true)
    latch.latch(at('10.0.0.1', 4000))
    expect([latch.allows(at('10.0.0.1', 3000)), latch.target]).toEqual([false, sdp])
  })
})
