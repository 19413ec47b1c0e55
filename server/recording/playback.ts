// Serves a recording as a 16-bit PCM WAV, made while it is sent, so that every browser plays it; answers Range.
import { RATE, type RecordedSound } from './recorded-sound.ts'
import { FORMAT_PCM, HEADER_BYTES, wavHeader } from './wav.ts'

/** Two channels of 16 bits. */
const FRAME_BYTES = 4

type ByteRange = { from: number; to: number }

/** One range of `bytes=a-b`; null = whole; 'unsatisfiable' for one beyond the end. More ranges than one: whole. */
export function parseRange(header: string | null, size: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const last = size - 1
  const range =
    match[1] === ''
      ? { from: Math.max(0, size - Number(match[2])), to: last }
      : { from: Number(match[1]), to: match[2] === '' ? last : Math.min(last, Number(match[2])) }
  return range.from > last || range.from > range.to ? 'unsatisfiable' : range
}

/** `onFault` is told what breaks the stream off: the reply has begun and can say nothing any more. */
export function playback(
  sound: RecordedSound,
  range: string | null,
  disposition: string,
  onFault: (fault: unknown) => void,
): Response {
  const size = HEADER_BYTES + sound.frames * FRAME_BYTES
  const headers: Record<string, string> = {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': disposition,
  }
  const wanted = parseRange(range, size)
  if (wanted === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const { from, to } = wanted ?? { from: 0, to: size - 1 }
  headers['content-length'] = String(to - from + 1)
  if (wanted !== null) headers['content-range'] = `bytes ${from}-${to}/${size}`
  const body = streamOf(wavBytes(sound, from, to + 1), onFault)
  return new Response(body, { status: wanted === null ? 200 : 206, headers })
}

function streamOf(pieces: AsyncGenerator<Uint8Array>, onFault: (fault: unknown) => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (fault) {
        onFault(fault)
        controller.error(fault)
      }
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

/** The file's bytes from `from` up to `end`. */
async function* wavBytes(sound: RecordedSound, from: number, end: number): AsyncGenerator<Uint8Array> {
  const header = wavHeader(FORMAT_PCM, 2, RATE, 16, sound.frames * FRAME_BYTES)
  if (from < HEADER_BYTES) yield header.subarray(from, Math.min(HEADER_BYTES, end))
  const first = Math.max(0, from - HEADER_BYTES)
  let left = end - HEADER_BYTES - first
  let skip = first % FRAME_BYTES
  const firstFrame = Math.floor(first / FRAME_BYTES)
  for await (const pcm of sound.pcm(firstFrame, Math.ceil((end - HEADER_BYTES) / FRAME_BYTES))) {
    const bytes = new Uint8Array(pcm.buffer).subarray(skip, skip + left)
    skip = 0
    left -= bytes.length
    yield bytes
  }
}
