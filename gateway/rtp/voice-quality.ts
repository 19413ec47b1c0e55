// The E-model cut down to what a relay can measure (ITU-T G.107): delay, and loss by the codec's impairment factors.
import type { AudioCodec } from '../media/media-engine.ts'

const R_BEST = 93.2

/**
 * Ie and Bpl of G.113 appendix I: G.711 with concealment; G.722 is heard in its narrow half and concealed in the same way.
 * For Opus the ITU gives none: those of GSM-EFR, an older coder of its kind at a little less than our bit rate.
 */
const IMPAIRMENT: Readonly<Record<AudioCodec, { ie: number; bpl: number }>> = {
  PCMA: { ie: 0, bpl: 25.1 },
  PCMU: { ie: 0, bpl: 25.1 },
  G722: { ie: 0, bpl: 25.1 },
  opus: { ie: 5, bpl: 10 },
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
