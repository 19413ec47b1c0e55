// So many in a sliding window, by key.
import type { Ms } from '#protocol/ids'

type WindowLimit = { take(key: string, now: Ms): Ms }

/** 0 when allowed and counted, else the milliseconds until one falls out of the window. */
export function createWindowLimit(most: number, windowMs: Ms): WindowLimit {
  const taken = new Map<string, Ms[]>()
  return {
    take(key, now) {
      const recent = (taken.get(key) ?? []).filter((at) => now - at < windowMs)
      const oldest = recent[0]
      if (recent.length >= most && oldest !== undefined) return oldest + windowMs - now
      taken.set(key, [...recent, now])
      return 0
    },
  }
}
