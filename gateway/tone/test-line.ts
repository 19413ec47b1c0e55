// Signals with noise for the tests of receivers: the same in every run.
import { A_TO_LINEAR, FRAME_SAMPLES, LINEAR_TO_A } from '../codec/g711.ts'

export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** All that a generator says, `lead` samples of silence before it and 400 after. */
export function record(generator: { read(out: Int16Array): boolean }, lead = 0): Int16Array {
  const out = new Int16Array(FRAME_SAMPLES)
  const all: number[] = Array<number>(lead).fill(0)
  while (generator.read(out)) all.push(...out)
  all.push(...out, ...Array<number>(400).fill(0))
  return Int16Array.from(all)
}

type Line = { snrDb?: number; gainDb?: number; seed?: number }

/** Through A-law, with white noise `snrDb` below the mean power of what sounds. */
export function overLine(signal: Int16Array, { snrDb, gainDb = 0, seed = 1 }: Line): Int16Array {
  const random = seededRandom(seed)
  const gain = 10 ** (gainDb / 20)
  const sounding = signal.filter((sample) => sample !== 0)
  const power = sounding.reduce((sum, sample) => sum + sample * sample, 0) / sounding.length
  const noise = snrDb === undefined ? 0 : Math.sqrt(power) * gain * 10 ** (-snrDb / 20)
  return signal.map((sample) => {
    const value = Math.round(sample * gain + (noise === 0 ? 0 : noise * gaussian(random)))
    return A_TO_LINEAR[LINEAR_TO_A[Math.max(-32_768, Math.min(32_767, value)) & 0xffff]!]!
  })
}

export function feedFrames(samples: Int16Array, feed: (frame: Int16Array) => void): void {
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES)
    feed(samples.subarray(at, at + FRAME_SAMPLES))
}
