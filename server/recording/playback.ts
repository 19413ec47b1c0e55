// Serves an A-law recording as 16-bit PCM, made while it is sent, so that every browser plays it; answers Range.
import { ALAW_TO_LINEAR } from './g711.ts'
import { recordingHeader } from './recording-files.ts'
import { FORMAT_PCM, HEADER_BYTES, wavHeader } from './wav.ts'

const CHUNK = 32 * 1024

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

export async function playback(path: string, range: string | null): Promise<Response> {
  const source = await recordingHeader(path)
  const pcmBytes = source.dataBytes * 2
  const size = HEADER_BYTES + pcmBytes
  const headers: Record<string, string> = {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': 'inline; filename="recording.wav"',
  }
  const wanted = parseRange(range, size)
  if (wanted === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const { from, to } = wanted ?? { from: 0, to: size - 1 }
  const header = wavHeader(FORMAT_PCM, 2, source.rate, 16, pcmBytes)
  const body = streamOf(pcmBytesOf(path, source.dataOffset, header, from, to))
  headers['content-length'] = String(to - from + 1)
  if (wanted !== null) headers['content-range'] = `bytes ${from}-${to}/${size}`
  return new Response(body, { status: wanted === null ? 200 : 206, headers })
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

async function* pcmBytesOf(
  path: string,
  dataOffset: number,
  header: Uint8Array,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  if (from < HEADER_BYTES) yield header.subarray(from, Math.min(HEADER_BYTES, to + 1))
  const first = Math.max(0, from - HEADER_BYTES)
  const end = to + 1 - HEADER_BYTES
  for (let at = first; at < end; ) {
    const code = at >> 1
    const stop = Math.min(Math.ceil(end / 2), code + CHUNK)
    const codes = new Uint8Array(
      await Bun.file(path)
        .slice(dataOffset + code, dataOffset + stop)
        .arrayBuffer(),
    )
    const next = Math.min(end, stop * 2)
    yield linearBytes(codes).subarray(at - code * 2, next - code * 2)
    at = next
  }
}

function linearBytes(codes: Uint8Array): Uint8Array {
  const samples = new Int16Array(codes.length)
  for (let i = 0; i < codes.length; i += 1) samples[i] = ALAW_TO_LINEAR[codes[i] ?? 0] ?? 0
  return new Uint8Array(samples.buffer)
}
