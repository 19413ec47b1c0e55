// How much one source may ask of us, decided before anything of it is read. Rules G1-G5 of SPEC.md.
import { isIPv6 } from 'node:net'

/** Above this rate and burst a trunk's own messages are dropped too; UDP sends them again. */
const MESSAGES_PER_S = 2000
const BURST = 4000
/** So many failures within a minute block the source. */
export const MAX_FAILURES = 10
const FAILURE_WINDOW_MS = 60_000
export const BLOCK_MS = 600_000
export const MAX_SOURCES = 10_000
const PREFIX_GROUPS = 4
const CANDIDATES = 16

type Source = { tokens: number; at: number; failures: number; windowEndsAt: number; blockedUntil: number }

/** G4: one IPv6 customer has a whole /64. */
function keyOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array<string>(missing).fill('0'), ...(tail ?? '').split(':')].slice(0, PREFIX_GROUPS).join(':')
}

export class SourceGuard {
  readonly #sources = new Map<string, Source>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get size(): number {
    return this.#sources.size
  }

  /** How many are blocked now. */
  get blocked(): number {
    const now = this.#now()
    let count = 0
    for (const { blockedUntil } of this.#sources.values()) if (blockedUntil > now) count++
    return count
  }

  /** G1: false when the source sends faster than any trunk needs to. */
  takes(address: string): boolean {
    const source = this.#of(address)
    const now = this.#now()
    source.tokens = Math.min(BURST, source.tokens + (Math.max(0, now - source.at) / 1000) * MESSAGES_PER_S)
    source.at = now
    if (source.tokens < 1) return false
    source.tokens -= 1
    return true
  }

  isBlocked(address: string): boolean {
    const source = this.#sources.get(keyOf(address))
    return source !== undefined && source.blockedUntil > this.#now()
  }

  /** G2: counts what a trunk would not do; true when this one blocks the source. */
  fail(address: string): boolean {
    const source = this.#of(address)
    const now = this.#now()
    if (now >= source.windowEndsAt) {
      source.failures = 0
      source.windowEndsAt = now + FAILURE_WINDOW_MS
    }
    source.failures += 1
    if (source.failures < MAX_FAILURES || source.blockedUntil > now) return false
    source.blockedUntil = now + BLOCK_MS
    return true
  }

  #of(address: string): Source {
    const key = keyOf(address)
    const known = this.#sources.get(key)
    if (known) return known
    if (this.#sources.size >= MAX_SOURCES) this.#forgetOne()
    const now = this.#now()
    const source = { tokens: BURST, at: now, failures: 0, windowEndsAt: now + FAILURE_WINDOW_MS, blockedUntil: 0 }
    this.#sources.set(key, source)
    return source
  }

  /** G5: of the oldest few the first that is not blocked, else the oldest. */
  #forgetOne(): void {
    const now = this.#now()
    const oldest = this.#sources.entries().take(CANDIDATES)
    let first: string | null = null
    for (const [key, { blockedUntil }] of oldest) {
      first ??= key
      if (blockedUntil > now) continue
      first = key
      break
    }
    if (first !== null) this.#sources.delete(first)
  }
}
