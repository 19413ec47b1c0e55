import { describe, expect, it } from 'vitest'
import { hoursSample } from '../../tests/harness/samples.ts'
import { hoursState, isOpen } from './opening-hours.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)

describe('opening hours', () => {
  it.each([
    ['2026-11-20T08:59:59', false],
    ['2026-11-20T09:00:00', true],
    ['2026-11-20T17:59:59', true],
    ['2026-11-20T18:00:00', false],
    ['2026-11-21T10:00:00', false],
  ])('Friday and Saturday in Shanghai: %s is open = %s', (time, open) => {
    expect(isOpen(hoursSample('auto'), at(time))).toBe(open)
  })

  it('a forced state wins over the spans', () => {
    expect(isOpen(hoursSample('closed'), at('2026-11-20T10:00:00'))).toBe(false)
    expect(isOpen(hoursSample('open'), at('2026-11-21T10:00:00'))).toBe(true)
  })

  it.each([
    ['a holiday, a Thursday', '2026-10-01T10:00:00', 'holiday'],
    ['the evening before, in another zone already the day', '2026-09-30T23:59:59', 'closed'],
    ['a Saturday that is worked', '2026-10-10T10:00:00', 'open'],
    ['that Saturday, after its own span', '2026-10-10T12:00:00', 'closed'],
    ['a Friday with hours of its own', '2026-12-25T09:00:00', 'closed'],
    ['any other Friday', '2026-12-18T09:00:00', 'open'],
  ])('X3 a special day has its own hours: %s', (_day, time, state) => {
    const special = [
      { date: '2026-10-01', spans: [] },
      { date: '2026-10-10', spans: [{ from: 540, to: 720 }] },
      { date: '2026-12-25', spans: [{ from: 600, to: 720 }] },
    ]
    expect(hoursState({ ...hoursSample('auto'), special }, at(time))).toBe(state)
    expect(hoursState({ ...hoursSample('open'), special }, at(time))).toBe('open')
    expect(hoursState({ ...hoursSample('closed'), special }, at(time))).toBe('closed')
  })

  it('an unknown zone counts as UTC instead of failing the call', () => {
    expect(isOpen({ ...hoursSample('auto'), zone: 'Nowhere/City' }, Date.parse('2026-11-20T10:00:00Z'))).toBe(true)
  })
})
