// The E-model cut down to what a relay can measure (ITU-T G.107): G.711 with packet loss concealment.

const R_BEST = 93.2
/** Packet-loss robustness of G.711 with concealment (G.113 appendix I). */
const BPL = 25.1

/** Mean opinion score, 1 to 4.41. `lossShare` is 0-1, `oneWayMs` the mouth-to-ear delay that is known. */
export function meanOpinionScore(lossShare: number, oneWayMs: number): number {
  const lossPercent = Math.min(1, Math.max(0, lossShare)) * 100
  const delay = 0.024 * oneWayMs + (oneWayMs > 177.3 ? 0.11 * (oneWayMs - 177.3) : 0)
  const r = R_BEST - delay - (95 * lossPercent) / (lossPercent + BPL)
  if (r <= 0) return 1
  return Math.min(4.5, Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)))
}
