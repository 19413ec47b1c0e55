// G.711 (11/88): A-law and µ-law to and from uniform PCM (Tables 1 and 2) and between each other (Tables 3 and 4).

export type G711 = 'PCMA' | 'PCMU'

export const FRAME_SAMPLES = 160
export const A_LAW_SILENCE = 0xd5

function aLawValue(code: number): number {
  const bits = code ^ 0x55
  const segment = (bits & 0x70) >> 4
  let magnitude = ((bits & 0x0f) << 4) + (segment === 0 ? 8 : 0x108)
  if (segment > 1) magnitude <<= segment - 1
  return bits & 0x80 ? magnitude : -magnitude
}

function muLawValue(code: number): number {
  const bits = ~code & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4)) - 132
  return bits & 0x80 ? -magnitude : magnitude
}

function aLawCode(sample: number): number {
  const magnitude = sample < 0 ? ~sample : sample
  const segment = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude) - 7
  const step = segment === 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 0x0f
  return ((segment << 4) | step | (sample < 0 ? 0 : 0x80)) ^ 0x55
}

function muLawCode(sample: number): number {
  const magnitude = Math.min(sample < 0 ? ~sample : sample, 32_635) + 132
  const segment = 31 - Math.clz32(magnitude) - 7
  const step = (magnitude >> (segment + 3)) & 0x0f
  return ~((segment << 4) | step | (sample < 0 ? 0x80 : 0)) & 0xff
}

/** Table 4: A-law value number (from 0) to µ-law value number. A-80 gives µ-79 so that A-µ-A is transparent (note 3). */
function muNumberOfA(n: number): number {
  if (n < 8) return 2 * n + 1
  if (n < 24) return n + 8
  if (n < 32) return 32 + ((n - 24) >> 1)
  if (n < 45) return n + 4
  if (n < 47) return n + 3
  if (n < 63) return n + 2
  return n < 79 ? n + 1 : n
}

/** Table 3: µ-law value number (from 0) to A-law value number (from 0). µ-80 gives A-81 counted from 1 (note 3). */
function aNumberOfMu(n: number): number {
  if (n < 16) return n >> 1
  if (n < 32) return n - 8
  if (n < 36) return 24 + 2 * (n - 32)
  if (n < 48) return n - 4
  if (n === 48) return 45
  if (n < 64) return n - 2
  return n < 80 ? n - 1 : n
}

const byteTable = (entry: (code: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, i) => entry(i))

export const A_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => aLawValue(code))
export const MU_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => muLawValue(code))
/** Indexed by the 16-bit sample & 0xffff. */
export const LINEAR_TO_A = Uint8Array.from({ length: 65_536 }, (_, i) => aLawCode((i << 16) >> 16))
export const LINEAR_TO_MU = Uint8Array.from({ length: 65_536 }, (_, i) => muLawCode((i << 16) >> 16))
export const A_TO_MU = byteTable((code) => (code & 0x80) | (muNumberOfA((code ^ 0x55) & 0x7f) ^ 0x7f))
export const MU_TO_A = byteTable((code) => ((code & 0x80) | aNumberOfMu(~code & 0x7f)) ^ 0x55)

export const linearOf = (codec: G711): Int16Array => (codec === 'PCMA' ? A_TO_LINEAR : MU_TO_LINEAR)

export function encodeFrame(codec: G711, samples: Int16Array, out: Uint8Array): void {
  const table = codec === 'PCMA' ? LINEAR_TO_A : LINEAR_TO_MU
  for (let i = 0; i < FRAME_SAMPLES; i++) out[i] = table[samples[i]! & 0xffff]!
}

/** Copies G.711 bytes from one law to another (or the same) without passing through uniform PCM. */
export function convertLaw(from: G711, to: G711, bytes: Uint8Array, start: number, end: number, out: Uint8Array): void {
  const table = from === to ? null : from === 'PCMA' ? A_TO_MU : MU_TO_A
  if (table === null) for (let i = start, o = 0; i < end; i++) out[o++] = bytes[i]!
  else for (let i = start, o = 0; i < end; i++) out[o++] = table[bytes[i]!]!
}
