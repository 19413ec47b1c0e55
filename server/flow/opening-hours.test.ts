import { describe, expect, it } from 'vitest'
import { hoursSample } from '../../tests/harness/samples.ts'
import { isOpen } from './opening-hours.ts'

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

  it('an unknown zone counts as UTC instead of failing the call', () => {
    expect(isOpen({ ...hoursSample('auto'), zone: 'Nowhere/City' }, Date.parse('2026-11-20T10:00:00Z'))).toBe(true)
  })
})
