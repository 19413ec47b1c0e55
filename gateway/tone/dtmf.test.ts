import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { DtmfDetector } from './dtmf-detector.ts'
import { DTMF_KEYS, dtmfPair } from './dtmf-frequencies.ts'
import { writeDtmf } from './dtmf-generator.ts'

const PEAK_0_DBM0 = 22_600
const ms = (n: number): number => Math.round(n * 8)

type Shape = { lowDbm: number; highDbm: number; onMs: number; offMs: number; shift: number; noiseDbm?: number }
const NORMAL: Shape = { lowDbm: -9, highDbm: -7, onMs: 50, offMs: 50, shift: 0 }

/** A small generator, so that noise is the same in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
}

function gaussian(next: () => number): number {
  let sum = 0
  for (let i = 0; i < 12; i++) sum += next()
  return sum
}

function signal(digits: string, shape: Partial<Shape> = {}): Int16Array {
  const { lowDbm, highDbm, onMs, offMs, shift, noiseDbm } = { ...NORMAL, ...shape }
  const next = random(7)
  const samples: number[] = []
  for (const digit of digits) {
    const pair = dtmfPair(digit)!
    for (let i = 0; i < ms(onMs) + ms(offMs); i++) {
      const t = (2 * Math.PI * i) / 8000
      const low = PEAK_0_DBM0 * 10 ** (lowDbm / 20) * Math.sin(pair.low * (1 + shift) * t)
      const high = PEAK_0_DBM0 * 10 ** (highDbm / 20) * Math.sin(pair.high * (1 + shift) * t)
      samples.push(i < ms(onMs) ? low + high : 0)
    }
  }
  const noise = noiseDbm === undefined ? 0 : (PEAK_0_DBM0 / Math.SQRT2) * 10 ** (noiseDbm / 20)
  return Int16Array.from(samples, (x) => A_TO_LINEAR[LINEAR_TO_A[Math.round(x + noise * gaussian(next)) & 0xffff]!]!)
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

describe('D1 D2 what is taken', () => {
  test.each([
    ['normal', {}],
    ['40 ms on, 40 ms off', { onMs: 40, offMs: 40 }],
    ['quiet, -27 dBm0', { lowDbm: -27, highDbm: -27 }],
    ['loud, -4 dBm0', { lowDbm: -4, highDbm: -4 }],
    ['high group 4 dB over', { lowDbm: -14, highDbm: -10 }],
    ['low group 6 dB over', { lowDbm: -8, highDbm: -14 }],
    ['1.5 % sharp', { shift: 0.015, onMs: 60 }],
    ['1.5 % flat', { shift: -0.015, onMs: 60 }],
    ['noise 15 dB below', { noiseDbm: -22, onMs: 60, offMs: 60 }],
  ])('%s: all sixteen, twice each', (_name, shape) => {
    const twice = [...DTMF_KEYS].map((digit) => digit + digit).join('')
    expect(heard(signal(twice, shape))).toBe(twice)
  })

  test('our own generator is understood', () => {
    const out = new Int16Array(800)
    writeDtmf('7', 0, out)
    expect(heard(out)).toBe('7')
  })

  test('a break of 10 ms in a tone is one digit', () => {
    const samples = signal('5', { onMs: 100 })
    samples.fill(0, 400, 480)
    expect(heard(samples)).toBe('5')
  })
})

describe('what is not taken', () => {
  test.each([
    ['20 ms of tone', { onMs: 20 }],
    ['3.5 % sharp', { shift: 0.035 }],
    ['-45 dBm0', { lowDbm: -45, highDbm: -45 }],
    ['high group 12 dB over', { lowDbm: -20, highDbm: -8 }],
    ['low group 12 dB over', { lowDbm: -8, highDbm: -20 }],
  ])('%s', (_name, shape) => {
    expect(heard(signal(DTMF_KEYS, shape))).toBe('')
  })

  test('one tone alone, dial tone, busy tone, ring-back', () => {
    for (const hz of [697, 941, 1209, 1633, 450, 440, 950, 1100, 2100]) {
      const tone = Int16Array.from({ length: 16_000 }, (_, i) => 8000 * Math.sin((2 * Math.PI * hz * i) / 8000))
      expect(heard(tone)).toBe('')
    }
  })

  test('D3 talk-off: two minutes of voice-like sound and of noise give nothing', () => {
    const next = random(42)
    const samples = new Int16Array(8000 * 120)
    for (let at = 0; at < samples.length; at += 1600) voice(samples, at, next)
    expect(heard(samples)).toBe('')
    for (let i = 0; i < samples.length; i++) samples[i] = 5000 * gaussian(next)
    expect(heard(samples)).toBe('')
  })
})

/** 200 ms of a voice: harmonics of a gliding pitch under three moving formants, with breath. */
function voice(out: Int16Array, at: number, next: () => number): void {
  const pitch = 110 + 140 * (next() + 0.5)
  const glide = 60 * next()
  const formants = [500 + 600 * next(), 1400 + 900 * next(), 2500 + 800 * next()]
  for (let i = 0; i < 1600; i++) {
    const t = i / 8000
    let sum = 0
    for (let n = 1; n * pitch < 3600; n++) {
      const hz = n * (pitch + glide * t)
      const gain = formants.reduce((g, formant) => g + 1 / (1 + ((hz - formant) / 120) ** 2), 0.02) / Math.sqrt(n)
      sum += gain * Math.sin(2 * Math.PI * hz * t + n)
    }
    out[at + i] = Math.max(-32_000, Math.min(32_000, 5000 * sum + 200 * gaussian(next)))
  }
}
