import { expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import type { LiveCall } from '../call/call.ts'
import { placeFor } from './queue-place.ts'

const call = { customer: '+8613800138000', lineId: 'trunk' } as LiveCall
const configuration = { lines: [{ id: 'trunk', priority: 4 }] } as unknown as Parameters<typeof placeFor>[3]
const known = (customer: { vip: boolean; red: boolean } | null) => ({
  customer: () => customer && { ...customer, agentId: 'a7' },
  lastAgent: () => 'a8',
  isBarred: () => false,
})

it.each([
  [null, { vip: false, line: 4, flow: 2 }],
  [
    { vip: true, red: false },
    { vip: true, line: 4, flow: 2 },
  ],
  [
    { vip: false, red: true },
    { vip: false, red: true, line: 4, flow: 2 },
  ],
])('R2 takes from line, flow and customer what raises the caller', (customer, marks) => {
  expect(placeFor(call, queueSample(), 2, configuration, known(customer)).marks).toEqual(marks)
})

it('S10, S11 names the agent who is asked first, where the queue asks by that', () => {
  const preferred = (strategy: 'longest-idle' | 'last-agent' | 'preferred-agent') =>
    placeFor(call, queueSample({ strategy }), 0, configuration, known({ vip: false, red: false })).preferred
  expect([preferred('longest-idle'), preferred('last-agent'), preferred('preferred-agent')]).toEqual([
    undefined,
    'a8',
    'a7',
  ])
})

it('Q31 offers a call back to who calls in with a number that may be called', () => {
  const callable = (more: Partial<LiveCall>, isBarred = false) => {
    const caller = { ...call, direction: 'in', callback: null, ...more } as LiveCall
    return placeFor(caller, queueSample(), 0, configuration, { ...known(null), isBarred: () => isBarred }).callable
  }
  expect([callable({}), callable({}, true)]).toEqual([true, undefined])
  expect([callable({ customer: '' }), callable({ customer: '+14155552671' })]).toEqual([undefined, undefined])
})
