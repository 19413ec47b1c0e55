import { expect, test } from 'vitest'
import { CallSounds } from './call-sounds.ts'

const fact = {
  type: 'leg.quality' as const,
  legId: 'l',
  received: 240,
  lost: 10,
  jitterMs: 7,
  roundTripMs: 20,
  mos: 3.6,
  there: { lostShare: 0.1, jitterMs: 30, mos: 2.9 },
}

test('a side sounds as the worse of its two directions', () => {
  const sounds = new CallSounds()
  sounds.hear('c', 'agent', fact, 1000)
  expect(sounds.of('c')).toEqual({ customer: null, agent: { mos: 2.9, lostShare: 0.1, jitterMs: 30, at: 1000 } })
  sounds.hear('c', 'customer', { ...fact, there: { ...fact.there, mos: 4.1 } }, 2000)
  expect(sounds.of('c').customer).toEqual({ mos: 3.6, lostShare: 0.04, jitterMs: 7, at: 2000 })
  sounds.hear('c', 'customer', { ...fact, there: null }, 7000)
  expect(sounds.of('c').customer?.at).toBe(7000)
})

test('nothing is known of a call that was not heard, or has ended', () => {
  const sounds = new CallSounds()
  sounds.hear('c', 'agent', fact, 1)
  sounds.forget('c')
  expect([sounds.of('c'), sounds.of('d')]).toEqual([
    { customer: null, agent: null },
    { customer: null, agent: null },
  ])
})
