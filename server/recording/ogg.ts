// Ogg pages (RFC 3533): what an Opus stream is kept in. A page holds whole packets only, at most 255 segments of them.

const HEADER_BYTES = 27
const CRC_AT = 22
const MAX_SEGMENTS = 255
export const PageFlag = { first: 2, last: 4 } as const

/** RFC 3533 §6: polynomial 0x04c11db7, no reflection, start and end with 0. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) === 0 ? crc << 1 : (crc << 1) ^ 0x04c11db7
  return crc >>> 0
})

export function oggCrc(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)
  return crc >>> 0
}

export type OggPage = { flags: number; granule: number; serial: number; sequence: number; packets: Uint8Array[] }

/** Throws when the packets need more segments than one page has. */
export function encodePage({ flags, granule, serial, sequence, packets }: OggPage): Buffer {
  const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
  if (lacing.length > MAX_SEGMENTS) throw new Error('too much for one Ogg page')
  const head = Buffer.alloc(HEADER_BYTES)
  head.write('OggS')
  head[5] = flags
  head.writeBigInt64LE(BigInt(granule), 6)
  head.writeUInt32LE(serial, 14)
  head.writeUInt32LE(sequence, 18)
  head[26] = lacing.length
  const page = Buffer.concat([head, Uint8Array.from(lacing), ...packets])
  page.writeUInt32LE(oggCrc(page), CRC_AT)
  return page
}

/** The pages in these bytes; throws where one is broken or its packets go on behind it. */
export function decodePages(bytes: Uint8Array): OggPage[] {
  const pages: OggPage[] = []
  for (let at = 0; at < bytes.length; ) {
    const { page, length } = decodePage(bytes.subarray(at))
    pages.push(page)
    at += length
  }
  return pages
}

function decodePage(bytes: Uint8Array): { page: OggPage; length: number } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < HEADER_BYTES || view.toString('latin1', 0, 4) !== 'OggS') throw new Error('no Ogg page')
  const bodyAt = HEADER_BYTES + (view[26] ?? 0)
  const lacing = view.subarray(HEADER_BYTES, bodyAt)
  const length = bodyAt + lacing.reduce((sum, value) => sum + value, 0)
  if (length > view.length || lacing.at(-1) === 255) throw new Error('a torn Ogg page')
  const unsigned = Buffer.from(view.subarray(0, length))
  unsigned.writeUInt32LE(0, CRC_AT)
  if (oggCrc(unsigned) !== view.readUInt32LE(CRC_AT)) throw new Error('an Ogg page was changed')
  const page = {
    flags: view[5] ?? 0,
    granule: Number(view.readBigInt64LE(6)),
    serial: view.readUInt32LE(14),
    sequence: view.readUInt32LE(18),
    packets: packetsOf(view, lacing, bodyAt),
  }
  return { page, length }
}

function packetsOf(view: Buffer, lacing: Uint8Array, bodyAt: number): Uint8Array[] {
  const packets: Uint8Array[] = []
  let from = bodyAt
  let to = bodyAt
  for (const value of lacing) {
    to += value
    if (value === 255) continue
    packets.push(view.subarray(from, to))
    from = to
  }
  return packets
}
