// MPEG audio, layers I-III, by mpg123 as WASM.
import { MPEGDecoder } from 'mpg123-decoder'
import type { Ms } from '#protocol/ids'
import { CollectedSound } from './collected.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { SoundFault } from './sound-fault.ts'

const PIECE = 32 * 1024
/** A tag at the end or a torn frame makes a few; what is no MP3 makes one after the other. */
const MOST_ERRORS = 3
/** What the file promises may be less by the encoder's padding, never by this much. */
const LEAST_SHARE = 0.95

export async function decodeMp3(bytes: Uint8Array, maxMs: Ms): Promise<DecodedSound> {
  const sound = new CollectedSound(maxMs)
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    let errors = 0
    for (let at = 0; at < bytes.length && errors <= MOST_ERRORS; at += PIECE) {
      const decoded = decoder.decode(bytes.subarray(at, at + PIECE))
      errors += decoded.errors.length
      if (decoded.samplesDecoded > 0) sound.add(decoded.channelData, decoded.sampleRate)
    }
    if (errors > MOST_ERRORS || sound.frames === 0) throw new SoundFault('sound-broken')
  } finally {
    decoder.free()
  }
  if (sound.frames < promisedFrames(bytes) * LEAST_SHARE) throw new SoundFault('sound-cut')
  return sound.whole()
}

/** By the Xing or Info header that encoders put into the first frame; 0 where there is none. */
function promisedFrames(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = tagBytes(file)
  const head = file.subarray(start, start + 64)
  const at = Math.max(head.indexOf('Xing'), head.indexOf('Info'))
  if (at < 0 || at + 12 > head.length || (head.readUInt32BE(at + 4) & 1) === 0) return 0
  // Version 1 has 1152 samples in a frame of layer III, versions 2 and 2.5 half of that.
  const isVersion1 = ((head[1] ?? 0) & 0x18) === 0x18
  return head.readUInt32BE(at + 8) * (isVersion1 ? 1152 : 576)
}

/** ID3v2 §3.1: four times seven bits, without the ten of its own header. */
function tagBytes(file: Buffer): number {
  if (file.toString('latin1', 0, 3) !== 'ID3' || file.length < 10) return 0
  return 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + ((file[at] ?? 0) & 0x7f), 0)
}
