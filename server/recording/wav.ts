// WAV files (RIFF, WAVE_FORMAT 1, 6 and 7): reading the header of what comes, writing our own.
export const FORMAT_PCM = 1
export const FORMAT_ALAW = 6
export const FORMAT_MULAW = 7
const FORMAT_EXTENSIBLE = 0xfffe

export type WavHeader = {
  format: typeof FORMAT_PCM | typeof FORMAT_ALAW | typeof FORMAT_MULAW
  channels: number
  rate: number
  bits: number
  dataOffset: number
  dataBytes: number
}

export type WavFault = 'not-wav' | 'format' | 'inconsistent' | 'truncated' | 'empty'

const MAX_CHUNKS = 50

/** Reads the header from the file's first bytes; `size` is the whole file's. */
export function readWavHeader(bytes: Uint8Array, size = bytes.byteLength): WavHeader | WavFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.byteLength < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return 'not-wav'
  let format: Omit<WavHeader, 'dataOffset' | 'dataBytes'> | null = null
  let at = 12
  for (let chunk = 0; chunk < MAX_CHUNKS && at + 8 <= bytes.byteLength; chunk += 1) {
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    if (tag(at) === 'fmt ') {
      if (length < 16 || body + length > bytes.byteLength) return 'truncated'
      const read = readFormat(view, body, length)
      if (typeof read === 'string') return read
      format = read
    }
    if (tag(at) === 'data') return format === null ? 'inconsistent' : withData(format, body, length, size)
    at = body + length + (length % 2)
  }
  return 'not-wav'
}

function readFormat(
  view: DataView,
  at: number,
  length: number,
): Omit<WavHeader, 'dataOffset' | 'dataBytes'> | WavFault {
  const tag = view.getUint16(at, true)
  const code = tag === FORMAT_EXTENSIBLE && length >= 40 ? view.getUint16(at + 24, true) : tag
  const channels = view.getUint16(at + 2, true)
  const rate = view.getUint32(at + 4, true)
  const bits = view.getUint16(at + 14, true)
  if (code !== FORMAT_PCM && code !== FORMAT_ALAW && code !== FORMAT_MULAW) return 'format'
  if (channels < 1 || channels > 2 || rate < 4000 || rate > 192_000) return 'format'
  if (bits !== 8 && (bits !== 16 || code !== FORMAT_PCM)) return 'format'
  const frame = (channels * bits) / 8
  if (view.getUint16(at + 12, true) !== frame || view.getUint32(at + 8, true) !== frame * rate) return 'inconsistent'
  return { format: code, channels, rate, bits }
}

function withData(
  format: Omit<WavHeader, 'dataOffset' | 'dataBytes'>,
  dataOffset: number,
  length: number,
  size: number,
): WavHeader | WavFault {
  const frame = (format.channels * format.bits) / 8
  const dataBytes = length - (length % frame)
  if (dataOffset + length > size) return 'truncated'
  return dataBytes === 0 ? 'empty' : { ...format, dataOffset, dataBytes }
}

export const HEADER_BYTES = 44

export function wavHeader(format: number, channels: number, rate: number, bits: number, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at)
  const frame = (channels * bits) / 8
  text(0, 'RIFF')
  view.setUint32(4, 36 + dataBytes, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, format, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, frame * rate, true)
  view.setUint16(32, frame, true)
  view.setUint16(34, bits, true)
  text(36, 'data')
  view.setUint32(40, dataBytes, true)
  return bytes
}

export function isWavFault(read: WavHeader | WavFault): read is WavFault {
  return typeof read === 'string'
}
