// Recordings as the API serves them: stereo 16-bit PCM, the customer left, the agent right.
import { strongest } from './tone.ts'

const FRAME = 160

type Wav = { format: number; channels: number; rate: number; bits: number; sound: Buffer }

export function readWav(bytes: Buffer): Wav {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') throw new Error('no WAV')
  let head: Omit<Wav, 'sound'> | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const body = at + 8
    if (name === 'fmt ')
      head = {
        format: bytes.readUInt16LE(body),
        channels: bytes.readUInt16LE(body + 2),
        rate: bytes.readUInt32LE(body + 4),
        bits: bytes.readUInt16LE(body + 14),
      }
    if (name === 'data' && head) return { ...head, sound: bytes.subarray(body, body + size) }
    at = body + size + (size % 2)
  }
  throw new Error('the WAV has no data')
}

/** The strongest frequency of each side over the last second (but 200 ms) of an 8 kHz stereo PCM recording. */
export function sidesOf({ sound, channels, bits }: Wav): { left: number; right: number } {
  if (channels !== 2 || bits !== 16) throw new Error(`not stereo PCM: ${channels} channels of ${bits} bits`)
  const frames = sound.length / 4
  const count = Math.min(8000, Math.max(0, frames - 1600))
  const from = frames - 1600 - count
  const side = (offset: number) =>
    strongest(Float64Array.from({ length: count }, (_, i) => sound.readInt16LE((from + i) * 4 + offset))).hz
  return { left: side(0), right: side(2) }
}

/** Both sides of an 8 kHz stereo PCM recording, in frames of 20 ms. */
export function framesOf({ sound }: Wav): { left: Float64Array[]; right: Float64Array[] } {
  const count = Math.floor(sound.length / 4 / FRAME)
  const side = (offset: number) =>
    Array.from({ length: count }, (_, frame) =>
      Float64Array.from({ length: FRAME }, (_, i) => sound.readInt16LE((frame * FRAME + i) * 4 + offset)),
    )
  return { left: side(0), right: side(2) }
}

type SoundForm = { rate: number; channels: number }

/** Of a 16-bit WAV that is still being written, so that its header says nothing yet. */
export function soundMs(wav: Buffer | null, { rate, channels }: SoundForm): number {
  return wav ? (Math.max(0, wav.length - 44) / (2 * channels * rate)) * 1000 : 0
}

/** The last second of such a WAV, of its first channel. */
export function lastSecondOf(
  wav: Buffer | null,
  { rate, channels }: SoundForm,
): { hz: number; share: number; level: number } {
  const frame = channels * 2
  const frames = wav ? Math.floor((wav.length - 44) / frame) : 0
  if (!wav || frames < rate) return { hz: 0, share: 0, level: 0 }
  const from = 44 + (frames - rate) * frame
  // Tones below 4 kHz only: every so many samples make a second at 8 kHz.
  const step = (rate / 8000) * frame
  return strongest(Float64Array.from({ length: 8000 }, (_, i) => wav.readInt16LE(from + i * step)))
}
