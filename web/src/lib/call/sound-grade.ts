// What a MOS means to people (ITU-T G.107 Annex B: below 3.1 nearly all are dissatisfied, from 4.0 on they are content).
import type { SideSound } from '#protocol/call-sound'

export type SoundGrade = 'good' | 'fair' | 'poor'

/** A report comes every five seconds; one that two others should have followed says nothing of now. */
const STALE_MS = 12_000

export const gradeOf = (mos: number): SoundGrade => (mos >= 4 ? 'good' : mos >= 3.4 ? 'fair' : 'poor')
export const gradeInk = { good: 'text-free-ink', fair: 'text-wait-ink', poor: 'text-fault-ink' } as const

/** Lit bars of four. */
export const barsOf = (mos: number): number => (mos >= 4 ? 4 : mos >= 3.6 ? 3 : mos >= 3 ? 2 : 1)

/** Null when nothing is known of how it sounds now. */
export const soundNow = (side: SideSound | null | undefined, now: number): SideSound | null =>
  side && now - side.at <= STALE_MS ? side : null
