import { SAMPLE_RATE } from './level.ts'

export const goertzelCoefficient = (hz: number): number => 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE)

/** Squared magnitude of the samples at the coefficient's frequency. A sine of mean square p over N samples gives p·N²/2. */
export function goertzel(samples: Int16Array, coefficient: number): number {
  let a = 0
  let b = 0
  for (let i = 0; i < samples.length; i++) {
    const c = coefficient * a - b + samples[i]!
    b = a
    a = c
  }
  return a * a + b * b - coefficient * a * b
}

export function energyOf(samples: Int16Array): number {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!
  return sum
}
