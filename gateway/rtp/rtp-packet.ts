// RTP fixed header (RFC 3550 §5.1), read and written in place: no packet ever becomes an object.
import { readU16, writeU16, writeU32 } from '../datagram/octets.ts'

export const RTP_HEADER = 12

/** Length of header, CSRC list and extension, or -1 when the bytes are no RTP packet. */
export function rtpHeaderLength(bytes: Uint8Array, length: number): number {
  if (length < RTP_HEADER || bytes[0]! >> 6 !== 2) return -1
  let header = RTP_HEADER + (bytes[0]! & 15) * 4
  if (bytes[0]! & 0x10) {
    if (header + 4 > length) return -1
    header += 4 + readU16(bytes, header + 2) * 4
  }
  return header > length ? -1 : header
}

/** End of the payload once padding is taken off, or -1 when the padding is impossible. */
export function rtpPayloadEnd(bytes: Uint8Array, length: number, header: number): number {
  if ((bytes[0]! & 0x20) === 0) return length
  const padding = bytes[length - 1]!
  return padding === 0 || length - padding < header ? -1 : length - padding
}

/** RFC 5761 §4: with RTP and RTCP on one port the second byte tells them apart. */
export const isRtcp = (bytes: Uint8Array): boolean => bytes[1]! >= 192 && bytes[1]! <= 223

/** `typeAndMarker` is the second byte: marker bit 0x80 and payload type. */
export function writeRtpHeader(
  bytes: Uint8Array,
  typeAndMarker: number,
  stream: { sequence: number; timestamp: number; ssrc: number },
): void {
  bytes[0] = 0x80
  bytes[1] = typeAndMarker
  writeU16(bytes, 2, stream.sequence)
  writeU32(bytes, 4, stream.timestamp)
  writeU32(bytes, 8, stream.ssrc)
}
