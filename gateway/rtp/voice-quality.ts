// The E-model cut down to what a relay can measure (ITU-T G.107): delay, and loss by the codec's impairment factors.
import type { AudioCodec } from '../media/media-engine.ts'

const R_BEST = 93.2

/**
 * G.711: Ie and Bpl of G.113 appendix I, with concealment and loss at random. The ITU gives G.722 a value on the wideband
 * scale only (G.107.1) and Opus none: G.722 stands in as the G.711 that its narrow half is heard as; Opus has what Alahmadi,
 * Počta and Melvin measured of its narrow band at 11 kbit/s, the highest rate there (doi 10.1145/3458751), under ours.
 */
const IMPAIRMENT: Readonly<Record<AudioCodec, { ie: number; bpl: number }>> = {
  PCMA: { ie: 0, bpl: 25.1 },
  PCMU: { ie: 0, bpl: 25.1 },
  G722: { ie: 0, bpl: 25.1 },
  opus: { ie: 2, bpl: 16 },
}

/** Mean opinion score, 1 to 4.41. `lossShare` is 0-1, `oneWayMs` the mouth-to-ear delay that is known. */
export function meanOpinionScore(codec: AudioCodec, lossShare: number, oneWayMs: number): number {
  const { ie, bpl } = IMPAIRMENT[codec]
  const lossPercent = afterRepair(codec, Math.min(1, Math.max(0, lossShare))) * 100
  const delay = 0.024 * oneWayMs + (oneWayMs > 177.3 ? 0.11 * (oneWayMs - 177.3) : 0)
  const r = R_BEST - delay - ie - ((95 - ie) * lossPercent) / (lossPercent + bpl)
  if (r <= 0) return 1
  return Math.min(4.5, Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)))
}

/** Opus' FEC brings a packet back when the next arrives: what is lost for good is two in a row. */
const afterRepair = (codec: AudioCodec, share: number): number => (codec === 'opus' ? share * share : share)
