// WAV (RIFF) files: the formats a prompt may have, and the header of a recording.

export const WavFormat = { pcm: 1, aLaw: 6, muLaw: 7 } as const
/** RIFF, an 18-byte fmt chunk, a fact chunk (needed for every format but PCM) and the data chunk's head. */
export const WAV_HEADER = 58
const RATE = 8000

export type WavSound = { format: number; channels: number; bitsPerSample: number; data: Uint8Array }

/** A header of G.711 A-law; `dataBytes` counts all channels. */
export function aLawHeader(channels: number, dataBytes: number): Buffer {
  const out = Buffer.alloc(WAV_HEADER)
  out.write('RIFF', 0)
  out.writeUInt32LE(WAV_HEADER - 8 + dataBytes, 4)
  out.write('WAVEfmt ', 8)
  out.writeUInt32LE(18, 16)
  out.writeUInt16LE(WavFormat.aLaw, 20)
  out.writeUInt16LE(channels, 22)
  out.writeUInt32LE(RATE, 24)
  out.writeUInt32LE(RATE * channels, 28)
  out.writeUInt16LE(channels, 32)
  out.writeUInt16LE(8, 34)
  out.write('fact', 38)
  out.writeUInt32LE(4, 42)
  out.writeUInt32LE(Math.floor(dataBytes / channels), 46)
  out.write('data', 50)
  out.writeUInt32LE(dataBytes, 54)
  return out
}

/** Reads a WAV of 8 kHz; a text says why it cannot be used. A data size that lies is cut to the file. */
export function readWav(file: Uint8Array): WavSound | string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return 'not a WAV file'
  }
  let format: Omit<WavSound, 'data'> | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4)
    const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8)
    const start = at + 8
    if (name === 'fmt ' && size >= 16) {
      if (bytes.readUInt32LE(start + 4) !== RATE) return `sampled at ${bytes.readUInt32LE(start + 4)} Hz, not 8000`
      format = {
        format: bytes.readUInt16LE(start),
        channels: bytes.readUInt16LE(start + 2),
        bitsPerSample: bytes.readUInt16LE(start + 14),
      }
    } else if (name === 'data') {
      if (format === null) return 'no format before the sound'
      return { ...format, data: file.subarray(start, start + size) }
    }
    at = start + size + (size & 1)
  }
  return 'no sound in the file'
}
