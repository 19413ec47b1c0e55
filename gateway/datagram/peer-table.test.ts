import { expect, test } from 'vitest'
import { PeerTable } from './peer-table.ts'

test('holds what a map holds, over thousands of changes', () => {
  const table = new PeerTable<string>()
  const map = new Map<number, string>()
  let state = 7
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let i = 0; i < 20_000; i++) {
    const key = (0x7f000001 + next(4)) * 65_536 + 40_000 + next(300)
    if (next(3) === 0) {
      table.delete(key)
      map.delete(key)
    } else {
      table.set(key, `v${i}`)
      map.set(key, `v${i}`)
    }
    const probe = (0x7f000001 + next(4)) * 65_536 + 40_000 + next(300)
    expect(table.get(probe)).toBe(map.get(probe))
  }
})

test('forgets all keys of one value, and never had others', () => {
  const table = new PeerTable<string>()
  for (let port = 1; port <= 200; port++) table.set(2 ** 48 + port, port % 2 === 0 ? 'even' : 'odd')
  table.deleteAllOf('odd')
  expect([table.get(2 ** 48 + 7), table.get(2 ** 48 + 8), table.get(-1)]).toEqual([undefined, 'even', undefined])
})
