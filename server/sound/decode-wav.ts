import type { Ms } from '#protocol/ids'
import type { SoundFaultReason } from '#protocol/sound-fault'
import { ALAW_TO_LINEAR, MULAW_TO_LINEAR } from '../recording/g711.ts'
import {
  FORMAT_ALAW,
  FORMAT_MULAW,
  isWavFault,
  readWavHeader,
  type WavFault,
  type WavHeader,
} from '../recording/wav.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { SoundFault } from './sound-fault.ts'

const FAULTS: Record<WavFault, SoundFaultReason> = {
  'not-wav': 'sound-broken',
  format: 'sound-format',
  inconsistent: 'sound-broken',
  truncated: 'sound-cut',
  empty: 'sound-empty',
}

export function decodeWav(bytes: Uint8Array, maxMs: Ms): DecodedSound {
  const header = readWavHeader(bytes)
  if (isWavFault(header)) throw new SoundFault(FAULTS[header])
  const { channels, rate, dataOffset, dataBytes, bits } = header
  const frames = (dataBytes * 8) / (channels * bits)
  if ((frames / rate) * 1000 > maxMs) throw new SoundFault('sound-too-long')
  const read = readerOf(bytes.subarray(dataOffset, dataOffset + dataBytes), header)
  const samples = new Float32Array(frames)
  for (let i = 0; i < frames; i += 1) {
    samples[i] = (channels === 1 ? read(i) : (read(i * 2) + read(i * 2 + 1)) / 2) / 32_768
  }
  return { samples, rate }
}

function readerOf(data: Uint8Array, header: Pick<WavHeader, 'format' | 'bits'>): (index: number) => number {
  if (header.format === FORMAT_ALAW) return (index) => ALAW_TO_LINEAR[data[index] ?? 0] ?? 0
  if (header.format === FORMAT_MULAW) return (index) => MULAW_TO_LINEAR[data[index] ?? 0] ?? 0
  if (header.bits === 8) return (index) => ((data[index] ?? 128) - 128) * 256
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return (index) => view.getInt16(index * 2, true)
}
