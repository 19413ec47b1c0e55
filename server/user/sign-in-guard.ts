// Slows and stops guessing: from the fifth failure a growing delay, ten in fifteen minutes lock for fifteen.
import type { Ms } from '#protocol/ids'

export const FREE_FAILURES = 5
export const LOCK_FAILURES = 10
export const WINDOW_MS: Ms = 15 * 60_000
const MAX_DELAY_MS: Ms = 60_000
const MAX_KEYS = 10_000

export type SignInGuard = {
  /** Milliseconds to wait before the next try; 0 = try now. */
  wait(number: string, source: string, now: Ms): Ms
  failed(number: string, source: string, now: Ms): void
  succeeded(number: string, source: string): void
}

export function createSignInGuard(): SignInGuard {
  const failures = new Map<string, Ms[]>()
  const keyOf = (number: string, source: string) => `${number}\n${source}`
  const recent = (key: string, now: Ms) => (failures.get(key) ?? []).filter((at) => now - at < WINDOW_MS)
  return {
    wait(number, source, now) {
      const times = recent(keyOf(number, source), now)
      const last = times.at(-1)
      if (last === undefined || times.length < FREE_FAILURES) return 0
      return Math.max(0, last + delayAfter(times.length) - now)
    },
    failed(number, source, now) {
      const key = keyOf(number, source)
      const times = [...recent(key, now), now].slice(-LOCK_FAILURES)
      failures.delete(key)
      if (failures.size >= MAX_KEYS) failures.delete(failures.keys().next().value ?? '')
      failures.set(key, times)
    },
    succeeded(number, source) {
      failures.delete(keyOf(number, source))
    },
  }
}

function delayAfter(count: number): Ms {
  return count >= LOCK_FAILURES ? WINDOW_MS : Math.min(MAX_DELAY_MS, 1000 * 2 ** (count - FREE_FAILURES + 1))
}
