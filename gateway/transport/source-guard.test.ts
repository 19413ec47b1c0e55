import { beforeEach, describe, expect, it } from 'vitest'
import { BLOCK_MS, MAX_FAILURES, MAX_SOURCES, SourceGuard } from './source-guard.ts'

let now = 1000
let guard = new SourceGuard(() => now)
beforeEach(() => {
  now = 1000
  guard = new SourceGuard(() => now)
})
const failures = (address: string, count: number) =>
  Array.from({ length: count }, () => guard.fail(address)).filter((blocks) => blocks).length

describe('the guard of sources', () => {
  it('G1 lets a burst pass, then a rate, and no other source is touched', () => {
    const passed = Array.from({ length: 10_000 }, () => guard.takes('10.0.0.1')).filter((takes) => takes).length
    expect(passed).toBe(4000)
    expect(guard.takes('10.0.0.2')).toBe(true)
    now += 1000
    const again = Array.from({ length: 10_000 }, () => guard.takes('10.0.0.1')).filter((takes) => takes).length
    expect(again).toBe(2000)
  })

  it('G2 the tenth failure within a minute blocks for ten minutes, and says so once', () => {
    expect(failures('10.0.0.1', MAX_FAILURES - 1)).toBe(0)
    expect(guard.isBlocked('10.0.0.1')).toBe(false)
    expect(failures('10.0.0.1', 5)).toBe(1)
    now += BLOCK_MS - 1
    expect([guard.isBlocked('10.0.0.1'), guard.isBlocked('10.0.0.2')]).toEqual([true, false])
    now += 1
    expect(guard.isBlocked('10.0.0.1')).toBe(false)
  })

  it('G3 nine failures a minute block nobody', () => {
    for (let minute = 0; minute < 5; minute++) {
      failures('10.0.0.1', MAX_FAILURES - 1)
      now += 60_000
    }
    expect(guard.isBlocked('10.0.0.1')).toBe(false)
  })

  it('G4 the addresses of one IPv6 /64 are one source', () => {
    for (let host = 1; host <= MAX_FAILURES; host++) guard.fail(`2001:db8::${host.toString(16)}`)
    expect(guard.isBlocked('2001:db8::ffff')).toBe(true)
    expect(guard.isBlocked('2001:db8:0:0:1:2:3:4')).toBe(true)
    expect(guard.isBlocked('2001:db8:0:1::1')).toBe(false)
    expect(guard.isBlocked('::1')).toBe(false)
  })

  it('G5 remembers a bounded number of sources, the blocked ones before the others', () => {
    failures('10.9.9.9', MAX_FAILURES)
    for (let i = 0; i < MAX_SOURCES + 500; i++) guard.fail(`10.1.${i >> 8}.${i & 255}`)
    expect(guard.size).toBe(MAX_SOURCES)
    expect(guard.isBlocked('10.9.9.9')).toBe(true)
  })
})
