// Decoded sound as a telephone carries it: 8 kHz, one channel, as loud as the built-in prompts, A-law in a WAV file.
import type { Ms } from '#protocol/ids'
import { encodeAlaw } from '../recording/g711.ts'
import { FORMAT_ALAW, wavHeader } from '../recording/wav.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { loudnessOf } from './loudness.ts'
import { TELEPHONE_RATE, toTelephoneRate } from './resample.ts'

export type TelephoneSound = { wav: Uint8Array<ArrayBuffer>; durationMs: Ms }

/** The mean of the built-in prompts. */
export const TARGET_LUFS = -22.5
/** Nothing is made louder than this: the peaks stay, and noise is not drawn up to speech. */
const PEAK = 10 ** (-1 / 20)
const MOST_GAIN = 10 ** (24 / 20)

export function telephoneSound({ samples, rate }: DecodedSound): TelephoneSound {
  const telephone = toTelephoneRate(samples, rate)
  const gain = gainFor(telephone)
  const data = Uint8Array.from(telephone, (sample) =>
    encodeAlaw(Math.max(-32_768, Math.min(32_767, Math.round(sample * gain * 32_768)))),
  )
  const wav = Buffer.concat([wavHeader(FORMAT_ALAW, 1, TELEPHONE_RATE, 8, data.length), data])
  return { wav: new Uint8Array(wav), durationMs: Math.round((data.length / TELEPHONE_RATE) * 1000) }
}

function gainFor(samples: Float32Array): number {
  const loudness = loudnessOf(samples, TELEPHONE_RATE)
  if (loudness === Number.NEGATIVE_INFINITY) return 1
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return Math.min(10 ** ((TARGET_LUFS - loudness) / 20), PEAK / peak, MOST_GAIN)
}
