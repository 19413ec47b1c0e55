import { expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import type { QueueEntryInput } from '../queue/queue-inputs.ts'
import { Abandoned } from './abandoned.ts'

const queue = queueSample({ returnMs: 60_000 })
const happens = (at: number, input: QueueEntryInput) =>
  ({ machine: 'queue-entry', machineId: 'e1', callId: 'c1', at, input }) as const
const enter: QueueEntryInput = {
  type: 'enter',
  callId: 'c1',
  legId: 'l',
  queue,
  language: 'en',
  waiting: 0,
  head: false,
  enteredAt: 1000,
  customer: '+8613800138000',
}

it('Q24 gives who hung up waiting the old place for the time the queue says, in that queue, once', () => {
  const abandoned = new Abandoned()
  for (const event of [happens(1000, enter), happens(9000, { type: 'leave' })]) abandoned.count(event)
  expect(abandoned.since('+8613800138000', queue, 69_000)).toBe(1000)
  expect(abandoned.since('+8613800138000', queue, 69_001)).toBeNull()
  expect(abandoned.since('+8613800138000', queueSample({ id: 'other', returnMs: 60_000 }), 10_000)).toBeNull()
  expect(abandoned.since('', queue, 10_000)).toBeNull()
  abandoned.count(happens(20_000, { ...enter, enteredAt: 1000 }))
  expect(abandoned.since('+8613800138000', queue, 21_000)).toBeNull()
})

it('Q24 does not remember one who was answered', () => {
  const abandoned = new Abandoned()
  const taken = { type: 'accept', agentId: 'a1', lease: 1 } as const
  for (const event of [happens(1000, enter), happens(2000, taken), happens(9000, { type: 'leave' })])
    abandoned.count(event)
  expect(abandoned.since('+8613800138000', queue, 10_000)).toBeNull()
})
