// Drawing and reading a waveform from the server's peaks (0-1, at most 400 a channel). Pure.

/** As many bars as fit: each the loudest of the peaks it stands for. */
export function barsOf(peaks: readonly number[], bars: number): number[] {
  if (peaks.length === 0 || bars <= 0) return []
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars))
    return Math.min(1, Math.max(0, ...peaks.slice(from, to)))
  })
}

/** Where in the sound a press at `x` of a lane of `width` is, in seconds. */
export const timeAt = (x: number, width: number, seconds: number): number =>
  width <= 0 ? 0 : Math.min(seconds, Math.max(0, (x / width) * seconds))

export type Span = { from: number; to: number }

/** Spans of at least `leastMs` in which both channels are quiet; positions as shares of the whole, 0-1. */
export function silences(
  one: readonly number[],
  other: readonly number[],
  durationMs: number,
  leastMs: number,
): Span[] {
  const count = Math.max(one.length, other.length)
  const spans: Span[] = []
  let start: number | null = null
  for (let at = 0; at <= count; at += 1) {
    const isQuiet = at < count && (one[at] ?? 0) < 0.02 && (other[at] ?? 0) < 0.02
    if (isQuiet) start ??= at
    else if (start !== null) {
      if (((at - start) / count) * durationMs >= leastMs) spans.push({ from: start / count, to: at / count })
      start = null
    }
  }
  return spans
}

type Gap = { atMs: number; ms: number; kind: 'pause' | 'mask' }

/** Where in the sound the moment `atMs` after its beginning lies: paused time is not in it. */
export function placeOf(atMs: number, gaps: readonly Gap[]): number {
  let left = 0
  for (const gap of gaps) {
    if (gap.kind !== 'pause') continue
    const begins = gap.atMs + left
    if (atMs <= begins) break
    left += Math.min(gap.ms, atMs - begins)
  }
  return atMs - left
}

type Mark = { at: number; type: string }

type Timed = { startedAt: number; durationMs: number; gaps: readonly Gap[] }

/** Spans on hold, from hold and resume events, as shares of the recording. */
export function holds(events: readonly Mark[], { startedAt, durationMs, gaps }: Timed): Span[] {
  const share = (at: number): number =>
    Math.min(1, Math.max(0, placeOf(at - startedAt, gaps) / Math.max(1, durationMs)))
  const spans: Span[] = []
  let start: number | null = null
  for (const { at, type } of events) {
    if (type === 'call.hold') start ??= at
    else if (type === 'call.resume' && start !== null) {
      spans.push({ from: share(start), to: share(at) })
      start = null
    }
  }
  if (start !== null) spans.push({ from: share(start), to: 1 })
  return spans.filter((span) => span.to > span.from)
}
