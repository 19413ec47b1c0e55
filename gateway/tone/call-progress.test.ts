import { describe, expect, test } from 'vitest'
import { CallProgressDetector, type ProgressSign } from './call-progress-detector.ts'
import { CallToneGenerator } from './call-tone-generator.ts'
import { CALL_TONES, type CallTone } from './call-tones.ts'
import { peakOf } from './level.ts'
import { feedFrames, gaussian, overLine, seededRandom } from './test-line.ts'

type Heard = ProgressSign & { atMs: number }

function heard(samples: Int16Array): Heard[] {
  const detector = new CallProgressDetector()
  const all: Heard[] = []
  let frame = 0
  feedFrames(samples, (part) => {
    frame++
    detector.feed(part, (sign) => all.push({ ...sign, atMs: frame * 20 }))
  })
  return all
}

function tone(name: CallTone, seconds: number, dBm0 = -10, lead = 0): Int16Array {
  const out = new Int16Array(seconds * 8000 + lead)
  new CallToneGenerator(name, dBm0).read(out.subarray(lead))
  return out
}

const counted = (signs: Heard[], sign: ProgressSign['sign']): number =>
  Math.max(0, ...signs.filter((one) => one.sign === sign).map((one) => ('periods' in one ? one.periods : 1)))
const kinds = (signs: Heard[]): string[] => [
  ...new Set(signs.filter((one) => !('periods' in one) || one.periods >= 2).map(({ sign }) => sign)),
]

const TONES = Object.keys(CALL_TONES) as CallTone[]
const LEVELS = [-40, -25, -10, 0]

describe('C1-C7 every tone is known for what it is, and for nothing else', () => {
  for (const name of TONES) {
    test.each(LEVELS)(`${name} at %i dBm0`, (dBm0) => {
      expect(kinds(heard(overLine(tone(name, 12, dBm0, 37), {})))).toEqual([name])
    })
    test(`${name}, fifty times at 15 dB of noise`, () => {
      for (let seed = 1; seed <= 50; seed++) {
        const signs = heard(overLine(tone(name, 12, -20, (seed * 53) % 400), { snrDb: 15, seed }))
        expect(kinds(signs)).toEqual([name])
      }
    })
  }

  test.each([
    ['busy', 3, 2200],
    ['congestion', 3, 4300],
    ['unknown-number', 2, 2500],
  ] as const)('%s: %i periods by %i ms', (name, periods, ms) => {
    const signs = heard(tone(name, 10))
    const at = signs.find((one) => one.sign === name && 'periods' in one && one.periods === periods)?.atMs
    expect(at).toBeLessThanOrEqual(ms)
  })

  test.each([425, 440, 460, 475])('C1 %i Hz is near enough', (hz) => {
    const samples = Int16Array.from({ length: 8000 * 4 }, (_, i) =>
      i % 5600 < 2800 ? peakOf(-15) * Math.sin((2 * Math.PI * hz * i) / 8000) : 0,
    )
    expect(counted(heard(samples), 'busy')).toBeGreaterThanOrEqual(3)
  })

  test.each([0.85, 1.15])('C4 busy tone of an exchange with a clock of its own, × %f', (factor) => {
    const period = 5600 * factor
    const samples = Int16Array.from({ length: 8000 * 6 }, (_, i) =>
      i % period < period / 2 ? peakOf(-15) * Math.sin((2 * Math.PI * 450 * i) / 8000) : 0,
    )
    expect(counted(heard(samples), 'busy')).toBeGreaterThanOrEqual(3)
  })

  test('C2 a click or a drop-out within a tone changes nothing', () => {
    const samples = tone('busy', 6)
    for (let at = 1000; at < samples.length; at += 8000) samples.fill(0, at, at + 120)
    expect(counted(heard(samples), 'busy')).toBeGreaterThanOrEqual(6)
  })
})

describe('C8 the end of ring-back', () => {
  test('C8 silence instead of the next ring', () => {
    const samples = new Int16Array(8000 * 14)
    samples.set(tone('ring-back', 6))
    const signs = heard(samples)
    expect(signs.map(({ sign }) => sign)).toEqual(['ring-back', 'ring-back', 'ring-back-ended'])
  })
  test('C8 ring-back that goes on does not end', () => {
    expect(counted(heard(tone('ring-back', 60)), 'ring-back-ended')).toBe(0)
  })
  test('C8 cut off in the middle of a ring', () => {
    const samples = new Int16Array(8000 * 14)
    samples.set(tone('ring-back', 5.5))
    expect(counted(heard(samples), 'ring-back-ended')).toBe(1)
  })
})

describe('C10 voices', () => {
  const random = seededRandom(9)
  /** Syllables: half a second of noise-like sound that swells, pauses between. */
  const speech = Int16Array.from({ length: 8000 * 30 }, (_, i) => {
    const t = i / 8000
    const swell = Math.max(0, Math.sin(2 * Math.PI * 1.7 * t)) * (t % 4 < 3 ? 1 : 0)
    return (
      swell * (3000 * Math.sin(2 * Math.PI * 210 * t) + 2500 * Math.sin(2 * Math.PI * 640 * t) + 400 * gaussian(random))
    )
  })

  test('a voice is heard within half a second of its beginning', () => {
    const samples = new Int16Array(8000 * 4)
    samples.set(speech.subarray(0, 16_000), 16_000)
    const at = heard(samples).find(({ sign }) => sign === 'voice')?.atMs
    expect(at).toBeGreaterThan(2000)
    expect(at).toBeLessThanOrEqual(2600)
  })
  test('a voice is no tone', () => {
    expect(kinds(heard(speech))).toEqual(['voice'])
  })
  test('steady noise between the rings is no voice', () => {
    expect(kinds(heard(overLine(tone('ring-back', 30, -10), { snrDb: 15, seed: 3 })))).toEqual(['ring-back'])
  })
})
