// Uploaded sound becomes a telephone prompt: judged by its content, made anew as 8 kHz mono A-law, the original dropped.
import type { Ms } from '#protocol/ids'
import { HttpError } from '../http/http-error.ts'
import { ALAW_TO_LINEAR, encodeAlaw, MULAW_TO_LINEAR } from '../recording/g711.ts'
import {
  FORMAT_ALAW,
  FORMAT_MULAW,
  isWavFault,
  readWavHeader,
  type WavFault,
  type WavHeader,
  wavHeader,
} from '../recording/wav.ts'
import { TELEPHONE_RATE, toTelephoneRate } from './resample.ts'
import { inSlices } from './slices.ts'

export const MAX_PROMPT_BYTES = 10 * 1024 * 1024
const MAX_PROMPT_MS: Ms = 10 * 60_000

const SLICE = 100_000

const FAULTS: Record<WavFault, string> = {
  'not-wav': 'The file is not a WAV file',
  format: 'Only PCM (8 or 16 bit), A-law and µ-law are taken, mono or stereo',
  inconsistent: 'The header of the file contradicts itself',
  truncated: 'The file is cut off',
  empty: 'The file holds no sound',
}

type PromptSound = { wav: Uint8Array; durationMs: Ms }

export async function toPromptSound(bytes: Uint8Array): Promise<PromptSound> {
  const header = readWavHeader(bytes)
  if (isWavFault(header)) throw new HttpError(422, 'sound-refused', FAULTS[header])
  const frames = (header.dataBytes * 8) / (header.channels * header.bits)
  if ((frames / header.rate) * 1000 > MAX_PROMPT_MS) {
    throw new HttpError(422, 'sound-refused', 'The sound is longer than ten minutes')
  }
  const mono = await monoOf(bytes.subarray(header.dataOffset, header.dataOffset + header.dataBytes), header, frames)
  const samples = await toTelephoneRate(mono, header.rate)
  const data = new Uint8Array(samples.length)
  await inSlices(samples.length, SLICE, (from, to) => {
    for (let i = from; i < to; i += 1) data[i] = encodeAlaw(clipped(samples[i] ?? 0))
  })
  const wav = Buffer.concat([wavHeader(FORMAT_ALAW, 1, TELEPHONE_RATE, 8, data.length), data])
  return { wav, durationMs: Math.round((samples.length / TELEPHONE_RATE) * 1000) }
}

async function monoOf(data: Uint8Array, { channels, ...header }: WavHeader, frames: number): Promise<Float32Array> {
  const read = readerOf(data, header)
  const mono = new Float32Array(frames)
  await inSlices(frames, SLICE, (from, to) => {
    for (let i = from; i < to; i += 1) {
      mono[i] = channels === 1 ? read(i) : (read(i * 2) + read(i * 2 + 1)) / 2
    }
  })
  return mono
}

function clipped(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)))
}

function readerOf(data: Uint8Array, header: Pick<WavHeader, 'format' | 'bits'>): (index: number) => number {
  if (header.format === FORMAT_ALAW) return (index) => ALAW_TO_LINEAR[data[index] ?? 0] ?? 0
  if (header.format === FORMAT_MULAW) return (index) => MULAW_TO_LINEAR[data[index] ?? 0] ?? 0
  if (header.bits === 8) return (index) => ((data[index] ?? 128) - 128) * 256
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return (index) => view.getInt16(index * 2, true)
}
