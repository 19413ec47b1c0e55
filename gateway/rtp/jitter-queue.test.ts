import { describe, expect, test } from 'vitest'
import { A_LAW_SILENCE, A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { JitterQueue } from './jitter-queue.ts'

const FRAME = 160
const out = new Int16Array(FRAME)
const sine = (n: number): Uint8Array =>
  Uint8Array.from(
    { length: FRAME },
    (_, i) => LINEAR_TO_A[Math.round(8000 * Math.sin((2 * Math.PI * 200 * (n * FRAME + i)) / 8000)) & 0xffff]!,
  )
/** Every sample of the frame says its number. */
const marked = (n: number): Uint8Array => new Uint8Array(FRAME).fill(LINEAR_TO_A[(1000 + n * 512) & 0xffff]!)
const levelOf = (n: number): number => A_TO_LINEAR[LINEAR_TO_A[(1000 + n * 512) & 0xffff]!]!

function put(queue: JitterQueue, n: number, bytes: Uint8Array, jitterMs = 0, source = 1): void {
  queue.put('PCMA', bytes, 0, bytes.length, { source, timestamp: (2 ** 32 - 480 + n * FRAME) >>> 0, jitterMs })
}

const takeAll = (queue: JitterQueue, count: number): number[] =>
  Array.from({ length: count }, () => (queue.take(out) ? out[80]! : Number.NaN))

describe('jitter queue', () => {
  test('J1 J2 40 ms are held back, order is healed over the timestamp wrap, duplicates fall together', () => {
    const queue = new JitterQueue()
    for (const n of [0, 2, 1, 1]) put(queue, n, marked(n))
    const first = takeAll(queue, 2)
    expect(first).toEqual([0, 0])
    for (const n of [4, 3]) put(queue, n, marked(n))
    expect(takeAll(queue, 5).map(Math.abs)).toEqual([0, 1, 2, 3, 4].map(levelOf))
  })

  test('J2 more jitter holds more back', () => {
    const queue = new JitterQueue()
    put(queue, 0, marked(0), 60)
    expect(takeAll(queue, 8).filter((x) => x === levelOf(0))).toHaveLength(1)
    expect(takeAll(queue, 1)).not.toEqual([levelOf(0)])
  })

  test('packets of 10, 30 and 60 ms come out as 20 ms', () => {
    for (const length of [80, 240, 480]) {
      const queue = new JitterQueue()
      const all = new Uint8Array(4800).map((_, i) => LINEAR_TO_A[((i >> 4) * 64) & 0xffff]!)
      for (let at = 0; at < all.length; at += length) {
        queue.put('PCMA', all, at, at + length, { source: 1, timestamp: at, jitterMs: 20 })
        if (at > 2400) break
      }
      const got = Array.from({ length: 12 }, () => (queue.take(out) ? [...out] : [])).flat()
      const start = got.indexOf(A_TO_LINEAR[all[16]!]!)
      expect(start).toBeGreaterThan(0)
      expect(got.slice(start, start + 800)).toEqual([...all.subarray(16, 816)].map((code) => A_TO_LINEAR[code]!))
    }
  })

  test('J3 a lost frame of a steady tone is filled without a click', () => {
    const queue = new JitterQueue()
    const frames: number[] = []
    for (let n = 0; n < 30; n++) {
      if (n !== 15) put(queue, n, sine(n))
      if (queue.take(out)) frames.push(...out)
    }
    const steady = frames.slice((20 * FRAME) / 2, 26 * FRAME)
    let step = 0
    for (let i = 1; i < steady.length; i++) step = Math.max(step, Math.abs(steady[i]! - steady[i - 1]!))
    // A 200 Hz tone of 8000 moves by 1256 a sample at most; -30 dBFS on top of that would be a click.
    expect(step).toBeLessThan(1256 + 1036)
  })

  test('J4 what is too late is dropped and counted', () => {
    const queue = new JitterQueue()
    for (const n of [0, 1, 2]) put(queue, n, marked(n))
    takeAll(queue, 6)
    put(queue, 1, marked(1))
    expect(queue.late).toBe(1)
  })

  test('J5 a source that stops is let go, and anchors anew', () => {
    const queue = new JitterQueue()
    put(queue, 0, marked(0))
    takeAll(queue, 20)
    expect(queue.take(out)).toBe(false)
    put(queue, 5000, marked(1))
    expect(takeAll(queue, 3).at(-1)).toBe(levelOf(1))
  })

  test('J6 a surplus is worn off', () => {
    const queue = new JitterQueue()
    for (let n = 0; n < 10; n++) put(queue, n, new Uint8Array(FRAME).fill(A_LAW_SILENCE))
    let n = 10
    for (let tick = 0; tick < 200; tick++, n++) {
      put(queue, n, new Uint8Array(FRAME).fill(A_LAW_SILENCE))
      queue.take(out)
    }
    put(queue, n, marked(3))
    const delay = takeAll(queue, 12).findIndex((x) => Math.abs(x - levelOf(3)) < 100)
    expect(delay).toBeLessThanOrEqual(5)
  })
})
