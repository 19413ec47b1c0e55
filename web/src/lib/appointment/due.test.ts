import { describe, expect, it } from 'vitest'
import { dueNow, fieldsOf, instantOf, nextOf } from './due.ts'

const open = [
  { id: 'a', at: 100 },
  { id: 'b', at: 200 },
  { id: 'c', at: 100_000_000 },
]

describe('appointments', () => {
  it.each([
    ['AP1 none before the first', 99, {}, null],
    ['AP1 the first at its time', 100, {}, 'a'],
    ['AP1 the next while the first was put off', 250, { a: 300 }, 'b'],
    ['AP1 the first again when its time is over', 300, { a: 300 }, 'a'],
    ['AP1 none while all were put off', 250, { a: 300, b: 300 }, null],
  ] as const)('%s', (_, now, later, id) => {
    expect(dueNow(open, later, now)?.id ?? null).toBe(id)
  })

  it('AP2 the next is one of the coming day', () => {
    expect(nextOf(open, 100)?.id).toBe('b')
    expect(nextOf(open, 200)).toBeNull()
    expect(nextOf(open, 50_000_000)?.id).toBe('c')
  })

  it('go into the fields and back by the minute', () => {
    const at = new Date(2026, 10, 27, 9, 5).getTime()
    expect(fieldsOf(at)).toEqual({ date: '2026-11-27', time: '09:05' })
    expect(instantOf('2026-11-27', '09:05')).toBe(at)
    expect(instantOf('', '09:05')).toBeNull()
    expect(fieldsOf(null)).toEqual({ date: '', time: '' })
  })
})
