// A30: calls that are answered by themselves, for a person or a whole queue.
import { expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import { newQueueEntry, stepQueueEntry } from '../queue/queue-entry.ts'
import type { QueueEntryInput } from '../queue/queue-inputs.ts'
import { type Agent, AUTO_ANSWER_MS, newAgent } from './agent.ts'
import { stepAgent } from './agent-step.ts'

const here: Agent = { ...newAgent('a1'), presence: 'available', connectionId: 'k1' }
const offer = { type: 'offer', callId: 'c1', entryId: 'c1.q1', lease: 7 } as const
const timer = { type: 'timer', name: 'auto-answer' } as const
const accept = {
  type: 'tell',
  machine: 'queue-entry',
  id: 'c1.q1',
  input: { type: 'accept', agentId: 'a1', lease: 7 },
}

it('A30 an offer that answers itself is accepted after its beep, with its own lease', () => {
  const [ringing, effects] = stepAgent(here, { ...offer, auto: true }, 100)
  expect(effects).toContainEqual({ type: 'set-timer', name: 'auto-answer', after: AUTO_ANSWER_MS })
  expect(stepAgent(ringing, timer, 1100)[1]).toEqual([accept])
})

it('A30 any other offer waits for the agent, also when an earlier one was to answer itself', () => {
  const [ringing] = stepAgent(here, { ...offer, auto: true }, 100)
  const [free] = stepAgent(ringing, { type: 'offer-ended', lease: 7, why: 'declined', noAnswerLimit: 0 }, 200)
  expect(stepAgent(free, timer, 1100)[1]).toEqual([])
  const [next] = stepAgent(free, { ...offer, lease: 8 }, 300)
  expect(stepAgent(next, timer, 1100)[1]).toEqual([])
})

it.each([
  ['of a person', true, queueSample(), true],
  ['of a queue', false, queueSample({ autoAnswer: true }), true],
  ['of neither', false, queueSample(), undefined],
  ['where it rings at several', true, queueSample({ autoAnswer: true, strategy: 'ring-all' }), undefined],
] as const)('A30 %s', (_, auto, queue, told) => {
  const enter: QueueEntryInput = {
    type: 'enter',
    callId: 'c1',
    legId: 'l1',
    queue,
    language: 'en',
    waiting: 0,
    head: false,
    enteredAt: 0,
  }
  const [waiting] = stepQueueEntry(newQueueEntry('c1.q1'), enter, 0)
  const [, effects] = stepQueueEntry(waiting, { type: 'offer', agentId: 'a1', lease: 7, ...(auto ? { auto } : {}) }, 1)
  const offered = effects.find((effect) => effect.type === 'tell' && effect.machine === 'agent')
  expect(offered).toMatchObject({ input: { type: 'offer', lease: 7 } })
  expect(offered?.type === 'tell' && 'auto' in offered.input ? offered.input.auto : undefined).toBe(told)
})
