import { expect, it } from 'vitest'
import { shownChange } from '../live/shape.ts'
import { knownIn, knownOf } from './known.ts'

const event = (seq: number, type: string, data: object) => ({
  ...{ seq, at: seq, machine: 'call', machineId: 'c', type },
  data: JSON.stringify(data),
})

it('is what the flow set, without what is empty, 20 values of 200 characters (C64)', () => {
  expect(knownOf({ account: '12', empty: '', level: 'gold' })).toEqual([
    { name: 'account', value: '12' },
    { name: 'level', value: 'gold' },
  ])
  const many = knownOf(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`v${i}`, 'x'.repeat(300)])))
  expect(many).toHaveLength(20)
  expect(many[19]).toEqual({ name: 'v19', value: 'x'.repeat(200) })
  expect(knownOf({ cut: `${'x'.repeat(199)}😀` })[0]?.value.isWellFormed()).toBe(true)
})

it('of a call that is over is what was handed to its last queue (C64)', () => {
  expect(knownIn([event(1, 'answered', {})])).toEqual([])
  const events = [event(1, 'flow.queue', { variables: { a: '1' } }), event(2, 'flow.queue', { variables: { a: '2' } })]
  expect(knownIn(events)).toEqual([{ name: 'a', value: '2' }])
  expect(knownIn([event(1, 'flow.queue', {})])).toEqual([])
})

it('is masked where numbers are (C64)', () => {
  const call = { id: 'c', customer: '', customerName: '', transfer: null, guests: [], direction: 'in' }
  const value = { ...call, known: [{ name: 'callback', value: '13912345678' }] } as never
  const known = (whole: boolean) => shownChange({ kind: 'call', id: 'c', value }, whole).value
  expect(known(false)).toMatchObject({ known: [{ name: 'callback', value: '139****5678' }] })
  expect(known(true)).toMatchObject({ known: [{ name: 'callback', value: '13912345678' }] })
})
