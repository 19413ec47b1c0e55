// Counters of the media worker, for /metrics. Plain numbers, so that counting costs nothing on the relay path.
import { SrtpRefusal } from '../rtp/srtp.ts'

export const DropReason = [
  'malformed',
  'wrong-source',
  'payload-type',
  'duplicate',
  'late',
  'srtp-authentication',
  'srtp-replay',
  'no-keys',
  'unchecked-address',
  'bad-stun',
] as const
export type DropReason = (typeof DropReason)[number]

export const srtpDropReason = (refusal: number): DropReason => {
  if (refusal === SrtpRefusal.authentication) return 'srtp-authentication'
  return refusal === SrtpRefusal.replay ? 'srtp-replay' : 'malformed'
}

export type MediaCounters = {
  packetsIn: number
  packetsLost: number
  rtcpIn: number
  rtcpOut: number
  dropped: Record<DropReason, number>
  ticks: number
  ticksSkipped: number
  /** Milliseconds a tick came after its time: the worst since the last reading, and the sum for the mean. */
  latenessMaxMs: number
  latenessSumMs: number
}

export type MediaStats = MediaCounters & {
  packetsOut: number
  /** The kernel would not take it: no route, a full socket. */
  notSent: number
  legs: number
  rooms: number
  players: number
  recordings: number
  seats: number
  seatsUp: number
  phones: number
}

export const newCounters = (): MediaCounters => ({
  packetsIn: 0,
  packetsLost: 0,
  rtcpIn: 0,
  rtcpOut: 0,
  dropped: {
    malformed: 0,
    'wrong-source': 0,
    'payload-type': 0,
    duplicate: 0,
    late: 0,
    'srtp-authentication': 0,
    'srtp-replay': 0,
    'no-keys': 0,
    'unchecked-address': 0,
    'bad-stun': 0,
  },
  ticks: 0,
  ticksSkipped: 0,
  latenessMaxMs: 0,
  latenessSumMs: 0,
})

/** Of several workers, one at least: everything is added up but the worst lateness. */
export function sumStats([first, ...others]: readonly [MediaStats, ...MediaStats[]]): MediaStats {
  const total = { ...first, dropped: { ...first.dropped } }
  for (const stats of others) {
    for (const [name, value] of Object.entries(stats))
      if (typeof value === 'number') total[name as Exclude<keyof MediaStats, 'dropped'>] += value
    for (const reason of DropReason) total.dropped[reason] += stats.dropped[reason]
  }
  total.latenessMaxMs = Math.max(first.latenessMaxMs, ...others.map((stats) => stats.latenessMaxMs))
  return total
}
