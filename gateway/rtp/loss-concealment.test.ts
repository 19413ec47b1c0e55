import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import { seededRandom } from '../tone/test-line.ts'
import { LossConcealment } from './loss-concealment.ts'

const FRAME = 160
/** 12 s of Mandarin and English by espeak-ng. */
const speech = Int16Array.from(
  readFileSync(new URL('./vectors/speech.alaw', import.meta.url)),
  (code) => A_TO_LINEAR[code]!,
)
const tone = (hz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: seconds * 8000 }, (_, i) => 9000 * Math.sin((2 * Math.PI * hz * i) / 8000))

type Fill = (frames: Int16Array, isLost: (n: number) => boolean) => Int16Array

const concealed: Fill = (samples, isLost) => {
  const concealment = new LossConcealment()
  const out = samples.slice()
  for (let n = 0; (n + 1) * FRAME <= samples.length; n++) {
    const frame = out.subarray(n * FRAME, (n + 1) * FRAME)
    if (isLost(n)) concealment.conceal(frame)
    else concealment.remember(frame)
  }
  return out
}

/** What a simple player does: the last frame once more. */
const repeated: Fill = (samples, isLost) => {
  const out = samples.slice()
  for (let n = 1; (n + 1) * FRAME <= samples.length; n++)
    if (isLost(n)) out.copyWithin(n * FRAME, (n - 1) * FRAME, n * FRAME)
  return out
}

function losing(share: number, seed: number): (n: number) => boolean {
  const random = seededRandom(seed)
  const lost = Array.from({ length: speech.length / FRAME + 1 }, (_, n) => n > 3 && random() < share)
  return (n) => lost[n] === true
}

/** The largest step from sample to sample over the steps that the sound around it makes itself, as dBFS. */
function worstClick(samples: Int16Array, original: Int16Array, isLost: (n: number) => boolean): number {
  let worst = 1
  for (let n = 4; (n + 3) * FRAME < samples.length; n++) {
    if (!isLost(n) && !isLost(n - 1)) continue
    let usual = 0
    for (let i = (n - 2) * FRAME; i < (n + 2) * FRAME; i++)
      usual = Math.max(usual, Math.abs(original[i]! - original[i - 1]!))
    for (let i = n * FRAME; i < n * FRAME + FRAME; i++)
      worst = Math.max(worst, Math.abs(samples[i]! - samples[i - 1]!) - usual)
  }
  return 20 * Math.log10(worst / 32_768)
}

/** Mean likeness of the short-time spectra of what was lost, in dB of distance: less is nearer. */
function spectralDistance(samples: Int16Array, original: Int16Array, isLost: (n: number) => boolean): number {
  let sum = 0
  let frames = 0
  for (let n = 4; (n + 2) * FRAME < samples.length; n++) {
    if (!isLost(n) && !isLost(n - 1)) continue
    // Across the seam: half of the frame before, and half of this one.
    sum += distanceOf(spectrum(samples, (n - 0.5) * FRAME), spectrum(original, (n - 0.5) * FRAME))
    frames++
  }
  return sum / frames
}

function spectrum(samples: Int16Array, from: number): number[] {
  return Array.from({ length: 32 }, (_, band) => {
    const hz = 80 + band * 110
    let [re, im] = [0, 0]
    for (let i = 0; i < FRAME; i++) {
      const windowed = samples[from + i]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME))
      re += windowed * Math.cos((2 * Math.PI * hz * i) / 8000)
      im += windowed * Math.sin((2 * Math.PI * hz * i) / 8000)
    }
    return 10 * Math.log10(re * re + im * im + 1e6)
  })
}

const distanceOf = (a: number[], b: number[]): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length)

describe('J3 concealment', () => {
  test.each([
    [0.01, 1],
    [0.01, 2],
    [0.05, 3],
    [0.05, 4],
  ])('speech with %f lost: no click over -30 dBFS', (share, seed) => {
    const isLost = losing(share, seed)
    expect(worstClick(concealed(speech, isLost), speech, isLost)).toBeLessThan(-30)
  })

  test.each([45, 55, 61, 200, 450, 1000, 3000])('a tone of %i Hz, also under the lowest pitch', (hz) => {
    const samples = tone(hz, 4)
    const isLost = losing(0.05, 5)
    expect(worstClick(concealed(samples, isLost), samples, isLost)).toBeLessThan(-30)
  })

  test('nearer to what was lost than the last frame once more', () => {
    for (const seed of [6, 7, 8]) {
      const isLost = losing(0.05, seed)
      const ours = spectralDistance(concealed(speech, isLost), speech, isLost)
      const theirs = spectralDistance(repeated(speech, isLost), speech, isLost)
      expect(ours).toBeLessThan(theirs)
    }
  })

  test('faded out by 60 ms, and back without a click', () => {
    const samples = tone(300, 1)
    const isLost = (n: number): boolean => n >= 20 && n < 30
    const out = concealed(samples, isLost)
    expect(Math.max(...out.slice(20 * FRAME, 20 * FRAME + 80).map(Math.abs))).toBeGreaterThan(8000)
    expect(out.slice(20 * FRAME + 480, 30 * FRAME).every((sample) => sample === 0)).toBe(true)
    expect(worstClick(out, samples, isLost)).toBeLessThan(-30)
  })

  test('what is not lost is not touched but for the 4 to 10 ms after a loss', () => {
    const isLost = (n: number): boolean => n === 40
    const out = concealed(speech, isLost)
    expect(out.subarray(0, 40 * FRAME)).toEqual(speech.subarray(0, 40 * FRAME))
    expect(out.subarray(41 * FRAME + 80, 100 * FRAME)).toEqual(speech.subarray(41 * FRAME + 80, 100 * FRAME))
  })
})
