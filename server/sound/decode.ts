// Sound files of strangers, known by their content and never by their name, as one channel of samples.
import type { Ms } from '#protocol/ids'
import { decodeM4a } from './decode-m4a.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { decodeOgg } from './decode-ogg.ts'
import { decodeWav } from './decode-wav.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { SoundFault } from './sound-fault.ts'

/** Throws a SoundFault. */
export async function decodeSound(bytes: Uint8Array, maxMs: Ms): Promise<DecodedSound> {
  const tag = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (tag(0, 4) === 'RIFF' && tag(8, 12) === 'WAVE') return decodeWav(bytes, maxMs)
  if (tag(0, 4) === 'OggS') return decodeOgg(bytes, maxMs)
  if (tag(4, 8) === 'ftyp') return decodeM4a(bytes, maxMs)
  if (tag(0, 3) === 'ID3' || isMpegHeader(bytes[0] ?? 0, bytes[1] ?? 0)) return decodeMp3(bytes, maxMs)
  throw new SoundFault('sound-not-audio')
}

/** ISO 11172-3 §2.4.1.3: eleven ones, then a version and a layer that are not the reserved ones. */
function isMpegHeader(first: number, second: number): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0
}
