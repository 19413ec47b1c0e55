import type { Ms } from '#protocol/ids'

/** Time for everything that decides: never steps backwards or jumps with the wall clock while the process lives. */
export interface Clock {
  now(): Ms
  /** Calls `fire` once at or after `at`; returns what cancels it. */
  at(at: Ms, fire: () => void): () => void
  /** Calls `fire` after what runs now, before timers. */
  soon(fire: () => void): void
}

const LONGEST_TIMEOUT: Ms = 2_000_000_000

export function systemClock(): Clock {
  const origin = Date.now() - performance.now()
  const now = () => Math.round(origin + performance.now())
  return {
    now,
    at(at, fire) {
      const timer = setTimeout(fire, Math.min(LONGEST_TIMEOUT, Math.max(0, at - now())))
      return () => clearTimeout(timer)
    },
    soon(fire) {
      setImmediate(fire)
    },
  }
}
