import { describe, expect, it } from 'vitest'
import { createSignInGuard, FREE_FAILURES, LOCK_FAILURES, WINDOW_MS } from './sign-in-guard.ts'

const failTimes = (count: number) => {
  const guard = createSignInGuard()
  for (let i = 0; i < count; i += 1) guard.failed('8001', 'a', 1000)
  return guard
}

describe('sign-in guard', () => {
  it('lets four failures pass without a wait', () => {
    expect(failTimes(FREE_FAILURES - 1).wait('8001', 'a', 1000)).toBe(0)
  })

  it('waits longer with each failure from the fifth', () => {
    const waits = [5, 6, 7, 8, 9].map((count) => failTimes(count).wait('8001', 'a', 1000))
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000])
  })

  it('locks for fifteen minutes after ten', () => {
    const guard = failTimes(LOCK_FAILURES)
    expect(guard.wait('8001', 'a', 1000)).toBe(WINDOW_MS)
    expect(guard.wait('8001', 'a', 1000 + WINDOW_MS)).toBe(0)
  })

  it('counts per number and source', () => {
    const guard = failTimes(LOCK_FAILURES)
    expect(guard.wait('8001', 'b', 1000)).toBe(0)
    expect(guard.wait('8002', 'a', 1000)).toBe(0)
  })

  it('forgets after a success', () => {
    const guard = failTimes(9)
    guard.succeeded('8001', 'a')
    expect(guard.wait('8001', 'a', 1000)).toBe(0)
  })
})
