import { expect, it } from 'vitest'
import type { AgentInput } from '../agent/agent-inputs.ts'
import { defaultQueue } from '../demo/starter.ts'
import type { LoggedInput } from '../runner/event-log.ts'
import { DayCounters, dayStart } from './day-counters.ts'

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

it('counts a call that a colleague picks up as answered by the colleague', () => {
  const counters = new DayCounters()
  const pickedUp = { ...leave('e1'), input: { type: 'pick-up', agentId: 'a2' } } as LoggedInput
  for (const input of [enter('e1', 'c1'), pickedUp, leave('e1')]) counters.count(input)
  expect(counters.queue('service')).toEqual({ offered: 1, answered: 1, answeredInTime: 1, abandoned: 0 })
  expect(counters.workOf('a2')).toMatchObject({ calls: 1 })
})

it('counts rings, talk once over a hold, and load of which an hour forgets a half', () => {
  const midnight = dayStart(Date.parse('2026-11-20T10:00:00Z'))
  const agent = (at: number, input: AgentInput): LoggedInput => ({
    machine: 'agent',
    machineId: 'a1',
    callId: 'c1',
    at,
    input,
  })
  const offer: LoggedInput = {
    ...enter('e1', 'c1'),
    machine: 'queue-entry',
    input: { type: 'offer', agentId: 'a1', lease: 1 },
  }
  const counters = new DayCounters()
  const talk = (at: number) => [
    agent(at - 1000, { type: 'talking', callId: 'c1' }),
    agent(at - 500, { type: 'talking', callId: 'c1' }),
    agent(at, { type: 'call-ended', callId: 'c1', wrapUpMs: 0 }),
  ]
  for (const input of [enter('e1', 'c1'), offer, ...talk(midnight + 3_600_000)]) counters.count(input)
  expect(counters.lastAsked('service')).toBe('a1')
  expect(counters.workOf('a1')).toMatchObject({ rings: 1, calls: 0, talkMs: 1000, load: 2000 })
  for (const input of talk(midnight + 7_200_000)) counters.count(input)
  expect(counters.workOf('a1').load).toBe(6000)
})
