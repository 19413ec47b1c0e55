import { expect, it } from 'vitest'
import type { OpeningHours } from '#protocol/hours-config'
import { hoursState } from '../flow/opening-hours.ts'
import { nextOpening } from './next-opening.ts'

const hours = (more: Partial<OpeningHours> = {}): OpeningHours => ({
  ...{ id: 'h', name: 'H', zone: 'Asia/Shanghai', special: [], forced: 'auto' },
  spans: [
    { days: [1, 2, 3, 4, 5], from: 540, to: 720 },
    { days: [1, 2, 3, 4, 5], from: 780, to: 1080 },
  ],
  ...more,
})
const holiday = [{ date: '2026-11-30', spans: [] }]
const berlin = { zone: 'Europe/Berlin', spans: [{ days: [0], from: 480, to: 600 }] }

it.each([
  ['after work: the morning', {}, '2026-11-26T20:00:00+08:00', '2026-11-27T09:00:00+08:00'],
  ['at night: this morning', {}, '2026-11-27T00:00:30+08:00', '2026-11-27T09:00:00+08:00'],
  ['at lunch: after it', {}, '2026-11-27T12:30:00+08:00', '2026-11-27T13:00:00+08:00'],
  ['while open: the one after that', {}, '2026-11-27T10:00:00+08:00', '2026-11-27T13:00:00+08:00'],
  ['over a weekend', {}, '2026-11-27T19:00:00+08:00', '2026-11-30T09:00:00+08:00'],
  ['over a holiday', { special: holiday }, '2026-11-27T19:00:00+08:00', '2026-12-01T09:00:00+08:00'],
  ['whatever is forced', { forced: 'open' as const }, '2026-11-26T20:00:00+08:00', '2026-11-27T09:00:00+08:00'],
  ['where the clock is put forward', berlin, '2026-03-28T12:00:00+01:00', '2026-03-29T08:00:00+02:00'],
  ['never', { spans: [] }, '2026-11-27T19:00:00+08:00', null],
])('%s', (_when, more, at, expected) => {
  const found = nextOpening(hours(more), Date.parse(at))
  expect(found).toBe(expected === null ? null : Date.parse(expected))
})

it.each([
  [null, 'closed', 'closed'],
  [2000, 'closed', 'open'],
] as const)('forced closed until %s: %s at 1999 ms, %s at 2000', (forcedUntil, before, after) => {
  const all = hours({ spans: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }], forced: 'closed', forcedUntil })
  expect([hoursState(all, 1999), hoursState(all, 2000)]).toEqual([before, after])
})
