import { describe, expect, it } from 'vitest'
import { bytes, count, duration, minuteOfDay, percent, phoneNumber, secondsLeft, shownName } from './format.ts'

describe('duration', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [61_000, '1:01'],
    [3_599_000, '59:59'],
    [3_600_000, '1:00:00'],
    [36_061_000, '10:01:01'],
    [-5000, '0:00'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text))
})
it('secondsLeft rounds up and stops at nought', () => {
  expect([secondsLeft(10_001, 10_000), secondsLeft(12_000, 10_000), secondsLeft(1, 10_000)]).toEqual([1, 2, 0])
})
it('an unknown share is a dash, nought is nought', () => {
  expect([percent(null), percent(0), percent(0.8312)]).toEqual(['—', '0.0%', '83.1%'])
})
it('counts have thousands', () => expect(count(12480)).toBe('12,480'))
it('minutes of the day', () =>
  expect([minuteOfDay(0), minuteOfDay(545), minuteOfDay(1440)]).toEqual(['00:00', '09:05', '24:00']))
it('bytes', () => expect([bytes(0), bytes(1536), bytes(5 * 2 ** 30)]).toEqual(['0 B', '1.5 KB', '5.0 GB']))
describe('phoneNumber', () => {
  it.each([
    ['13800138000', '138 0013 8000'],
    ['+8613800138000', '138 0013 8000'],
    ['+862162471234', '+86 2162471234'],
    ['138****8000', '138****8000'],
    ['8012', '8012'],
    ['+4930123456', '+4930123456'],
  ])('%s is shown as %s', (text, shown) => expect(phoneNumber(text)).toBe(shown))
})
describe('shownName', () => {
  it('is one line', () => expect(shownName('Li\n Na\u202e')).toBe('Li Na'))
  it('is cut at forty characters', () => expect([...shownName('周'.repeat(60))]).toHaveLength(40))
})
