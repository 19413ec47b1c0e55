import { expect, it } from 'vitest'
import { firstTime, nextTime } from './wake-up-time.ts'

const at = (text: string) => Date.parse(text)
const text = (time: number | null) => (time === null ? null : new Date(time).toISOString())
const wish = (first: string, repeat: 'once' | 'daily' | 'weekdays', zone = 'Asia/Shanghai') => ({
  at: at(first),
  zone,
  repeat,
})
/** A Friday. */
const FRIDAY = '2026-11-27T07:00:00+08:00'

it('WU9 comes once, each day, or on the next working day', () => {
  const next = (repeat: 'once' | 'daily' | 'weekdays') => text(nextTime(wish(FRIDAY, repeat), at(FRIDAY), at(FRIDAY)))
  expect(next('once')).toBeNull()
  expect(next('daily')).toBe('2026-11-27T23:00:00.000Z')
  expect(next('weekdays')).toBe('2026-11-29T23:00:00.000Z')
})

it('WU9 a first time on a Saturday is meant for Monday; a daily one stays', () => {
  const saturday = '2026-11-28T07:00:00+08:00'
  expect(text(firstTime(wish(saturday, 'weekdays'), at(FRIDAY)))).toBe('2026-11-29T23:00:00.000Z')
  expect(firstTime(wish(saturday, 'daily'), at(FRIDAY))).toBe(at(saturday))
})

it('WU8 leaves out times that are past', () => {
  const now = at('2026-12-03T12:00:00+08:00')
  expect(text(nextTime(wish(FRIDAY, 'daily'), at(FRIDAY), now))).toBe('2026-12-03T23:00:00.000Z')
})

it('WU9 stays at its minute of the day when the clocks go forward and back', () => {
  const berlin = (first: string) => wish(first, 'daily', 'Europe/Berlin')
  const spring = '2026-03-28T07:00:00+01:00'
  expect(text(nextTime(berlin(spring), at(spring), 0))).toBe('2026-03-29T05:00:00.000Z')
  const autumn = '2026-10-24T07:00:00+02:00'
  expect(text(nextTime(berlin(autumn), at(autumn), 0))).toBe('2026-10-25T06:00:00.000Z')
})

it('WU9 a minute that a day does not have is an hour earlier on that day only', () => {
  const first = '2026-03-28T02:30:00+01:00'
  const skipped = nextTime(wish(first, 'daily', 'Europe/Berlin'), at(first), 0)
  expect(text(skipped)).toBe('2026-03-29T00:30:00.000Z')
  expect(text(nextTime(wish(first, 'daily', 'Europe/Berlin'), skipped ?? 0, 0))).toBe('2026-03-30T00:30:00.000Z')
})
