// The receiver against a table after Mitel's test tape (CM7291): every digit at the edges of what ITU-T Q.24 asks for, in several
// phases against the blocks, through A-law.
import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { DtmfDetector } from './dtmf-detector.ts'
import { DTMF_KEYS, dtmfPair } from './dtmf-frequencies.ts'
import { peakOf } from './level.ts'
import { gaussian, seededRandom } from './test-line.ts'

type Tone = {
  low?: number
  high?: number
  /** Deviation of each group, in percent. */
  lowOff?: number
  highOff?: number
  onMs?: number
  offMs?: number
  snrDb?: number
  seed?: number
}
const PHASES = [0, 13, 29, 47]

function sound(digits: string, tone: Tone, lead: number): Int16Array {
  const { low = -9, high = -7, lowOff = 0, highOff = 0, onMs = 50, offMs = 50, snrDb, seed = 1 } = tone
  const random = seededRandom(seed)
  const on = Math.round(onMs * 8)
  const total = on + Math.round(offMs * 8)
  const power = (peakOf(low) ** 2 + peakOf(high) ** 2) / 2
  const noise = snrDb === undefined ? 0 : Math.sqrt(power) * 10 ** (-snrDb / 20)
  const out = new Int16Array(lead + digits.length * total + 800)
  for (let i = 0; i < out.length; i++) {
    const at = i - lead
    const pair = at >= 0 && at % total < on ? dtmfPair(digits[Math.floor(at / total)] ?? '') : null
    const t = (2 * Math.PI * (at % total)) / 8000
    const value =
      pair === null
        ? 0
        : peakOf(low) * Math.sin(pair.low * (1 + lowOff / 100) * t + 0.7) +
          peakOf(high) * Math.sin(pair.high * (1 + highOff / 100) * t)
    const sample = Math.max(-32_768, Math.min(32_767, Math.round(value + noise * gaussian(random))))
    out[i] = A_TO_LINEAR[LINEAR_TO_A[sample & 0xffff]!]!
  }
  return out
}

function heard(samples: Int16Array): string {
  const detector = new DtmfDetector()
  let digits = ''
  for (let at = 0; at < samples.length; at += 160) {
    const part = samples.subarray(at, at + 160)
    detector.feed(part, part.length, (digit) => {
      digits += digit
    })
  }
  return digits
}

const every = (tone: Tone): string[] => PHASES.map((lead) => heard(sound(DTMF_KEYS, tone, lead)))
const all = PHASES.map(() => DTMF_KEYS)
const none = PHASES.map(() => '')

describe('taken: all sixteen digits, in every phase', () => {
  test.each([-1.5, -1, -0.5, 0, 0.5, 1, 1.5])('both groups off by %d percent', (off) => {
    expect(every({ lowOff: off, highOff: off })).toEqual(all)
  })
  test.each([
    [1.5, -1.5],
    [-1.5, 1.5],
    [1.5, 0],
    [0, -1.5],
  ])('low group off by %d percent, high group by %d percent', (lowOff, highOff) => {
    expect(every({ lowOff, highOff })).toEqual(all)
  })
  test.each([8, 6, 4, 2, 0, -2, -4])('twist of %i dB', (twist) => {
    expect(every({ low: -12 - twist / 2, high: -12 + twist / 2 })).toEqual(all)
    expect(every({ low: -20 - twist / 2, high: -20 + twist / 2 })).toEqual(all)
  })
  test.each([0, -1, -3, -6, -9, -12, -15, -18, -21, -24, -27, -29])('%i dBm0 in each tone', (level) => {
    expect(every({ low: level, high: level })).toEqual(all)
  })
  test.each([
    [40, 40],
    [40, 100],
    [100, 40],
    [1000, 60],
  ])('%i ms on, %i ms off', (onMs, offMs) => {
    expect(every({ onMs, offMs })).toEqual(all)
  })
  test('15 dB of noise, a hundred times all digits: none lost, none twice', () => {
    for (let seed = 1; seed <= 100; seed++)
      expect([seed, heard(sound(DTMF_KEYS, { snrDb: 15, seed }, seed))]).toEqual([seed, DTMF_KEYS])
  })
  test('the worst of all at once: 40/40 ms, 1.5 % off, 4 dB of twist, 20 dB of noise', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const tone = { onMs: 40, offMs: 40, lowOff: 1.5, highOff: -1.5, low: -14, high: -10, snrDb: 20, seed }
      expect([seed, heard(sound(DTMF_KEYS, tone, seed))]).toEqual([seed, DTMF_KEYS])
    }
  })
})

describe('refused: all sixteen digits, in every phase', () => {
  test.each([
    [3.5, 3.5],
    [-3.5, -3.5],
    [3.5, 0],
    [0, 3.5],
    [-3.5, 0],
    [0, -3.5],
    [5, -5],
  ])('low group off by %d percent, high group by %d percent', (lowOff, highOff) => {
    expect(every({ lowOff, highOff, onMs: 200 })).toEqual(none)
  })
  test.each([
    ['guard time: 20 ms of tone', { onMs: 20 }],
    ['too quiet: -45 dBm0', { low: -45, high: -45 }],
    ['12 dB of twist', { low: -20, high: -8 }],
    ['12 dB of reverse twist', { low: -8, high: -20 }],
  ])('%s', (_name, tone) => {
    expect(every(tone)).toEqual(none)
  })
  test('guard time: a break of 20 ms is none', () => {
    for (const lead of PHASES) expect(heard(sound('5555', { onMs: 100, offMs: 20 }, lead))).toBe('5')
  })
})
