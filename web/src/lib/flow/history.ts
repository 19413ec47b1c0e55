// Undo and redo: what was, what is, what was taken back. Pure.
// H1 a change can be taken back and made again · H2 a new change forgets what was taken back
// H3 changes of one group running (letters typed into a field) are one · H4 the oldest of more than MOST_STEPS is forgotten

export type History<T> = {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** Of the last change; null = a change of its own. */
  readonly group: string | null
}

const MOST_STEPS = 200

export const historyOf = <T>(present: T): History<T> => ({ past: [], present, future: [], group: null })

export function record<T>(history: History<T>, next: T, group: string | null = null): History<T> {
  if (next === history.present) return history
  const continues = group !== null && group === history.group
  const past = continues ? history.past : [...history.past, history.present].slice(-MOST_STEPS)
  return { past, present: next, future: [], group }
}

export function undo<T>({ past, present, future }: History<T>): History<T> | null {
  const last = past.at(-1)
  return last === undefined
    ? null
    : { past: past.slice(0, -1), present: last, future: [present, ...future], group: null }
}

export function redo<T>({ past, present, future: [next, ...future] }: History<T>): History<T> | null {
  return next === undefined ? null : { past: [...past, present], present: next, future, group: null }
}
