// Tones made here: what a player is asked for, and the soft beep for who waits on a seat that is away.
import { A_LAW_SILENCE, FRAME_SAMPLES, LINEAR_TO_A } from '../codec/g711.ts'

const RATE = 8000
/** -13 dBm0 for the whole of a tone; each of two gets half the power. */
const TONE_PEAK = 22_600 * 10 ** (-13 / 20)
const RAMP_SAMPLES = 40

export function toneSample(hz: readonly number[], position: number, length: number, peak: number): number {
  if (hz.length === 0) return 0
  let sum = 0
  for (const frequency of hz) sum += Math.sin((2 * Math.PI * frequency * position) / RATE)
  const ramp = Math.min(1, position / RAMP_SAMPLES, (length - position) / RAMP_SAMPLES)
  return Math.round((sum / Math.sqrt(hz.length)) * peak * ramp)
}

export function toneALaw(hz: readonly number[], position: number, length: number): number {
  return LINEAR_TO_A[toneSample(hz, position, length, TONE_PEAK) & 0xffff]!
}

const COMFORT_HZ = [440]
const COMFORT_PEAK = 22_600 * 10 ** (-26 / 20)
const COMFORT_BEEP_SAMPLES = 1600
const COMFORT_PERIOD_FRAMES = 150

/** R6: 200 ms of 440 Hz every 3 s; frame `n` of that cycle, A-law. */
const COMFORT_FRAMES: Uint8Array[] = Array.from({ length: COMFORT_PERIOD_FRAMES }, (_, frame) =>
  Uint8Array.from({ length: FRAME_SAMPLES }, (_, i) => {
    const position = frame * FRAME_SAMPLES + i
    if (position >= COMFORT_BEEP_SAMPLES) return A_LAW_SILENCE
    return LINEAR_TO_A[toneSample(COMFORT_HZ, position, COMFORT_BEEP_SAMPLES, COMFORT_PEAK) & 0xffff]!
  }),
)

export const comfortFrame = (n: number): Uint8Array => COMFORT_FRAMES[n % COMFORT_PERIOD_FRAMES]!
