// The tones are spandsp 0.0.6's (modem_connect_tones_tx), in A-law: CNG, CED, CED with phase reversals, ANSam with and without.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import { CallToneGenerator } from './call-tone-generator.ts'
import { CALL_TONES, type CallTone } from './call-tones.ts'
import { FaxDetector } from './fax-detector.ts'
import { peakOf } from './level.ts'
import { feedFrames, overLine } from './test-line.ts'

const vector = (name: string): Int16Array =>
  Int16Array.from(readFileSync(new URL(`./vectors/fax-${name}.alaw`, import.meta.url)), (code) => A_TO_LINEAR[code]!)

function heard(samples: Int16Array): string[] {
  const detector = new FaxDetector()
  const all: string[] = []
  feedFrames(samples, (frame) => detector.feed(frame, (tone) => all.push(tone)))
  return all
}

function beep(hz: number, ms: number, dBm0 = -12): Int16Array {
  const out = new Int16Array(8000 * 5)
  for (let i = 0; i < ms * 8; i++) out[i + 333] = peakOf(dBm0) * Math.sin((2 * Math.PI * hz * i) / 8000)
  return out
}

describe('X1 X2 another program’s fax tones', () => {
  test.each([
    ['cng', ['cng']],
    ['ced', ['ced']],
    ['ced-reversals', ['ced']],
    ['ansam', ['ced']],
    ['ansam-reversals', ['ced']],
  ])('%s, clean, faint and with 15 dB of noise', (name, tones) => {
    const samples = vector(name)
    expect(heard(samples)).toEqual(tones)
    expect(heard(overLine(samples, { gainDb: -20 }))).toEqual(tones)
    for (let seed = 1; seed <= 20; seed++) {
      const lead = new Int16Array(samples.length + seed * 7)
      lead.set(samples, seed * 7)
      expect([seed, ...heard(overLine(lead, { snrDb: 15, seed }))]).toEqual([seed, ...tones])
    }
  })
})

describe('X1 X2 the edges', () => {
  test.each([
    [1100, 500],
    [1062, 500],
    [1138, 500],
    [1100, 430],
    [1100, 570],
  ])('%i Hz for %i ms is CNG', (hz, ms) => {
    expect(heard(beep(hz, ms))).toEqual(['cng'])
  })
  test.each([
    [1100, 300],
    [1100, 900],
    [1000, 500],
    [1200, 500],
    [2100, 500],
    [2000, 3000],
    [2200, 3000],
    [450, 500],
  ])('%i Hz for %i ms is nothing', (hz, ms) => {
    expect(heard(beep(hz, ms))).toEqual([])
  })
  test.each([2085, 2100, 2115])('%i Hz for 3 s is CED', (hz) => {
    expect(heard(beep(hz, 3000))).toEqual(['ced'])
  })
})

describe('X3 what is no fax', () => {
  test.each(Object.keys(CALL_TONES) as CallTone[])('the exchange’s %s tone', (name) => {
    const samples = new Int16Array(8000 * 10)
    new CallToneGenerator(name, -10).read(samples)
    expect(heard(samples)).toEqual([])
  })
  test('speech', () => {
    const speech = readFileSync(new URL('../rtp/vectors/speech.alaw', import.meta.url))
    expect(heard(Int16Array.from(speech, (code) => A_TO_LINEAR[code]!))).toEqual([])
  })
})
