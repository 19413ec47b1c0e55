import { describe, expect, test } from 'vitest'
import { A_LAW_SILENCE, A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { seededRandom } from '../tone/test-line.ts'
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
    expect(takeAll(queue, 3).at(-1)).toBeLessThan(levelOf(0) / 2)
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

  test('J7 a surplus is worn off', () => {
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

type Network = {
  minutes: number
  ppm?: number
  delayMs?: (n: number) => number
  isLost?: (n: number) => boolean
}
type Heard = { loud: number; late: number; inserted: number; skipped: number; delayMs: number[] }

/** A sender of words (1 s of tone, 1 s of silence) with a clock of its own over a network, and a mixer that takes every 20 ms. */
function converse({ minutes, ppm = 0, delayMs = () => 0, isLost = () => false }: Network): Heard {
  const queue = new JitterQueue()
  const silence = new Uint8Array(FRAME).fill(A_LAW_SILENCE)
  const packets = Array.from({ length: minutes * 3000 }, (_, n) => ({ n, at: n * 20 * (1 - ppm / 1e6) + delayMs(n) }))
    .filter(({ n }) => !isLost(n))
    .sort((a, b) => a.at - b.at)
  const heard: Heard = { loud: 0, late: 0, inserted: 0, skipped: 0, delayMs: [] }
  let next = 0
  let wasLoud = false
  for (let tick = 0; tick < minutes * 3000; tick++) {
    for (; next < packets.length && packets[next]!.at <= tick * 20 + 7; next++) {
      const { n } = packets[next]!
      put(queue, n, n % 100 < 50 ? sine(n) : silence)
    }
    const isLoud = queue.take(out) && out.some((sample) => Math.abs(sample) > 4000)
    if (isLoud) heard.loud++
    if (isLoud && !wasLoud) heard.delayMs.push((tick * 20) % 2000)
    wasLoud = isLoud
  }
  return { ...heard, late: queue.late, inserted: queue.inserted, skipped: queue.skipped }
}

describe('J6 J7 a sender whose clock is not ours', () => {
  test.each([200, -200])('%i ppm over ten minutes: nothing is late, six frames go in or out, no word is cut', (ppm) => {
    const { loud, late, inserted, skipped } = converse({ minutes: 10, ppm })
    expect(late).toBe(0)
    expect(ppm > 0 ? skipped : inserted).toBeGreaterThanOrEqual(5)
    expect(inserted + skipped).toBeLessThanOrEqual(8)
    // 300 words of 50 frames; a word that begins within a frame sounds in 51.
    expect(loud).toBeGreaterThanOrEqual(300 * 50 - 2)
    expect(loud).toBeLessThanOrEqual(300 * 51)
  })

  test('a good clock and a still network: nothing is ever moved, and 40 ms are held', () => {
    const { inserted, skipped, delayMs } = converse({ minutes: 2 })
    expect([inserted, skipped <= 1]).toEqual([0, true])
    expect(Math.max(...delayMs)).toBeLessThanOrEqual(60)
  })
})

describe('J6 J7 the network', () => {
  test('jitter of up to 80 ms: after the first seconds one in a hundred is late at most', () => {
    const random = seededRandom(1)
    const { late, inserted } = converse({ minutes: 2, delayMs: () => 80 * random() })
    expect(late / 6000).toBeLessThan(0.015)
    expect(inserted).toBeGreaterThan(0)
  })

  test('a delay that grows by 150 ms in the middle is followed within a second, and given back when it is over', () => {
    const { late, delayMs } = converse({ minutes: 3, delayMs: (n) => (n > 2000 && n < 5000 ? 150 : 0) })
    expect(late).toBeLessThan(15)
    expect(delayMs.at(-1)).toBeLessThanOrEqual(80)
  })

  test('one packet in a hundred late, twice and out of order changes nothing', () => {
    const { inserted, loud } = converse({ minutes: 2, delayMs: (n) => (n % 100 === 30 ? 30 : 0) })
    expect(inserted).toBe(0)
    expect(loud).toBeGreaterThanOrEqual(60 * 50 - 2)
  })

  test('5 % lost: every word is as long as it was', () => {
    const random = seededRandom(3)
    const { loud } = converse({ minutes: 2, isLost: () => random() < 0.05 })
    expect(loud).toBeGreaterThan(60 * 49)
  })

  test('J8 another source: anchored anew at once', () => {
    const queue = new JitterQueue()
    for (let n = 0; n < 4; n++) put(queue, n, marked(1))
    takeAll(queue, 4)
    put(queue, 90_000, marked(5), 0, 2)
    put(queue, 90_001, marked(5), 0, 2)
    expect(takeAll(queue, 4).at(-1)).toBe(levelOf(5))
  })
})
