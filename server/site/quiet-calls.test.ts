import { describe, expect, it } from 'vitest'
import { QuietCalls, type QuietInput, stepQuiet } from './quiet-calls.ts'

const terms = { promptMs: 180_000, endMs: 30_000 }
const heard = (quietMs: number, isTalking = true): QuietInput => ({ type: 'heard', quietMs, isTalking })
const NOW = 1_000_000

describe('a quiet call', () => {
  it.each([
    ['F1 is not asked about before its time', null, heard(179_999), null],
    ['F1 is asked about at its time', null, heard(180_000), NOW + 30_000],
    ['F4 keeps the end it was told', NOW + 7000, heard(200_000), NOW + 7000],
    ['F2 a voice takes it back', NOW + 7000, heard(0), null],
    ['F3 so does the agent', NOW + 7000, { type: 'keep' }, null],
    ['F6 on hold nothing is asked', null, heard(300_000, false), null],
    ['F6 a hold takes it back', NOW + 7000, heard(300_000, false), null],
  ] as const)('%s', (_, endsAt, input, after) => {
    expect(stepQuiet({ keptAt: 0, endsAt }, input, terms, NOW).endsAt).toBe(after)
  })

  it('F3 counts anew from when the agent said so', () => {
    const kept = stepQuiet({ keptAt: 0, endsAt: NOW + 1 }, { type: 'keep' }, terms, NOW)
    expect(stepQuiet(kept, heard(400_000), terms, NOW + 179_999).endsAt).toBeNull()
    expect(stepQuiet(kept, heard(400_000), terms, NOW + 180_000).endsAt).toBe(NOW + 210_000)
  })

  it('F5 is never asked about where the setting says so', () => {
    expect(stepQuiet({ keptAt: 0, endsAt: null }, heard(1e9), { promptMs: 0, endMs: 0 }, NOW).endsAt).toBeNull()
  })
})

describe('quiet calls', () => {
  function site() {
    const timers = new Map<number, () => void>()
    const told: string[] = []
    const ended: string[] = []
    const clock = {
      now: () => NOW,
      at(at: number, fire: () => void) {
        timers.set(at, fire)
        return () => timers.delete(at)
      },
    }
    const calls = new QuietCalls({
      clock,
      terms: () => terms,
      isTalking: () => true,
      changed: (id) => told.push(id),
      end: (id) => ended.push(id),
    })
    return { calls, timers, told, ended }
  }

  it('are told when the end is set and taken back, and ended at their time', () => {
    const { calls, timers, told, ended } = site()
    calls.heard('c', 1000)
    expect(told).toEqual([])
    calls.heard('c', 180_000)
    calls.heard('c', 185_000)
    expect([calls.endsAt('c'), told]).toEqual([NOW + 30_000, ['c']])
    timers.get(NOW + 30_000)?.()
    expect(ended).toEqual(['c'])
  })

  it('that were kept or forgotten are not ended', () => {
    const { calls, timers, told } = site()
    expect(calls.keep('c')).toBe(false)
    calls.heard('c', 180_000)
    expect(calls.keep('c')).toBe(true)
    expect([timers.size, told, calls.endsAt('c')]).toEqual([0, ['c', 'c'], null])
    calls.heard('d', 180_000)
    calls.forget('d')
    expect(timers.size).toBe(0)
  })
})
