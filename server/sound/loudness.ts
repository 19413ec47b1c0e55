// Integrated loudness after ITU-R BS.1770-4: K-weighting, blocks of 400 ms that overlap by three quarters, two gates.
const BLOCK_SECONDS = 0.4
const STEP = 4
const SILENCE_LUFS = -70
const RELATIVE_LU = -10

/** LUFS of one channel of samples (±1); −Infinity for silence. */
export function loudnessOf(samples: Float32Array, rate: number): number {
  const blocks = blockPowers(kWeighted(samples, rate), Math.round(BLOCK_SECONDS * rate))
  const audible = blocks.filter((power) => lufs(power) > SILENCE_LUFS)
  const gate = lufs(mean(audible)) + RELATIVE_LU
  return lufs(mean(audible.filter((power) => lufs(power) > gate)))
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power)
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** What is shorter than a block is one block. */
function blockPowers(samples: Float64Array, block: number): number[] {
  const size = Math.min(block, samples.length)
  const powers: number[] = []
  for (let at = 0; at + size <= samples.length && size > 0; at += Math.max(1, Math.round(block / STEP))) {
    let sum = 0
    for (let i = at; i < at + size; i += 1) sum += (samples[i] ?? 0) ** 2
    powers.push(sum / size)
  }
  return powers
}

type Biquad = { b: readonly [number, number, number]; a: readonly [number, number] }

/** BS.1770-4 annex 1 gives the two filters at 48 kHz; these are the same curves at any rate. */
function shelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974_450_955_533) / rate)
  const q = 0.707_175_236_955_419_6
  const high = 10 ** (3.999_843_853_973_347 / 20)
  const band = high ** 0.499_666_774_154_541_6
  const a0 = 1 + k / q + k * k
  return {
    b: [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.135_470_876_024_44) / rate)
  const q = 0.500_327_037_323_877_3
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}

function kWeighted(samples: Float32Array, rate: number): Float64Array {
  return filtered(filtered(Float64Array.from(samples), shelf(rate)), highPass(rate))
}

function filtered(samples: Float64Array, { b, a }: Biquad): Float64Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return samples.map((x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
    return y
  })
}
