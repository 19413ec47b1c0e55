// Ogg: Opus (RFC 7845) at once to 8 kHz, Vorbis by its reference decoder as WASM.
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import type { Ms } from '#protocol/ids'
import { CollectedSound } from './collected.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { oggPackets } from './ogg-packets.ts'
import { TELEPHONE_RATE } from './resample.ts'
import { SoundFault } from './sound-fault.ts'

const PIECE = 32 * 1024
/** Pre-skip counts at 48 kHz. */
const OPUS_RATIO = 6

export function decodeOgg(bytes: Uint8Array, maxMs: Ms): Promise<DecodedSound> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets = oggPackets(file)
  const head = Buffer.from(packets.next().value ?? [])
  if (head.toString('latin1', 0, 8) === 'OpusHead') return decodeOpus(head, packets, maxMs)
  if (head.toString('latin1', 1, 7) === 'vorbis') {
    // Its decoder reads on over a missing end.
    for (const packet of packets) if (packet.length > file.length) throw new SoundFault('sound-broken')
    return decodeVorbis(file, maxMs)
  }
  throw new SoundFault('sound-format')
}

async function decodeOpus(head: Buffer, packets: Generator<Uint8Array>, maxMs: Ms): Promise<DecodedSound> {
  const { Decoder } = await import('@evan/opus/wasm/index.mjs')
  // RFC 7845 §5.1.1: other mapping families are for more channels than two.
  if (head.length < 19 || head[18] !== 0) throw new SoundFault('sound-format')
  const sound = new CollectedSound(maxMs)
  const decoder = new Decoder({ channels: 1, sample_rate: TELEPHONE_RATE })
  let skip = Math.round(head.readUInt16LE(10) / OPUS_RATIO)
  packets.next()
  try {
    for (const packet of packets) {
      const pcm = decodePacket(decoder, packet)
      const dropped = Math.min(skip, pcm.length)
      skip -= dropped
      sound.add([Float32Array.from(pcm.subarray(dropped), (sample) => sample / 32_768)], TELEPHONE_RATE)
    }
  } finally {
    decoder.drop()
  }
  return sound.whole()
}

function decodePacket(decoder: { decode(packet: Uint8Array): Uint8Array }, packet: Uint8Array): Int16Array {
  try {
    const pcm = decoder.decode(packet)
    return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength >> 1)
  } catch (cause) {
    throw new SoundFault('sound-broken', { cause })
  }
}

async function decodeVorbis(file: Buffer, maxMs: Ms): Promise<DecodedSound> {
  const sound = new CollectedSound(maxMs)
  const decoder = new OggVorbisDecoder()
  await decoder.ready
  try {
    for (let at = 0; at < file.length; at += PIECE) {
      const { channelData, sampleRate, errors } = await decoder.decode(file.subarray(at, at + PIECE))
      if (errors.length > 0) throw new SoundFault('sound-broken')
      sound.add(channelData, sampleRate)
    }
    const { channelData, sampleRate } = await decoder.flush()
    sound.add(channelData, sampleRate)
  } finally {
    decoder.free()
  }
  return sound.whole()
}
