// Keys of the live page beside those of the whole application: by event.code, outside fields, without Ctrl, Alt or Meta.
// LK1 L W B T step in at the chosen call · LK2 1-4 change how, once in · LK3 y tells why · LK4 Escape closes the details
// · LK5 arrows go over the cells as they stand; nothing beyond the edge.
import type { SuperviseAct } from './supervise.svelte.ts'

type StepIn = Exclude<SuperviseAct, 'hang-up'>
export type LiveAct = StepIn | 'why' | 'close'
type Press = Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat'>

const letters: Readonly<Record<string, LiveAct>> = {
  KeyL: 'listen',
  KeyW: 'whisper',
  KeyB: 'barge',
  KeyT: 'take-over',
  KeyY: 'why',
  Escape: 'close',
}
const digits: Readonly<Record<string, StepIn>> = {
  Digit1: 'listen',
  Digit2: 'whisper',
  Digit3: 'barge',
  Digit4: 'take-over',
}
export const stepInKeys: Readonly<Record<StepIn, string>> = { listen: 'L', whisper: 'W', barge: 'B', 'take-over': 'T' }

export function liveAct({ code, altKey, ctrlKey, metaKey, shiftKey, repeat }: Press, isIn: boolean): LiveAct | null {
  if (altKey || ctrlKey || metaKey || shiftKey || repeat) return null
  return letters[code] ?? (isIn ? (digits[code] ?? null) : null)
}

/** The index that an arrow, Home or End leads to among `count` cells in rows of `columns`; null for other keys. */
export function cellAt(code: string, at: number, columns: number, count: number): number | null {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }
  if (code === 'Home') return 0
  if (code === 'End') return count - 1
  const step = steps[code]
  if (step === undefined) return null
  const next = at + step
  return next < 0 || next >= count ? at : next
}
