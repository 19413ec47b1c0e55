import { heapStats } from 'bun:jsc'
import { describe, expect, test } from 'vitest'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import type { G711 } from '../media/media-engine.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { type Piece, RecordingTimeline, type Side } from './recording-timeline.ts'

const frame = new Uint8Array(172)
const head: PacketHead = { codec: 'PCMA', source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }

/** A packet as it comes: 12 bytes of header, then 20 ms. */
function put(
  line: RecordingTimeline,
  side: Side,
  code: number,
  n: number,
  atMs: number,
  source = 1,
  codec: G711 = 'PCMA',
) {
  frame.fill(code, 12)
  head.source = source
  head.timestamp = (2 ** 32 - 800 + n * 160) >>> 0
  line[side].put(codec, frame, 12, 172, head, atMs * 8)
}
function putOwn(line: RecordingTimeline, side: Side, code: number, atMs: number): void {
  frame.fill(code)
  line[side].put('PCMA', frame, 0, 160, null, atMs * 8)
}
const sound = (pieces: Piece[], side: Side): Uint8Array =>
  Buffer.concat(
    pieces.flatMap((piece) =>
      piece.type === 'gap'
        ? []
        : [side === 'said' ? piece.bytes.subarray(0, piece.frames) : piece.bytes.subarray(piece.frames)],
    ),
  )
const gaps = (pieces: Piece[]) => pieces.flatMap((piece) => (piece.type === 'gap' ? [piece.gap] : []))
const countOf = (bytes: Uint8Array, code: number): number => bytes.filter((c) => c === code).length

describe('time line', () => {
  test('K1 K2 packets lie at their timestamps, out of order and over the wrap, loss is silence', () => {
    const line = new RecordingTimeline()
    for (const [n, at] of [
      [0, 0],
      [2, 20],
      [1, 45],
      [4, 80],
      [5, 101],
      [6, 119],
    ] as const)
      put(line, 'said', 10 + n, n, at)
    const said = sound(line.take(1600, true), 'said')
    expect(Array.from({ length: 7 }, (_, n) => said.indexOf(10 + n))).toEqual([0, 160, 320, -1, 640, 800, 960])
    expect(said[500]).toBe(A_LAW_SILENCE)
  })

  test('K2 both sides begin where they came, whatever their clocks say', () => {
    const line = new RecordingTimeline()
    put(line, 'said', 1, 900, 100, 1)
    put(line, 'heard', 2, 5, 130, 2)
    const all = line.take(3200, true)
    expect([sound(all, 'said').indexOf(1), sound(all, 'heard').indexOf(2)]).toEqual([800, 1040])
  })

  test('K2 a stream that drifts more than 200 ms late is anchored anew', () => {
    const line = new RecordingTimeline()
    put(line, 'said', 1, 0, 0)
    put(line, 'said', 2, 1, 400)
    expect(sound(line.take(4800, true), 'said').indexOf(2)).toBe(3200)
  })

  test('K4 our own frames follow each other though the clock shakes', () => {
    const line = new RecordingTimeline()
    for (let n = 0; n < 50; n++) putOwn(line, 'heard', 7, n * 20 + (n % 3) * 9)
    expect(countOf(sound(line.take(8000, true), 'heard'), 7)).toBe(8000)
  })

  test('K3 only what is 240 ms old is taken, and each sample once', () => {
    const line = new RecordingTimeline()
    for (let n = 0; n < 50; n++) put(line, 'said', 0xff, n, n * 20, 1, 'PCMU')
    expect(line.take(1600, false)).toEqual([])
    expect(sound(line.take(8000, false), 'said')).toHaveLength(760 * 8)
    expect(sound(line.take(8000, true), 'said')).toHaveLength(240 * 8)
    expect(line.take(8000, true)).toEqual([])
  })

  test('K3 what lies before the taken or beyond the ring is left out', () => {
    const line = new RecordingTimeline()
    line.take(4000 + 1920, false)
    put(line, 'said', 3, 0, 495)
    putOwn(line, 'said', 4, 60_000)
    const said = sound(line.take(12_000, true), 'said')
    expect([countOf(said, 3), said.indexOf(3), countOf(said, 4)]).toEqual([120, 0, 0])
  })

  test('the packet path makes no object', () => {
    const line = new RecordingTimeline()
    for (let n = 0; n < 20_000; n++) put(line, 'said', n & 0xff, n, n * 20)
    Bun.gc(true)
    const before = heapStats().objectCount
    for (let n = 20_000; n < 120_000; n++) put(line, 'said', n & 0xff, n, n * 20)
    expect(heapStats().objectCount - before).toBeLessThan(1000)
  })
})

describe('gaps', () => {
  /** Two seconds of 1, the middle one kept from hearing. */
  function record(keeping: 'pause' | 'mask'): Piece[] {
    const line = new RecordingTimeline()
    const pieces: Piece[] = []
    for (let n = 0; n < 150; n++) {
      if (n === 50) line.turn(8000, keeping)
      if (n === 100) line.turn(16_000, 'keep')
      const code = n < 50 ? 1 : n < 100 ? 2 : 3
      put(line, 'said', code, n, n * 20)
      if (n % 25 === 0) pieces.push(...line.take(n * 160, false))
    }
    return [...pieces, ...line.take(24_000, true)]
  }

  test('K12 a pause is left out to the frame, what was before and after it is whole', () => {
    const pieces = record('pause')
    const said = sound(pieces, 'said')
    expect([said.length, countOf(said, 1), countOf(said, 2), countOf(said, 3)]).toEqual([16_000, 8000, 0, 8000])
    expect(gaps(pieces)).toEqual([
      { kind: 'pause', at: 8000, frames: 0 },
      { kind: 'pause', at: 8000, frames: 8000 },
    ])
  })

  test('K12 a mask keeps its time as silence', () => {
    const pieces = record('mask')
    const said = sound(pieces, 'said')
    expect([said.length, countOf(said, 2), said.indexOf(3)]).toEqual([24_000, 0, 16_000])
    expect(countOf(said.subarray(8000, 16_000), A_LAW_SILENCE)).toBe(8000)
    expect(gaps(pieces).at(-1)).toEqual({ kind: 'mask', at: 8000, frames: 8000 })
  })

  test('K12 the end of the recording ends the gap; one follows another at once', () => {
    const line = new RecordingTimeline()
    line.turn(800, 'pause')
    line.turn(1600, 'mask')
    expect(gaps(line.take(2400, true))).toEqual([
      { kind: 'pause', at: 800, frames: 0 },
      { kind: 'pause', at: 800, frames: 800 },
      { kind: 'mask', at: 800, frames: 0 },
      { kind: 'mask', at: 800, frames: 800 },
    ])
  })
})
