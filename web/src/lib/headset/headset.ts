// What pressing a headset's keys means at the seat. Pure. Rules H1-H9 in SPEC.md.
import type { BarKind } from '#lib/seat/bar-state.ts'
import type { Key, Light } from './report.ts'

export type HeadsetAct = 'answer' | 'end' | 'mute' | 'hold'
/** Keys that are down, as last reported. */
export type HeadsetState = Readonly<Record<Key, boolean>>
export type SeatNow = { kind: BarKind; muted: boolean }
export const restingHeadset: HeadsetState = { hook: false, flash: false, drop: false, mute: false }

const inCall: ReadonlySet<BarKind> = new Set([
  'dialing',
  'connecting',
  'talking',
  'holding',
  'recovering',
  'supervising',
])

type Absolute = Readonly<Record<Key, boolean>>

export function stepHeadset(
  state: HeadsetState,
  reported: Partial<Record<Key, boolean>>,
  seat: SeatNow,
  absolute: Absolute,
): [HeadsetState, HeadsetAct[]] {
  const next = { ...state, ...reported }
  const pressed = (key: Key): boolean => next[key] && !state[key]
  const acts: HeadsetAct[] = []
  const hook = hookAct(state.hook, next.hook, seat.kind, absolute.hook)
  if (hook) acts.push(hook)
  if (pressed('drop') && (seat.kind === 'ringing' || inCall.has(seat.kind))) acts.push('end')
  if (pressed('flash') && (seat.kind === 'talking' || seat.kind === 'holding')) acts.push('hold')
  const moved = absolute.mute ? next.mute !== state.mute && next.mute !== seat.muted : pressed('mute')
  if (moved && seat.kind === 'talking') acts.push('mute')
  return [next, acts]
}

/** H1, H2, H4 */
function hookAct(before: boolean, after: boolean, kind: BarKind, absolute: boolean): HeadsetAct | null {
  if (before === after) return null
  const lifted = after
  if (kind === 'ringing') return lifted ? 'answer' : null
  if (!inCall.has(kind)) return null
  // A position says it when it is put down, a press says it by itself.
  return lifted !== absolute ? 'end' : null
}

/** H9 */
export function lightsFor({ kind, muted }: SeatNow): Record<Light, boolean> {
  return {
    ring: kind === 'ringing',
    offHook: inCall.has(kind),
    mute: muted && inCall.has(kind),
    hold: kind === 'holding',
  }
}
