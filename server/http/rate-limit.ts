// Token buckets by key, bounded: the oldest key is forgotten first.
import type { Ms } from '#protocol/ids'

type RateLimit = {
  /** 0 when allowed, else the milliseconds to wait. */
  take(key: string, now: Ms): Ms
}

const MAX_KEYS = 10_000

export function createRateLimit(burst: number, perSecond: number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: Ms }>()
  return {
    take(key, now) {
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond)
      buckets.delete(key)
      if (buckets.size >= MAX_KEYS) buckets.delete(buckets.keys().next().value ?? '')
      const allowed = tokens >= 1
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now })
      return allowed ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000)
    },
  }
}
