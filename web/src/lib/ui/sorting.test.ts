import { describe, expect, it } from 'vitest'
import { ariaSort, nextSort, type Sort, sorted, sortOf, sortText } from './sorting.ts'

type Row = { id: string; name: string; wait: number | null }
const rows: Row[] = [
  { id: 'a', name: '张', wait: 30 },
  { id: 'b', name: '李', wait: null },
  { id: 'c', name: '陈', wait: 5 },
  { id: 'd', name: '陈', wait: 200 },
]
const order = (sort: Sort<'name' | 'wait'>) =>
  sorted(rows, sort, (row, by) => row[by], 'zh-CN')
    .map(({ id }) => id)
    .join('')

describe('sorting', () => {
  it('SO1 orders numbers by size and Chinese names by their reading', () => {
    expect(order({ by: 'wait', down: false })).toBe('cadb')
    expect(order({ by: 'name', down: false })).toBe('cdba')
  })
  it('SO2 puts what is not known last, up and down', () => {
    expect(order({ by: 'wait', down: true })).toBe('dacb')
  })
  it('SO3 keeps equal rows as they were, and all of them without a sort', () => {
    expect(order({ by: 'name', down: true })).toBe('abcd')
    expect(order(null)).toBe('abcd')
  })
  it('goes up, down, none, and begins anew at another column', () => {
    const up = nextSort<'name' | 'wait'>(null, 'wait')
    const down = nextSort(up, 'wait')
    expect([up, down, nextSort(down, 'wait'), nextSort(down, 'name')]).toEqual([
      { by: 'wait', down: false },
      { by: 'wait', down: true },
      null,
      { by: 'name', down: false },
    ])
    expect([ariaSort(up, 'wait'), ariaSort(down, 'wait'), ariaSort(down, 'name')]).toEqual([
      'ascending',
      'descending',
      'none',
    ])
  })
})

it('SO4 stands in an address and comes back as it was', () => {
  const columns = ['name', 'wait'] as const
  const both = [null, { by: 'wait', down: false }, { by: 'name', down: true }] as const
  expect(both.map((sort) => sortOf(sortText(sort), columns))).toEqual(both)
  expect(sortOf('-gone', columns)).toBeNull()
})
