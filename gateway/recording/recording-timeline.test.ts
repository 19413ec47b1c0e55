import { heapStats } from 'bun:jsc'
import { describe, expect, test } from 'vitest'
import type { Gap } from '#protocol/recording-file'
import type { G711 } from '../codec/g711.ts'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { LaneWriter } from './lane-writer.ts'
import { clearLanes, lanesOf, newLaneMemory } from './lanes.ts'
import { RecordingTimeline, type Side } from './recording-timeline.ts'

const frame = new Uint8Array(172)
const head: PacketHead = { codec: 'PCMA', source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }

/** Both ends of a recording's lanes, and what has come out of them. */
class Line {
  readonly #lanes = lanesOf(newLaneMemory())
  readonly said = new LaneWriter(this.#lanes.said, this.#lanes.taken)
  readonly heard = new LaneWriter(this.#lanes.heard, this.#lanes.taken)
  readonly #out: Record<Side, Uint8Array[]> = { said: [], heard: [] }
  readonly gaps: Gap[] = []
  readonly timeline = new RecordingTimeline(this.#lanes, {
    sound: (bytes, frames) => {
      this.#out.said.push(bytes.slice(0, frames))
      this.#out.heard.push(bytes.slice(frames))
    },
    gap: (gap) => this.gaps.push(gap),
  })

  constructor() {
    clearLanes(this.#lanes)
  }

  /** What has come out since the last call. */
  take(side: Side): Uint8Array {
    return Buffer.concat(this.#out[side].splice(0))
  }
}

/** A packet as it comes: 12 bytes of header, then 20 ms. */
function put(line: Line, side: Side, code: number, n: number, atMs: number, source = 1, codec: G711 = 'PCMA') {
  frame.fill(code, 12)
  head.source = source
  head.timestamp = (2 ** 32 - 800 + n * 160) >>> 0
  line[side].put(codec, frame, 12, 172, head, atMs * 8)
}
function putOwn(line: Line, side: Side, code: number, atMs: number): void {
  frame.fill(code)
  line[side].put('PCMA', frame, 0, 160, null, atMs * 8)
}
const countOf = (bytes: Uint8Array, code: number): number => bytes.filter((c) => c === code).length

describe('time line', () => {
  test('K1 K2 packets lie at their timestamps, out of order and over the wrap, loss is silence', () => {
    const line = new Line()
    for (const [n, at] of [
      [0, 0],
      [2, 20],
      [1, 45],
      [4, 80],
      [5, 101],
      [6, 119],
    ] as const)
      put(line, 'said', 10 + n, n, at)
    line.timeline.takeAll(1600)
    const said = line.take('said')
    expect(Array.from({ length: 7 }, (_, n) => said.indexOf(10 + n))).toEqual([0, 160, 320, -1, 640, 800, 960])
    expect(said[500]).toBe(A_LAW_SILENCE)
  })

  test('K2 both sides begin where they came, whatever their clocks say', () => {
    const line = new Line()
    put(line, 'said', 1, 900, 100, 1)
    put(line, 'heard', 2, 5, 130, 2)
    line.timeline.takeAll(3200)
    expect([line.take('said').indexOf(1), line.take('heard').indexOf(2)]).toEqual([800, 1040])
  })

  test('K2 a stream that drifts more than 200 ms late is anchored anew', () => {
    const line = new Line()
    put(line, 'said', 1, 0, 0)
    put(line, 'said', 2, 1, 400)
    line.timeline.takeAll(4800)
    expect(line.take('said').indexOf(2)).toBe(3200)
  })

  test('K4 our own frames follow each other though the clock shakes', () => {
    const line = new Line()
    for (let n = 0; n < 50; n++) putOwn(line, 'heard', 7, n * 20 + (n % 3) * 9)
    line.timeline.takeAll(8000)
    expect(countOf(line.take('heard'), 7)).toBe(8000)
  })

  test('K3 only what is 240 ms old is taken, and each sample once', () => {
    const line = new Line()
    for (let n = 0; n < 50; n++) put(line, 'said', 0xff, n, n * 20, 1, 'PCMU')
    const taken = (take: () => void): number => {
      take()
      return line.take('said').length
    }
    expect(taken(() => line.timeline.takeRipe(1600))).toBe(0)
    expect(taken(() => line.timeline.takeRipe(8000))).toBe(760 * 8)
    expect(taken(() => line.timeline.takeAll(8000))).toBe(240 * 8)
    expect(taken(() => line.timeline.takeAll(8000))).toBe(0)
  })

  test('K3 what lies before the taken or beyond the ring is left out', () => {
    const line = new Line()
    line.timeline.takeRipe(4000 + 1920)
    line.take('said')
    put(line, 'said', 3, 0, 495)
    putOwn(line, 'said', 4, 60_000)
    line.timeline.takeAll(12_000)
    const said = line.take('said')
    expect([countOf(said, 3), said.indexOf(3), countOf(said, 4)]).toEqual([120, 0, 0])
  })

  test('K3 a worker that comes late takes all that the ring holds, and the ring begins anew with silence', () => {
    const line = new Line()
    for (let n = 0; n < 350; n++) put(line, 'said', 5, n, n * 20)
    line.timeline.takeRipe(7000 * 8)
    expect(countOf(line.take('said'), 5)).toBe(6760 * 8)
    for (let n = 350; n < 700; n++) put(line, 'said', 6, n, n * 20)
    line.timeline.takeAll(14_000 * 8)
    const rest = line.take('said')
    expect([rest.length, countOf(rest, 5), countOf(rest, 6)]).toEqual([7240 * 8, 240 * 8, 7000 * 8])
  })

  test('the packet path makes no object', () => {
    const line = new Line()
    for (let n = 0; n < 20_000; n++) put(line, 'said', n & 0xff, n, n * 20)
    Bun.gc(true)
    const before = heapStats().objectCount
    for (let n = 20_000; n < 120_000; n++) put(line, 'said', n & 0xff, n, n * 20)
    expect(heapStats().objectCount - before).toBeLessThan(1000)
  })
})

describe('gaps', () => {
  /** Two seconds of 1, the middle one kept from hearing. */
  function record(keeping: 'pause' | 'mask'): { said: Uint8Array; gaps: Gap[] } {
    const line = new Line()
    for (let n = 0; n < 150; n++) {
      if (n === 50) line.timeline.turn(8000, keeping)
      if (n === 100) line.timeline.turn(16_000, 'keep')
      const code = n < 50 ? 1 : n < 100 ? 2 : 3
      put(line, 'said', code, n, n * 20)
      if (n % 25 === 0) line.timeline.takeRipe(n * 160)
    }
    line.timeline.takeAll(24_000)
    return { said: line.take('said'), gaps: line.gaps }
  }

  test('K12 a pause is left out to the frame, what was before and after it is whole', () => {
    const { said, gaps } = record('pause')
    expect([said.length, countOf(said, 1), countOf(said, 2), countOf(said, 3)]).toEqual([16_000, 8000, 0, 8000])
    expect(gaps).toEqual([
      { kind: 'pause', at: 8000, frames: 0 },
      { kind: 'pause', at: 8000, frames: 8000 },
    ])
  })

  test('K12 a mask keeps its time as silence', () => {
    const { said, gaps } = record('mask')
    expect([said.length, countOf(said, 2), said.indexOf(3)]).toEqual([24_000, 0, 16_000])
    expect(countOf(said.subarray(8000, 16_000), A_LAW_SILENCE)).toBe(8000)
    expect(gaps.at(-1)).toEqual({ kind: 'mask', at: 8000, frames: 8000 })
  })

  test('K12 the end of the recording ends the gap; one follows another at once', () => {
    const line = new Line()
    line.timeline.turn(800, 'pause')
    line.timeline.turn(1600, 'mask')
    line.timeline.takeAll(2400)
    expect(line.gaps).toEqual([
      { kind: 'pause', at: 800, frames: 0 },
      { kind: 'pause', at: 800, frames: 800 },
      { kind: 'mask', at: 800, frames: 0 },
      { kind: 'mask', at: 800, frames: 800 },
    ])
  })
})
