// What a line test found, in one word. Bounds: one-way delay of ITU-T G.114 (150 ms is well, 400 ms the most), there and
// back with what the page itself adds; loss as G.711 with concealment bears it.
import type { WayFigures } from './peer.ts'

export type LineFigures = {
  /** Of each tone that came back. */
  loopMs: readonly number[]
  tones: number
  networkMs: number | null
  /** Share of the packets that should have come while it ran, 0-1. */
  lostShare: number
  jitterMs: number | null
}
export type LineVerdict = 'good' | 'fair' | 'poor' | 'nothing'

export const medianOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null)

export function lineVerdict({ loopMs, tones, lostShare, jitterMs }: LineFigures): LineVerdict {
  const loop = medianOf(loopMs)
  if (loop === null) return 'nothing'
  const back = loopMs.length / tones
  if (loop > 800 || lostShare > 0.05 || (jitterMs ?? 0) > 80 || back < 0.5) return 'poor'
  return loop > 400 || lostShare > 0.01 || (jitterMs ?? 0) > 30 || back < 1 ? 'fair' : 'good'
}

/** What was lost between two looks at the way. */
export function lostBetween(before: WayFigures, after: WayFigures): number {
  const lost = after.lost - before.lost
  const all = after.received - before.received + lost
  return all <= 0 ? 0 : Math.max(0, lost) / all
}
