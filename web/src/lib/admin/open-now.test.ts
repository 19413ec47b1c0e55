import { expect, it } from 'vitest'
import { openNow } from './open-now.ts'

const spans = [
  { days: [1, 2, 3, 4, 5], from: 540, to: 720 },
  { days: [1, 2, 3, 4, 5], from: 780, to: 1080 },
]
const zone = 'Asia/Shanghai'
const auto = { spans, forced: 'auto', zone } as const
const monday = (hour: number, minute: number) => Date.UTC(2026, 2, 2, hour - 8, minute)

it('is open inside a span, until its end', () => {
  expect(openNow(auto, monday(9, 0))).toEqual({ open: true, untilMinute: 720 })
})
it('is closed at lunch, until the next span', () => {
  expect(openNow(auto, monday(12, 30))).toEqual({ open: false, untilMinute: 780 })
})
it('is closed after the last minute', () => {
  expect(openNow(auto, monday(18, 0))).toEqual({ open: false, untilMinute: 540 })
})
it('forcing wins', () => {
  expect(openNow({ ...auto, forced: 'open' }, monday(3, 0))).toEqual({ open: true, untilMinute: null })
  expect(openNow({ ...auto, forced: 'closed' }, monday(10, 0))).toEqual({ open: false, untilMinute: null })
})
it('forcing ends at its time', () => {
  const until = { ...auto, forced: 'closed', forcedUntil: monday(10, 0) } as const
  expect(openNow(until, monday(9, 59)).open).toBe(false)
  expect(openNow(until, monday(10, 0))).toEqual({ open: true, untilMinute: 720 })
})
it('no spans never change', () => {
  expect(openNow({ ...auto, spans: [] }, monday(10, 0))).toEqual({ open: false, untilMinute: null })
})
it('a holiday is closed, and the day after it opens as usual', () => {
  const special = [{ date: '2026-03-02', spans: [] }]
  expect(openNow({ ...auto, special }, monday(10, 0))).toEqual({ open: false, untilMinute: 540 })
  expect(openNow({ ...auto, special, spans: [] }, monday(10, 0))).toEqual({ open: false, untilMinute: null })
})
it('a day of every year is one in any of them, unless its date has hours of its own', () => {
  const yearly = { date: '2020-03-02', spans: [], yearly: true }
  expect(openNow({ ...auto, special: [yearly] }, monday(10, 0)).open).toBe(false)
  const own = { date: '2026-03-02', spans: [{ from: 540, to: 720 }] }
  expect(openNow({ ...auto, special: [yearly, own] }, monday(10, 0)).open).toBe(true)
})
it('a special day has its own hours, by the date of the zone', () => {
  const special = [{ date: '2026-03-02', spans: [{ from: 600, to: 660 }] }]
  expect(openNow({ ...auto, special }, monday(9, 30))).toEqual({ open: false, untilMinute: 600 })
  expect(openNow({ ...auto, special }, monday(10, 30))).toEqual({ open: true, untilMinute: 660 })
})
