// RTCP sender and receiver reports with the mandatory CNAME (RFC 3550 §6.4, §6.5), one compound packet every five seconds.

import { readU16, readU32 } from '../datagram/octets.ts'
import type { ReceptionReport } from './reception.ts'

/** RFC 3550 §6.2: the least interval between the reports of one party; the first may come at once. */
export const REPORT_EVERY_SECONDS = 5
const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const SOURCE_DESCRIPTION = 202
const BLOCK = 24
const CNAME = Buffer.from('trunkline')
/** Seconds from 1900 to 1970. */
const NTP_EPOCH = 2_208_988_800

export type SenderInfo = { ssrc: number; timestamp: number; packets: number; octets: number }

/** What a peer's compound packet told us. */
export type RtcpNews = {
  /** Middle 32 bits of the NTP time of its sender report, to be echoed as LSR; 0 when there was none. */
  senderReport: number
  /** Milliseconds there and back, from its report on our stream; null when it held none. */
  roundTripMs: number | null
  /** Share of our packets that it lost since its last report, 0-1; null when it held no report on our stream. */
  fractionLost: number | null
  /** Its jitter of our stream, in ticks of the codec's clock; null as above. */
  jitter: number | null
}

export const middleNtp = (wallMs: number): number => {
  const seconds = Math.floor(wallMs / 1000) + NTP_EPOCH
  const fraction = Math.floor(((wallMs % 1000) / 1000) * 65_536)
  return (((seconds & 0xffff) << 16) | fraction) >>> 0
}

/** `echo` = the peer's last sender report and how long ago it came, in ms. */
export function buildReport(
  sender: SenderInfo,
  reception: ReceptionReport | null,
  echo: { senderReport: number; agoMs: number },
  wallMs: number,
): Buffer {
  const head = sender.packets > 0 ? 28 : 8
  const out = Buffer.alloc(head + (reception === null ? 0 : BLOCK) + 12 + Math.ceil((CNAME.length + 1) / 4) * 4)
  out[0] = 0x80 | (reception === null ? 0 : 1)
  out[1] = sender.packets > 0 ? SENDER_REPORT : RECEIVER_REPORT
  out.writeUInt16BE((head + (reception === null ? 0 : BLOCK)) / 4 - 1, 2)
  out.writeUInt32BE(sender.ssrc, 4)
  if (sender.packets > 0) writeSenderInfo(out, sender, wallMs)
  if (reception !== null) writeReportBlock(out, head, reception, echo)
  writeCname(out, head + (reception === null ? 0 : BLOCK), sender.ssrc)
  return out
}

function writeSenderInfo(out: Buffer, sender: SenderInfo, wallMs: number): void {
  out.writeUInt32BE(Math.floor(wallMs / 1000) + NTP_EPOCH, 8)
  out.writeUInt32BE(Math.floor(((wallMs % 1000) / 1000) * 2 ** 32), 12)
  out.writeUInt32BE(sender.timestamp >>> 0, 16)
  out.writeUInt32BE(sender.packets >>> 0, 20)
  out.writeUInt32BE(sender.octets >>> 0, 24)
}

function writeReportBlock(
  out: Buffer,
  at: number,
  reception: ReceptionReport,
  echo: { senderReport: number; agoMs: number },
): void {
  out.writeUInt32BE(reception.ssrc, at)
  out[at + 4] = reception.fractionLost
  out.writeUIntBE(reception.cumulativeLost, at + 5, 3)
  out.writeUInt32BE(reception.extendedHighest, at + 8)
  out.writeUInt32BE(reception.jitter >>> 0, at + 12)
  out.writeUInt32BE(echo.senderReport, at + 16)
  out.writeUInt32BE(echo.senderReport === 0 ? 0 : Math.round(echo.agoMs * 65.536) >>> 0, at + 20)
}

function writeCname(out: Buffer, at: number, ssrc: number): void {
  out[at] = 0x81
  out[at + 1] = SOURCE_DESCRIPTION
  out.writeUInt16BE((out.length - at) / 4 - 1, at + 2)
  out.writeUInt32BE(ssrc, at + 4)
  out[at + 8] = 1
  out[at + 9] = CNAME.length
  CNAME.copy(out, at + 10)
}

/** Null when the bytes are no RTCP compound packet. */
export function readReports(packet: Buffer, ourSsrc: number, wallMs: number): RtcpNews | null {
  const news: RtcpNews = { senderReport: 0, roundTripMs: null, fractionLost: null, jitter: null }
  let at = 0
  while (at + 8 <= packet.length) {
    if (packet[at]! >> 6 !== 2) return null
    const end = at + (readU16(packet, at + 2) + 1) * 4
    if (end > packet.length) return null
    const type = packet[at + 1]
    if (type === SENDER_REPORT && end >= at + 28) news.senderReport = readU32(packet, at + 10)
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      const first = at + (type === SENDER_REPORT ? 28 : 8)
      for (let block = first; block + BLOCK <= end; block += BLOCK) readBlock(packet, block, ourSsrc, wallMs, news)
    }
    at = end
  }
  return at === 0 ? null : news
}

function readBlock(packet: Buffer, at: number, ourSsrc: number, wallMs: number, news: RtcpNews): void {
  if (readU32(packet, at) !== ourSsrc) return
  news.fractionLost = packet[at + 4]! / 256
  news.jitter = readU32(packet, at + 12)
  const lastReport = readU32(packet, at + 16)
  if (lastReport === 0) return
  const roundTrip = (middleNtp(wallMs) - lastReport - readU32(packet, at + 20)) | 0
  news.roundTripMs = Math.max(0, roundTrip / 65.536)
}
