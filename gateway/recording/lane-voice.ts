// Does somebody speak in a lane? One sample in eight of a stretch tells, without decoding: an A-law octet without its
// sign and with its even bits turned back grows with the level (ITU-T G.711 table 1a).
import { LANE_MASK } from './lanes.ts'

const STEP = 8
const TURNED_BITS = 0x55
const MAGNITUDE_BITS = 0x7f
/** Peaks above -33 dBm0; the noise of a line and comfort noise stay far below. */
const LOUD = 32
/** A click is fewer. */
const LEAST_LOUD = 6

/** `from` and `to` count frames since the recording began. */
export function hasVoice(lane: Uint8Array, from: number, to: number): boolean {
  let loud = 0
  for (let at = from; at < to; at += STEP)
    if (((lane[at & LANE_MASK]! ^ TURNED_BITS) & MAGNITUDE_BITS) >= LOUD && ++loud >= LEAST_LOUD) return true
  return false
}
