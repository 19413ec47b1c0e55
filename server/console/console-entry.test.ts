import { describe, expect, it } from 'vitest'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import type { Effect } from '../machine/effects.ts'
import type { QueueEntry } from '../queue/entry-place.ts'
import { newQueueEntry, stepQueueEntry } from '../queue/queue-entry.ts'
import type { QueueEntryInput } from '../queue/queue-inputs.ts'
import type { ConsoleAway } from './console-inputs.ts'

const NOW = 1000
const automatic: ConsoleAway = { why: 'automatic', target: { kind: 'flow', flow: flowSample(), hours: [] } }
const fault: ConsoleAway = { why: 'out-of-order', target: { kind: 'queue', queue: 'service' } }
const enter = (more: Partial<QueueEntryInput & { type: 'enter' }> = {}): QueueEntryInput => ({
  type: 'enter',
  callId: 'c1',
  legId: 'l1',
  queue: queueSample({
    id: 'console',
    strategy: 'ring-all',
    hours: { id: 'main', closed: { kind: 'menu' }, holiday: null },
  }),
  language: 'en',
  waiting: 0,
  head: false,
  enteredAt: NOW,
  ...more,
})
const offer: QueueEntryInput = { type: 'offer', agentId: 'a1', lease: 1 }
const step = (entry: QueueEntry, ...inputs: QueueEntryInput[]): [QueueEntry, Effect[]] =>
  inputs.reduce<[QueueEntry, Effect[]]>(([state], input) => stepQueueEntry(state, input, NOW), [entry, []])
const left = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' && effect.input.type === 'queue.left' ? [effect.input] : []))

describe('who comes to the console, or waits for it', () => {
  it.each<[string, Partial<QueueEntryInput & { type: 'enter' }>, ConsoleAway, string | null]>([
    ['anybody', {}, automatic, 'automatic'],
    ['anybody', {}, fault, 'out-of-order'],
    ['one put back', { head: true }, automatic, null],
    ['one put back', { head: true }, fault, 'out-of-order'],
    ['one called back', { promised: true }, automatic, null],
    ['one called back', { promised: true }, fault, 'out-of-order'],
    ['anybody at night (CS6)', { hours: 'closed' }, automatic, 'closed'],
    ['anybody, where nobody serves (CS6)', { staffing: 'nobody' }, fault, 'out-of-order'],
  ])('CS5 %s (%j) is sent on coming', (_who, more, away, why) => {
    const [entry, effects] = step(newQueueEntry('e1'), enter({ ...more, away }))
    expect(left(effects).map((input) => input.why)).toEqual(why === null ? [] : [why])
    expect(entry.state).toBe(why === null ? 'waiting' : 'ended')
  })

  it.each<[string, QueueEntryInput[], ConsoleAway, boolean]>([
    ['one who waits', [enter()], automatic, true],
    ['one who waits', [enter()], fault, true],
    ['one put back', [enter({ head: true })], automatic, false],
    ['one put back', [enter({ head: true })], fault, true],
    ['one for whom it rings', [enter(), offer], automatic, false],
    ['one for whom it rings', [enter(), offer], fault, false],
  ])('CS5 %s is sent on at once, or stays', (_who, before, away, goes) => {
    const [entry] = step(newQueueEntry('e1'), ...before)
    const [next, effects] = step(entry, { type: 'send-on', ...away })
    if (goes) expect(left(effects)).toMatchObject([{ ...away }])
    else expect([next, effects]).toEqual([entry, []])
  })
})
