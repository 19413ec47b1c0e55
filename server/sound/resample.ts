// To 8 kHz by a polyphase windowed-sinc low-pass: one set of taps for each place an output can have between two inputs.
export const TELEPHONE_RATE = 8000
const CROSSINGS = 16
/** Share of the band that is kept; the rest is room for the filter to fall. */
const PASS = 0.94

/** The taps of one phase; the first is for the input at `floor(position) + first`. */
type Taps = { first: number; weights: Float32Array }

export function toTelephoneRate(samples: Float32Array, rate: number): Float32Array {
  if (rate === TELEPHONE_RATE) return samples
  const divisor = greatestCommonDivisor(rate, TELEPHONE_RATE)
  const [up, down] = [TELEPHONE_RATE / divisor, rate / divisor]
  const cutoff = Math.min(1, up / down) * PASS
  const phases: (Taps | undefined)[] = []
  const output = new Float32Array(Math.max(1, Math.round((samples.length * up) / down)))
  for (let i = 0; i < output.length; i += 1) {
    const phase = (i * down) % up
    const taps = phases[phase] ?? tapsOf(phase / up, cutoff)
    phases[phase] = taps
    output[i] = filtered(samples, Math.floor((i * down) / up) + taps.first, taps.weights)
  }
  return output
}

function filtered(samples: Float32Array, at: number, weights: Float32Array): number {
  const first = Math.max(0, -at)
  const last = Math.min(weights.length, samples.length - at)
  let sum = 0
  for (let i = first; i < last; i += 1) sum += (samples[at + i] ?? 0) * (weights[i] ?? 0)
  return sum
}

function tapsOf(fraction: number, cutoff: number): Taps {
  const reach = CROSSINGS / cutoff
  const first = Math.ceil(fraction - reach)
  const weights = Float32Array.from({ length: Math.floor(fraction + reach) - first + 1 }, (_, i) => {
    const distance = first + i - fraction
    return sinc(distance * cutoff) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { first, weights: weights.map((weight) => weight / total) }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
