import { expect, it } from 'vitest'
import { defaultQueue } from '../demo/starter.ts'
import type { LoggedInput } from '../runner/event-log.ts'
import { DayCounters } from './day-counters.ts'

const queue = { ...defaultQueue('service', 'Service', []), ringMs: 1 }
const enter = (id: string, callId: string): LoggedInput => ({
  machine: 'queue-entry',
  machineId: id,
  callId,
  at: 1000,
  input: { type: 'enter', callId, legId: 'l', queue, language: 'en', waiting: 0, head: false, enteredAt: 1000 },
})
const leave = (id: string): LoggedInput => ({
  machine: 'queue-entry',
  machineId: id,
  callId: null,
  at: 2000,
  input: { type: 'leave' },
})
const left = (callId: string): LoggedInput => ({
  machine: 'call',
  machineId: callId,
  callId,
  at: 1500,
  input: { type: 'queue.left', why: 'timeout' },
})

it('counts who hangs up in the queue as abandoned, and who was sent on not', () => {
  const counters = new DayCounters()
  for (const input of [enter('e1', 'c1'), enter('e2', 'c2'), left('c1'), leave('e1'), leave('e2')])
    counters.count(input)
  expect(counters.queue('service')).toEqual({ offered: 2, answered: 0, answeredInTime: 0, abandoned: 1 })
})
