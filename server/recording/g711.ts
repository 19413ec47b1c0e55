// ITU-T G.711 as tables: A-law both ways, µ-law to linear.
const SIGN = 0x80

export const ALAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => decodeAlaw(code))
export const MULAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => decodeMulaw(code))

function decodeAlaw(code: number): number {
  const value = code ^ 0x55
  const segment = (value >> 4) & 7
  const mantissa = (value & 0x0f) << 4
  const magnitude = segment === 0 ? mantissa + 8 : (mantissa + 0x108) << (segment - 1)
  return (value & SIGN) !== 0 ? magnitude : -magnitude
}

function decodeMulaw(code: number): number {
  const value = ~code & 0xff
  const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84
  return (value & SIGN) !== 0 ? -magnitude : magnitude
}

export function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? SIGN : 0
  const magnitude = Math.min(32_767, sample >= 0 ? sample : -sample - 1) >> 4
  const segment = magnitude < 32 ? (magnitude < 16 ? 0 : 1) : 28 - Math.clz32(magnitude)
  const mantissa = segment < 2 ? magnitude & 0x0f : (magnitude >> (segment - 1)) & 0x0f
  return (sign | (segment << 4) | mantissa) ^ 0x55
}
