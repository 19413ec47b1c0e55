import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { G722Decoder, G722Encoder } from '../codec/g722.ts'
import { OPUS_MAX_SAMPLES, OpusDecoder, OpusEncoder } from '../codec/opus.ts'
import type { PacketCodec, PacketHead } from './sound-port.ts'
import { FakePort, floorWith } from './test-floor.ts'

const FRAME = 160
const speech = new Uint8Array(readFileSync(new URL('../rtp/vectors/speech.alaw', import.meta.url))).subarray(4000)
const linearOf = (aLaw: Uint8Array): Int16Array => Int16Array.from(aLaw, (code) => A_TO_LINEAR[code]!)

function headOf(codec: PacketCodec, n: number, samples = FRAME): PacketHead {
  const timestamp = n * samples * (codec === 'opus' ? 6 : 1)
  return { codec, source: 1, sequence: n & 0xffff, timestamp: timestamp >>> 0, marker: false, jitterMs: 0 }
}

function pair(from: FakePort, to: FakePort) {
  const made = floorWith({ from, to })
  made.floor.setRoom('r', [
    { legId: 'from', hears: ['to'] },
    { legId: 'to', hears: ['from'] },
  ])
  return { ...made, say: made.legs.from! }
}

/** Likeness over the best shift: codecs delay. */
function likeness(a: Int16Array, b: Int16Array): number {
  let best = Number.NEGATIVE_INFINITY
  for (let shift = 0; shift < 120; shift++) {
    let [signal, difference] = [1, 1]
    for (let i = 0; i + shift < Math.min(a.length, b.length); i++) {
      signal += a[i]! ** 2
      difference += (a[i]! - b[i + shift]!) ** 2
    }
    best = Math.max(best, 10 * Math.log10(signal / difference))
  }
  return best
}

/** What a far end of this codec hears of the packets it was sent. */
function played(port: FakePort): Int16Array {
  const opus = new OpusDecoder()
  const g722 = new G722Decoder()
  const out = new Int16Array(OPUS_MAX_SAMPLES)
  const all = port.sent.flatMap(({ bytes }) => {
    if (port.codec === 'opus') return [...out.slice(0, opus.decode(bytes, 0, bytes.length, out))]
    if (port.codec !== 'G722') return [...linearOf(bytes)]
    g722.decode(bytes, 0, bytes.length, out)
    return [...out.slice(0, bytes.length)]
  })
  opus.close()
  return Int16Array.from(all)
}

/** The speech as packets of a codec. */
function packets(codec: PacketCodec, count: number): Uint8Array[] {
  const opus = new OpusEncoder()
  const g722 = new G722Encoder()
  const bytes = new Uint8Array(1400)
  const made = Array.from({ length: count }, (_, n) => {
    const aLaw = speech.slice(n * FRAME, (n + 1) * FRAME)
    if (codec === 'opus') return bytes.slice(0, opus.encode(linearOf(aLaw), FRAME, bytes))
    if (codec !== 'G722') return aLaw
    g722.encode(linearOf(aLaw), FRAME, bytes)
    return bytes.slice(0, FRAME)
  })
  opus.close()
  return made
}

const CODECS = ['PCMA', 'G722', 'opus'] as const

describe('X1 every codec to every other', () => {
  for (const from of CODECS) {
    test.each(CODECS)(`${from} to %s`, (to) => {
      const ears = new FakePort(to)
      const { say } = pair(new FakePort(from), ears)
      const sent = packets(from, 100)
      for (const [n, bytes] of sent.entries()) say.receive(bytes, 0, bytes.length, headOf(from, n))
      expect(ears.sent).toHaveLength(100)
      if (from === to) expect(ears.sent.map(({ bytes }) => bytes)).toEqual(sent)
      const steps = new Set(ears.sent.slice(1).map(({ head }, i) => head!.timestamp - ears.sent[i]!.head!.timestamp))
      expect([...steps]).toEqual([to === 'opus' ? 960 : 160])
      const quality = from === 'opus' || to === 'opus' ? 4 : 20
      expect(likeness(linearOf(speech.subarray(0, 16_000)), played(ears))).toBeGreaterThan(quality)
    })
  }

  test('a listener that takes the codec beside its own is given it as it came; its recording is G.711', () => {
    const seat = new FakePort('PCMA')
    seat.also = ['opus', 'G722']
    const { say, legs } = pair(new FakePort('G722'), seat)
    const taps: string[] = []
    legs.to!.recorder = { tap: (side: string, codec: string) => taps.push(`${side} ${codec}`) } as never
    const [first] = packets('G722', 1)
    say.receive(first!, 0, FRAME, headOf('G722', 0))
    expect([seat.sent[0]?.bytes, seat.sent[0]?.head?.codec]).toEqual([first, 'G722'])
    expect(taps).toEqual(['heard PCMA'])
  })

  test('players, tones and silence go out in the codec too', () => {
    const ears = new FakePort('opus')
    const { floor, legs } = floorWith({ alone: ears })
    legs.alone!.digits.enqueue('5')
    for (let tick = 0; tick < 10; tick++) floor.tick(tick)
    expect(ears.sent).toHaveLength(10)
    expect(ears.sent.every(({ head }) => head?.codec === 'opus')).toBe(true)
    expect(Math.max(...played(ears).map(Math.abs))).toBeGreaterThan(4000)
  })
})

describe('X2 X3 loss and order on the way in', () => {
  test('X2 a lost packet of Opus is brought back by the next one', () => {
    const ears = new FakePort('PCMA')
    const { say } = pair(new FakePort('opus'), ears)
    for (const [n, bytes] of packets('opus', 60).entries())
      if (n !== 30) say.receive(bytes, 0, bytes.length, headOf('opus', n))
    expect(ears.sent.map(({ head }) => head!.timestamp / FRAME)).toEqual(Array.from({ length: 60 }, (_, n) => n))
    expect(ears.sent.map(({ head }) => head!.sequence)).toEqual(Array.from({ length: 60 }, (_, n) => n))
  })

  test('two lost in a row leave the first as a gap', () => {
    const ears = new FakePort('PCMA')
    const { say } = pair(new FakePort('opus'), ears)
    for (const [n, bytes] of packets('opus', 40).entries())
      if (n !== 20 && n !== 21) say.receive(bytes, 0, bytes.length, headOf('opus', n))
    expect(ears.sent).toHaveLength(38)
  })

  test('X3 what comes after its successor is not heard twice', () => {
    const ears = new FakePort('PCMA')
    const { say } = pair(new FakePort('opus'), ears)
    const sent = packets('opus', 10)
    for (const n of [0, 1, 3, 2, 2, 4]) say.receive(sent[n]!, 0, sent[n]!.length, headOf('opus', n))
    expect(ears.sent.map(({ head }) => head!.sequence)).toEqual([0, 1, 2, 3, 4])
  })

  test('X4 junk gives nothing and breaks nothing', () => {
    const ears = new FakePort('PCMA')
    const { say } = pair(new FakePort('opus'), ears)
    const [good] = packets('opus', 1)
    for (let n = 0; n < 50; n++) say.receive(Uint8Array.of(255, 0, n), 0, 3, headOf('opus', n))
    say.receive(good!, 0, good!.length, headOf('opus', 50))
    expect(ears.sent).toHaveLength(1)
  })
})

describe('X6 packets of another length', () => {
  test.each([
    [10, 20],
    [30, 20],
    [40, 20],
    [30, 10],
    [10, 40],
    [40, 30],
  ])('packets of %i ms come in where %i ms go out', (inMs, outMs) => {
    const ears = new FakePort('PCMA')
    ears.ptimeMs = outMs
    const { say, floor, legs } = pair(new FakePort('PCMA'), ears)
    const size = inMs * 8
    const count = 2400 / inMs
    for (let n = 0; n < count; n++) say.receive(speech, n * size, (n + 1) * size, headOf('PCMA', n, size))
    const sound = ears.sent.flatMap(({ bytes }) => [...bytes])
    expect(sound).toEqual([...speech.subarray(0, 2400 * 8)])
    // 20 ms is as it came (R2); any other length is cut.
    if (outMs !== 20) expect(new Set(ears.sent.map(({ bytes }) => bytes.length))).toEqual(new Set([outMs * 8]))
    legs.to!.relayedFrom = null
    floor.tick(1)
  })

  test('µ-law is not changed by being cut', () => {
    const ears = new FakePort('PCMU')
    ears.ptimeMs = 30
    const { say } = pair(new FakePort('PCMU'), ears)
    const all = Uint8Array.from({ length: 960 }, (_, i) => i & 255)
    for (let n = 0; n < 6; n++) say.receive(all, n * FRAME, (n + 1) * FRAME, headOf('PCMU', n))
    expect(ears.sent.flatMap(({ bytes }) => [...bytes])).toEqual([...all])
  })

  test('a gap stays where it was', () => {
    const ears = new FakePort('PCMA')
    ears.ptimeMs = 30
    const { say } = pair(new FakePort('PCMA'), ears)
    for (const n of [0, 1, 2, 9, 10, 11]) say.receive(speech, n * FRAME, (n + 1) * FRAME, headOf('PCMA', n))
    expect(ears.sent.map(({ head }) => head!.timestamp / 8)).toEqual([0, 30, 180, 210])
    expect(ears.sent.map(({ head }) => head!.sequence)).toEqual([1, 2, 7, 8])
  })

  test('sound of our own clock is cut too', () => {
    const ears = new FakePort('PCMA')
    ears.ptimeMs = 40
    const { floor } = floorWith({ alone: ears })
    for (let tick = 0; tick < 20; tick++) floor.tick(tick)
    expect(ears.sent.map(({ bytes }) => bytes.length)).toEqual(Array(10).fill(320))
  })
})

describe('N comfort noise', () => {
  const cn = Uint8Array.of(40)

  test('N1 passed on where it was negotiated', () => {
    const ears = new FakePort('PCMA')
    ears.also = ['CN']
    const { say, floor } = pair(new FakePort('PCMA'), ears)
    say.receive(cn, 0, 1, headOf('CN', 7))
    for (let tick = 0; tick < 20; tick++) floor.tick(tick)
    expect(ears.sent).toEqual([{ bytes: cn, head: headOf('CN', 7) }])
  })

  test('N2 who has not is given noise of that level by the clock, until there is sound again', () => {
    const ears = new FakePort('PCMA')
    const { say, floor } = pair(new FakePort('PCMA'), ears)
    say.receive(cn, 0, 1, headOf('CN', 7))
    for (let tick = 0; tick < 50; tick++) floor.tick(tick)
    expect(ears.sent).toHaveLength(50)
    const noise = linearOf(Uint8Array.from(ears.sent.flatMap(({ bytes }) => [...bytes])))
    const rms = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / noise.length)
    expect(20 * Math.log10(rms / 32_768)).toBeCloseTo(-40, 0)
    say.receive(speech, 0, FRAME, headOf('PCMA', 8))
    for (let tick = 50; tick < 60; tick++) floor.tick(tick)
    expect(ears.sent).toHaveLength(51)
  })

  test('N2 a mixer and a card hear it too', () => {
    const card = new FakePort('PCMA', 'clock')
    const { say, floor } = pair(new FakePort('PCMA'), card)
    say.receive(cn, 0, 1, headOf('CN', 7))
    for (let tick = 0; tick < 10; tick++) floor.tick(tick)
    const noise = linearOf(card.sent.at(-1)!.bytes)
    expect(Math.max(...noise.map(Math.abs))).toBeGreaterThan(200)
  })

  test('N3 our silence is a packet of noise every 200 ms where it was negotiated, else 50 packets of silence', () => {
    const ears = new FakePort('PCMA')
    ears.also = ['CN']
    const plain = new FakePort('PCMA')
    const { floor } = floorWith({ quiet: ears, plain })
    for (let tick = 0; tick < 100; tick++) floor.tick(tick)
    expect(ears.sent).toHaveLength(10)
    expect(ears.sent.every(({ head, bytes }) => head?.codec === 'CN' && bytes.length === 1)).toBe(true)
    expect(plain.sent).toHaveLength(100)
    expect(plain.sent[0]?.bytes[0]).toBe(LINEAR_TO_A[0])
  })
})
