// Against numbers that towns publish: town halls, stations, airports.
import { expect, it } from 'vitest'
import { AREAS, areaOf, isRegion } from './area-codes.ts'
import { parseNumber } from './phone-number.ts'

it.each([
  ['010-6552 9988', '北京', 'Beijing', 'CN-BJ'],
  ['021-6123 4567', '上海', 'Shanghai', 'CN-SH'],
  ['0755-2600 1234', '深圳', 'Shenzhen', 'CN-GD'],
  ['0571-8702 1234', '杭州', 'Hangzhou', 'CN-ZJ'],
  ['0592-512 3456', '厦门', 'Xiamen', 'CN-FJ'],
  ['0898-6853 1234', '海南', 'Hainan', 'CN-HI'],
  ['0991-281 2345', '乌鲁木齐', 'Urumqi', 'CN-XJ'],
  ['0851-8522 1234', '贵阳、遵义、安顺', 'Guiyang, Zunyi, Anshun', 'CN-GZ'],
  ['0335-345 6789', '秦皇岛', 'Qinhuangdao', 'CN-HE'],
])('%s is in %s, %s', (written, zh, en, province) => {
  expect(areaOf(parseNumber(written) ?? '')).toMatchObject({ names: { 'zh-CN': zh, en }, province })
})

it.each(['13800138000', '4008008888', '10086', '+14155552671', '61234567', ''])('%s says of no place', (written) => {
  expect(areaOf(parseNumber(written) ?? '')).toBeNull()
})

it('each area code is there once, of three or four digits, and no code is the beginning of another', () => {
  const codes = AREAS.map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.filter((code) => !/^0\d{2,3}$/.test(code))).toEqual([])
  expect(codes.filter((code) => codes.some((other) => other !== code && other.startsWith(code)))).toEqual([])
  expect(codes.every(isRegion) && isRegion('CN-GD') && !isRegion('CN-TW') && !isRegion('0999x')).toBe(true)
})
