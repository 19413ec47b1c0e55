// To 8 kHz by a windowed-sinc low-pass evaluated at each output instant. Gives way to other work while it runs.
export const TELEPHONE_RATE = 8000
const CROSSINGS = 16
const BLOCK = 2048
/** Share of the band that is kept; the rest is room for the filter to fall. */
const PASS = 0.94

export async function toTelephoneRate(samples: Float32Array, rate: number): Promise<Float32Array> {
  if (rate === TELEPHONE_RATE) return samples
  const step = rate / TELEPHONE_RATE
  const output = new Float32Array(Math.max(1, Math.round(samples.length / step)))
  const cutoff = Math.min(1, 1 / step) * PASS
  for (let start = 0; start < output.length; start += BLOCK) {
    const end = Math.min(output.length, start + BLOCK)
    for (let i = start; i < end; i += 1) output[i] = sampleAt(samples, i * step, cutoff)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return output
}

function sampleAt(samples: Float32Array, position: number, cutoff: number): number {
  const reach = CROSSINGS / cutoff
  const first = Math.max(0, Math.ceil(position - reach))
  const last = Math.min(samples.length - 1, Math.floor(position + reach))
  let sum = 0
  let weight = 0
  for (let i = first; i <= last; i += 1) {
    const distance = i - position
    const tap = sinc(distance * cutoff) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach))
    sum += (samples[i] ?? 0) * tap
    weight += tap
  }
  return weight === 0 ? 0 : sum / weight
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}
