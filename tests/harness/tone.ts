// Tones made and measured, 8 kHz.
import { A_TO_LINEAR, LINEAR_TO_A, LINEAR_TO_MU, MU_TO_LINEAR } from '../../gateway/codec/g711.ts'

const RATE = 8000

/** A-law of a sine; `from` is the index of its first sample, so that pieces join without a click. */
export function toneALaw(hz: number, from: number, samples: number, amplitude = 8000): Uint8Array {
  return Uint8Array.from({ length: samples }, (_, i) => {
    const value = Math.round(amplitude * Math.sin((2 * Math.PI * hz * (from + i)) / RATE))
    return LINEAR_TO_A[value & 0xffff] ?? 0
  })
}

type Law = 'PCMA' | 'PCMU'

/** Sines of these frequencies together, as toneALaw. */
export function tones(law: Law, hz: readonly number[], from: number, samples: number): Uint8Array {
  const table = law === 'PCMA' ? LINEAR_TO_A : LINEAR_TO_MU
  return Uint8Array.from({ length: samples }, (_, i) => {
    const sum = hz.reduce((value, each) => value + Math.sin((2 * Math.PI * each * (from + i)) / RATE), 0)
    return table[Math.round((8000 / hz.length) * sum) & 0xffff] ?? 0
  })
}

export function linearOf(encoded: Uint8Array, law: Law = 'PCMA'): Float64Array {
  const table = law === 'PCMA' ? A_TO_LINEAR : MU_TO_LINEAR
  return Float64Array.from(encoded, (code) => table[code] ?? 0)
}

function powerAt(samples: Float64Array, hz: number): number {
  const w = (2 * Math.PI * hz) / RATE
  let re = 0
  let im = 0
  for (const [i, value] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length)
    re += window * value * Math.cos(w * i)
    im += window * value * Math.sin(w * i)
  }
  return (re * re + im * im) / samples.length ** 2
}

/** Level of one frequency against the whole, 0-1. A Hann-windowed sine of amplitude A has power (A/4)^2 there and energy A^2/2. */
export function shareOf(samples: Float64Array, hz: number): number {
  const energy = samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length)
  return energy < 2500 ? 0 : Math.min(1, (powerAt(samples, hz) * 8) / energy)
}

/** The strongest frequency in Hz (100-3800, to 1 Hz) and its level against the whole, 0-1; hz 0 = silence. */
export function strongest(samples: Float64Array): { hz: number; share: number; level: number } {
  const energy = samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length)
  const level = Math.sqrt(energy)
  if (level < 50) return { hz: 0, share: 0, level }
  let best = { hz: 0, power: 0 }
  // A Hann window of a second hears nothing of a tone 2 Hz away.
  for (let hz = 100; hz <= 3800; hz += 3) {
    const power = powerAt(samples, hz)
    if (power > best.power) best = { hz, power }
  }
  for (let hz = best.hz - 3; hz <= best.hz + 3; hz += 1) {
    const power = powerAt(samples, hz)
    if (power > best.power) best = { hz, power }
  }
  // A Hann-windowed sine of amplitude A has power (A/4)^2 at its frequency and energy A^2/2.
  return { hz: best.hz, share: Math.min(1, (best.power * 8) / energy), level }
}
