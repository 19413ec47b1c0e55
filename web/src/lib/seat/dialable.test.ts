import { describe, expect, it } from 'vitest'
import { dialableOf, lastNumbers } from './dialable.ts'

const of = { kind: 'call', id: 'c1' } as const
const call = (id: string, text: string) => ({ id, customer: { text, masked: false } })

describe('a number to dial', () => {
  it('is named by what it belongs to only when its digits are not known here', () => {
    expect(dialableOf({ text: '138****8000', masked: true }, of)).toEqual({
      number: '138****8000',
      customerId: null,
      of,
    })
    expect(dialableOf({ text: '13800138000', masked: false }, of)).toEqual({ number: '13800138000', customerId: null })
    expect(dialableOf('10086')).toEqual({ number: '10086', customerId: null })
  })
})

describe('the numbers last called', () => {
  it('are newest first, each once, none withheld, no more than asked for', () => {
    const calls = [call('a', '1'), call('b', ''), call('c', '2'), call('d', '1'), call('e', '3')]
    expect(lastNumbers(calls, 8).map(({ id }) => id)).toEqual(['a', 'c', 'e'])
    expect(lastNumbers(calls, 2).map(({ id }) => id)).toEqual(['a', 'c'])
    expect(lastNumbers([], 2)).toEqual([])
  })
})
