// The calendar as the State Council announced it for 2026, read off its text; 2027 until it is entered; own days before it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HolidayPeriod, HolidayYear } from '#protocol/holidays'
import type { OpeningHours } from '#protocol/hours-config'
import { hoursState } from '../flow/opening-hours.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { loadConfiguration } from '../site/configuration-store.ts'
import { withCalendar } from './holiday-calendar.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const WEEK = [
  { days: [1, 2, 3, 4], from: 540, to: 1080 },
  { days: [5], from: 540, to: 960 },
]
const call = (method: string, path: string, body?: unknown, as = '8201') =>
  trial.call(method, `/api/v1/${path}`, { as, body })
const put = async (change: Partial<OpeningHours>) => {
  const body = { id: 'main', name: 'Main', zone: 'Asia/Shanghai', spans: WEEK, special: [], forced: 'auto', ...change }
  expect((await call('PUT', 'hours/main', body)).status).toBe(200)
}
const stateAt = (date: string, time = '10:00') => {
  const hours = loadConfiguration(trial.parts.stores.core).hours.find(({ id }) => id === 'main')
  return hours && hoursState(hours, Date.parse(`${date}T${time}:00+08:00`))
}

/** Of each month the days that are a holiday, and those at a weekend that are worked. */
const OFF: Record<string, number[]> = {
  '01': [1, 2, 3],
  '02': [15, 16, 17, 18, 19, 20, 21, 22, 23],
  '04': [4, 5, 6],
  '05': [1, 2, 3, 4, 5],
  '06': [19, 20, 21],
  '09': [25, 26, 27],
  '10': [1, 2, 3, 4, 5, 6, 7],
}
const WORKED: Record<string, number[]> = { '01': [4], '02': [14, 28], '05': [9], '09': [20], '10': [10] }

describe('holidays (X1-X6)', () => {
  it('X4 all 365 days of 2026 are as announced', async () => {
    await put({ calendar: { workday: 1 } })
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
      const date = new Date(at).toISOString().slice(0, 10)
      const [month = '', day] = [date.slice(5, 7), Number(date.slice(8))]
      const weekend = [0, 6].includes(new Date(at).getUTCDay())
      const isWorked = WORKED[month]?.includes(day) || !weekend
      expect(`${date} ${stateAt(date)}`).toBe(
        `${date} ${OFF[month]?.includes(day) ? 'holiday' : isWorked ? 'open' : 'closed'}`,
      )
    }
  })

  it('X4 a make-up workday has the spans of the weekday chosen; hours that do not go by the calendar have their week', async () => {
    await put({ calendar: { workday: 1 } })
    expect(stateAt('2026-10-10', '17:00')).toBe('open')
    await put({ calendar: { workday: 5 } })
    expect(stateAt('2026-10-10', '17:00')).toBe('closed')
    await put({ calendar: null })
    expect([stateAt('2026-10-10'), stateAt('2026-10-01')]).toEqual(['closed', 'open'])
  })

  it('X1, X2 own days win over the calendar, the exact one over that of every year; forcing wins over all', async () => {
    const special = [
      { date: '2020-10-02', spans: [{ from: 600, to: 720 }], yearly: true },
      { date: '2020-12-25', spans: [], yearly: true },
      { date: '2026-12-25', spans: [{ from: 540, to: 720 }] },
      { date: '2026-10-01', spans: [{ from: 540, to: 720 }] },
    ]
    await put({ calendar: { workday: 1 }, special })
    expect(stateAt('2026-10-01')).toBe('open')
    expect(stateAt('2026-10-02')).toBe('open')
    expect(stateAt('2026-10-03')).toBe('holiday')
    expect([stateAt('2026-12-25'), stateAt('2028-12-25')]).toEqual(['open', 'holiday'])
    await put({ calendar: { workday: 1 }, special, forced: 'closed' })
    expect([stateAt('2026-10-01'), stateAt('2026-10-03')]).toEqual(['closed', 'closed'])
  })

  it('X5 2027 has ordinary weeks until it is entered, and again when it is taken out', async () => {
    await put({ calendar: { workday: 1 } })
    expect(stateAt('2027-10-01')).toBe('open')
    const period = { from: '2027-10-01', to: '2027-10-07', name: '国庆节', kind: 'off' }
    expect((await call('PUT', 'holidays/2027', { periods: [period] })).status).toBe(200)
    expect(((await (await call('GET', 'holidays')).json()) as HolidayYear[]).map(({ year }) => year)).toEqual([
      2026, 2027,
    ])
    expect(stateAt('2027-10-01')).toBe('holiday')
    const shown = (await (await call('GET', 'hours-in-force')).json()) as OpeningHours[]
    expect(shown.find(({ id }) => id === 'main')?.special).toContainEqual({ date: '2027-10-07', spans: [] })
    expect((await call('DELETE', 'holidays/2027')).status).toBe(204)
    expect(stateAt('2027-10-01')).toBe('open')
    expect(trial.changes).toEqual(['hours', 'hours', 'hours'])
  })

  const off = (from: string, to: string): HolidayPeriod => ({ from, to, name: 'x', kind: 'off' })
  it.each([
    ['no date', [off('2027-02-30', '2027-03-01')]],
    ['ends before it begins', [off('2027-03-02', '2027-03-01')]],
    ['another year', [off('2027-12-30', '2028-01-01')]],
    ['overlapping', [off('2027-03-01', '2027-03-05'), { ...off('2027-03-05', '2027-03-05'), kind: 'work' }]],
    ['none', []],
  ])('X6 a calendar with %s is refused', async (_what, periods) => {
    expect((await call('PUT', 'holidays/2027', { periods })).status).toBe(422)
    expect(((await (await call('GET', 'holidays')).json()) as HolidayYear[]).map(({ year }) => year)).toEqual([2026])
  })

  it('agents neither read nor write it, leaders read it', async () => {
    expect((await call('GET', 'holidays', undefined, '8101')).status).toBe(200)
    expect((await call('DELETE', 'holidays/2026', undefined, '8101')).status).toBe(403)
    expect((await call('GET', 'holidays', undefined, '8001')).status).toBe(403)
  })

  it('X4 the hours themselves keep their own days only', () => {
    const hours = { id: 'h', name: 'H', zone: 'UTC', spans: [], special: [], forced: 'auto', calendar: null } as const
    expect(
      withCalendar({ ...hours, spans: [], special: [] }, [{ year: 2026, periods: [off('2026-01-01', '2026-01-01')] }])
        .special,
    ).toEqual([])
  })
})
