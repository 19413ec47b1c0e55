import { describe, expect, it } from 'vitest'
import { Random } from '../../tests/simulation/random.ts'
import { parseNumber } from '../number/phone-number.ts'
import { cellOf, spanOf, typedOf } from './entry-span.ts'
import { entryKeys, keysOf } from './number-keys.ts'

const keys = (cell: string): string[] => {
  const read = spanOf(typedOf(cell))
  if (!read.ok) throw new Error(`${cell}: ${read.why}`)
  return entryKeys(read.span)
}
const holds = (cell: string, number: string): boolean => {
  const known = new Set(keysOf(parseNumber(number) ?? ''))
  return keys(cell).some((key) => known.has(key))
}

describe('what an entry holds (N1-N4)', () => {
  it.each([
    ['13800138000', '+8613800138000', true],
    ['+86 138 0013 8000', '13800138000', true],
    ['0086 13800138000', '13800138000', true],
    ['13800138000', '13800138001', false],
    ['021-6123 4567', '+862161234567', true],
    ['10086', '10086', true],
    ['10086', '100861', false],
    ['+14155552671', '0014155552671', true],
    ['138*', '13800138000', true],
    ['1380013xxxx', '13800138000', true],
    ['138*', '13900138000', false],
    ['021*', '+862161234567', true],
    ['+86138*', '13800138000', true],
    ['+1*', '+14155552671', true],
    ['1*', '+14155552671', false],
    ['400*', '4008008888', true],
    ['1380013-1380015', '13800138000', true],
    ['1380013-1380015', '13800158000', true],
    ['1380013-1380015', '13800168000', false],
    ['13800138000-13800138099', '13800138099', true],
    ['13800138000～13800138099', '13800138100', false],
    ['13800138000至13800138099', '13800138050', true],
    ['+8613800138000-+8613800138099', '13800138050', true],
    ['+14155550000..+14155559999', '+14155552671', true],
  ])('%s, %s: %s', (cell, number, expected) => {
    expect(holds(cell, number)).toBe(expected)
  })

  it('N4 a withheld number stands nowhere', () => {
    expect(keysOf('')).toEqual([])
  })

  it.each([
    ['abc', 'number'],
    ['', 'number'],
    ['*', 'number'],
    ['1380013800a', 'number'],
    ['13800138099-13800138000', 'segment'],
    ['13800138000~138001380', 'segment'],
    ['13800138000~', 'segment'],
  ])('N21 %s is refused: %s', (cell, why) => {
    expect(spanOf(typedOf(cell))).toEqual({ ok: false, why })
  })

  it('N3 a segment takes exactly its numbers, with few keys: 300 of them against counting', () => {
    const random = new Random(20_261_127)
    for (let round = 0; round < 300; round += 1) {
      const length = random.between(1, 5)
      const top = 10 ** length
      const [from = 0, to = 0] = [random.between(0, top), random.between(0, top)].toSorted((a, b) => a - b)
      const written = (value: number): string => String(value).padStart(length, '0')
      const own = entryKeys({ kind: 'segment', first: written(from), last: written(to) })
      expect(own.length).toBeLessThanOrEqual(18 * length)
      for (let value = 0; value < top; value += 1) {
        const hits = own.filter((key) => written(value).startsWith(key)).length
        if (hits !== (value >= from && value <= to ? 1 : 0)) expect([from, to, value, hits]).toBeNull()
      }
    }
  })

  it('N24 what is shown of an entry reads back as the same one', () => {
    for (const cell of ['13800138000', '138*', '1380013-1380015', '+1415*', '+14155550000-+14155559999', '10086']) {
      const read = spanOf(typedOf(cell))
      if (!read.ok) throw new Error(cell)
      expect(spanOf(typedOf(cellOf(read.span)))).toEqual(read)
    }
  })
})
