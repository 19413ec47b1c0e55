// A recording as Ogg Opus (RFC 7845): two channels that share nothing, 8000 Hz in, 20 ms a packet, one second a page.
import { encodePage, PageFlag } from './ogg.ts'
import { RATE, type RecordedSound } from './recorded-sound.ts'

export const PACKET_FRAMES = 160
export const PAGE_PACKETS = 50
/** Granule positions and pre-skip count at 48 kHz, whatever the sound is (RFC 7845 §4). */
export const GRANULE_PER_FRAME = 6
/** Telephone speech on both sides; silence costs next to nothing. */
const BITRATE = 32_000
const Ctl = { setBitrate: 4002, setVbr: 4006, getLookahead: 4027, setForceChannels: 4022 } as const
const SERIAL = 1

/** OpusHead, RFC 7845 §5.1. */
export function opusHead(preSkip: number): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead')
  head[8] = 1
  head[9] = 2
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(RATE, 12)
  return head
}

/** Pre-skip in frames of 8000 Hz; null for anything that is no head of ours. */
export function skipOf(head: Uint8Array): number | null {
  const bytes = Buffer.from(head)
  if (bytes.length !== 19 || bytes.toString('latin1', 0, 8) !== 'OpusHead' || bytes[9] !== 2) return null
  return bytes.readUInt16LE(10) / GRANULE_PER_FRAME
}

function opusTags(): Buffer {
  const vendor = Buffer.from('trunkline')
  const tags = Buffer.alloc(16 + vendor.length)
  tags.write('OpusTags')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  return tags
}

/** The stream's pages: the two of its head together, then one for each second. */
export async function* encodeOpus(sound: RecordedSound): AsyncGenerator<Buffer> {
  const { Encoder } = await import('@evan/opus/wasm/index.mjs')
  const encoder = new Encoder({ channels: 2, sample_rate: RATE, application: 'voip' })
  try {
    encoder.ctl(Ctl.setBitrate, BITRATE)
    encoder.ctl(Ctl.setForceChannels, 2)
    const skip = encoder.ctl(Ctl.getLookahead)
    yield headPages(skip)
    const count = Math.ceil((sound.frames + skip) / PACKET_FRAMES)
    let packets: Uint8Array[] = []
    let done = 0
    for await (const pcm of framesOf(sound, count)) {
      packets.push(encoder.encode(pcm))
      done++
      if (packets.length < PAGE_PACKETS && done < count) continue
      const isLast = done === count
      const frames = isLast ? sound.frames + skip : done * PACKET_FRAMES
      const sequence = 1 + Math.ceil(done / PAGE_PACKETS)
      const flags = isLast ? PageFlag.last : 0
      yield encodePage({ flags, granule: frames * GRANULE_PER_FRAME, serial: SERIAL, sequence, packets })
      packets = []
    }
  } finally {
    encoder.drop()
  }
}

function headPages(skip: number): Buffer {
  const page = (sequence: number, flags: number, packet: Buffer) =>
    encodePage({ flags, granule: 0, serial: SERIAL, sequence, packets: [packet] })
  return Buffer.concat([page(0, PageFlag.first, opusHead(skip * GRANULE_PER_FRAME)), page(1, 0, opusTags())])
}

/** The sound in packets' worth, silence behind its end. */
async function* framesOf(sound: RecordedSound, count: number): AsyncGenerator<Int16Array> {
  const packet = new Int16Array(2 * PACKET_FRAMES)
  let filled = 0
  let left = count
  for await (const pcm of sound.pcm(0, sound.frames)) {
    for (let at = 0; at < pcm.length; ) {
      const piece = pcm.subarray(at, at + packet.length - filled)
      packet.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled < packet.length) continue
      yield packet
      filled = 0
      left--
    }
  }
  for (; left > 0; left--) {
    packet.fill(0, filled)
    yield packet
    filled = 0
  }
}
