// Which codec a seat is sent: G.711 while its link is good, Opus with FEC while it loses packets. Pure. SPEC.md S8-S10.

export type SeatCodec = 'g711' | 'opus'
export type SeatCodecMode = 'auto' | 'opus'
/** Packets of one second, of both directions together. */
export type LinkSecond = { expected: number; lost: number }
export type SeatCodecState = { codec: SeatCodec; seconds: readonly LinkSecond[] }

export const TO_OPUS_SHARE = 0.02
export const TO_OPUS_SECONDS = 10
export const TO_G711_SHARE = 0.005
export const TO_G711_SECONDS = 60

export const newSeatCodec = (): SeatCodecState => ({ codec: 'g711', seconds: [] })

/** One second of the link; who has no Opus stays as it is, and 'opus' is at once and for good. */
export function stepSeatCodec(
  state: SeatCodecState,
  second: LinkSecond,
  { mode, hasOpus }: { mode: SeatCodecMode; hasOpus: boolean },
): SeatCodecState {
  if (!hasOpus) return { codec: 'g711', seconds: [] }
  if (mode === 'opus') return { codec: 'opus', seconds: [] }
  // A second in which nothing was due says nothing of the link.
  if (second.expected === 0) return state
  const seconds = [...state.seconds, second].slice(-TO_G711_SECONDS)
  if (state.codec === 'g711') {
    const recent = seconds.slice(-TO_OPUS_SECONDS)
    const isBad = recent.length === TO_OPUS_SECONDS && shareOf(recent) > TO_OPUS_SHARE
    return isBad ? { codec: 'opus', seconds: [] } : { ...state, seconds }
  }
  const isGood = seconds.length === TO_G711_SECONDS && shareOf(seconds) < TO_G711_SHARE
  return isGood ? { codec: 'g711', seconds: [] } : { ...state, seconds }
}

function shareOf(seconds: readonly LinkSecond[]): number {
  let lost = 0
  let expected = 0
  for (const second of seconds) {
    lost += second.lost
    expected += second.expected
  }
  return lost / expected
}
