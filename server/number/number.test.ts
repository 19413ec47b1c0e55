import { describe, expect, it } from 'vitest'
import { maskNumber, maskText, shownNumber } from './masking.ts'
import { numberSearch } from './number-search.ts'
import { displayNumber, parseNumber, regionOf } from './phone-number.ts'

describe('parseNumber', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['0086 138 0013 8000', '+8613800138000'],
    ['021-6123 4567', '+862161234567'],
    ['(010) 6552 9988', '+861065529988'],
    ['+1 415 555 2671', '+14155552671'],
    ['+420601234567', '+420601234567'],
    ['10086', '10086'],
    ['8001', '8001'],
    ['110', '110'],
    ['700123456789012', '700123456789012'],
    ['', null],
    ['abc', null],
    ['1', null],
    ['+12', null],
    ['1380013800a', null],
    ['1'.repeat(19), null],
  ])('%s is %s', (text, number) => {
    expect(parseNumber(text)).toBe(number)
  })
})

describe('shown', () => {
  it.each([
    ['+8613800138000', '13800138000', '138****8000'],
    ['+862161234567', '02161234567', '021****4567'],
    ['+14155552671', '+14155552671', '141****2671'],
    ['10086', '10086', '***86'],
    ['8001', '8001', '**01'],
    ['110', '110', '*10'],
    ['61234567', '61234567', '******67'],
  ])('%s is %s, masked %s', (stored, whole, masked) => {
    expect(shownNumber(stored, true)).toEqual({ text: whole, masked: false })
    expect(shownNumber(stored, false)).toEqual({ text: masked, masked: true })
  })

  it('an unknown caller has nothing to mask', () => {
    expect(shownNumber('', false)).toEqual({ text: '', masked: false })
  })

  it('parses back to what is stored', () => {
    for (const number of ['+8613800138000', '+862161234567', '+14155552671', '10086']) {
      expect(parseNumber(displayNumber(number))).toBe(number)
    }
  })
})

describe('maskText', () => {
  it.each([
    ['call 13800138000 now', 'call 138****8000 now'],
    ['+86 138 0013 8000', '861******8000'],
    ['138-0013-8000', '138****8000'],
    ['queue 8001 at 12:30', 'queue 8001 at 12:30'],
    ['01a202aa-9ed9-7766-b4c4-f1ee8e206ea7', '01a202aa-9ed9-7766-b4c4-f1ee8e206ea7'],
    ['王先生', '王先生'],
  ])('%s → %s', (text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  it('never shows more than seven digits of a number', () => {
    for (let length = 1; length <= 18; length += 1) {
      const shown = maskNumber('1234567890123456789'.slice(0, length)).replace(/\*/g, '')
      expect(shown.length).toBeLessThanOrEqual(length < 10 ? 2 : 7)
    }
  })
})

describe('numberSearch', () => {
  it('takes parts from those who see numbers', () => {
    expect(numberSearch('0013', true)).toEqual({ kind: 'part', digits: '013' })
    expect(numberSearch('孙', true)).toBeNull()
  })

  it('lets nobody feel through masked digits', () => {
    expect(numberSearch('1380013', false)).not.toMatchObject({ kind: 'part' })
    expect(numberSearch('13800', false)).toBeNull()
    expect(numberSearch('8000', false)).toEqual({ kind: 'end', digits: '8000' })
    expect(numberSearch('13800138000', false)).toEqual({ kind: 'exact', number: '+8613800138000' })
  })

  it('knows the region', () => {
    expect([regionOf('+8613800138000'), regionOf('+14155552671'), regionOf('10086')]).toEqual(['CN', 'US', ''])
  })
})
