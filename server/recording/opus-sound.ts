// Plays an archived recording from any frame: the pages before it are skipped, 80 ms are decoded to get going.
import { ChunkKind } from '#protocol/recording-file'
import { type EncryptedRecording, RecordingDamaged } from './encrypted-recording.ts'
import { decodePages, type OggPage } from './ogg.ts'
import { GRANULE_PER_FRAME, PACKET_FRAMES, PAGE_PACKETS, skipOf } from './opus-stream.ts'
import { RATE, type RecordedSound } from './recorded-sound.ts'

/** RFC 7845 §4.6. */
const PRE_ROLL_PACKETS = 4

/** Throws RecordingDamaged when it is not as it was archived. */
export async function opusSound(recording: EncryptedRecording): Promise<RecordedSound> {
  const numbers = [...recording.chunks.entries()].flatMap(([number, { kind }]) =>
    kind === ChunkKind.ogg ? [number] : [],
  )
  const pagesOf = async (index: number): Promise<OggPage[]> => decodePages(await recording.read(numbers[index] ?? -1))
  const [head] = await pagesOf(0)
  const skip = skipOf(head?.packets[0] ?? new Uint8Array())
  if (skip === null) throw new RecordingDamaged('it is no Opus of ours')
  const [last] = numbers.length > 1 ? await pagesOf(numbers.length - 1) : []
  const frames = last === undefined ? 0 : last.granule / GRANULE_PER_FRAME - skip
  const packetsOf = async (page: number): Promise<Uint8Array[]> => (await pagesOf(page + 1))[0]?.packets ?? []
  return {
    frames,
    async *pcm(from, to) {
      if (from >= to) return
      const first = Math.max(0, Math.floor((from + skip) / PACKET_FRAMES) - PRE_ROLL_PACKETS)
      const end = Math.ceil((to + skip) / PACKET_FRAMES)
      // Loaded when it is needed: its WASM's 32 MiB would let as much garbage gather before it is looked for.
      const { Decoder } = await import('@evan/opus/wasm/index.mjs')
      const decoder = new Decoder({ channels: 2, sample_rate: RATE })
      try {
        for (let page = Math.floor(first / PAGE_PACKETS); page * PAGE_PACKETS < end; page++) {
          const packets = await packetsOf(page)
          for (const [index, packet] of packets.entries()) {
            const number = page * PAGE_PACKETS + index
            if (number < first || number >= end) continue
            const pcm = new Int16Array(decoder.decode(packet).buffer)
            const at = number * PACKET_FRAMES - skip
            const piece = pcm.slice(2 * Math.max(0, from - at), 2 * Math.min(PACKET_FRAMES, to - at))
            if (piece.length > 0) yield piece
          }
        }
      } finally {
        decoder.drop()
      }
    },
  }
}
