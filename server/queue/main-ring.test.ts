import { describe, expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import type { Effect } from '../machine/effects.ts'
import { PASS_OVER_MS } from './entry-offer.ts'
import type { QueueEntry } from './entry-place.ts'
import { newQueueEntry, stepQueueEntry } from './queue-entry.ts'
import type { QueueEntryInput } from './queue-inputs.ts'

const step = (entry: QueueEntry, input: QueueEntryInput, now = 100_000) => stepQueueEntry(entry, input, now)
const place = { callId: 'c1', legId: 'l1', queue: queueSample(), language: 'zh-CN', waiting: 0 } as const
const [waiting] = step(newQueueEntry('c1.q1'), { type: 'enter', ...place, head: false, enteredAt: 50 })
const [offered] = step(waiting, { type: 'offer', agentId: 'a1', lease: 7 })
const tells = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [`${effect.machine}:${effect.input.type}`] : []))

describe('Q33 the main ring of the line', () => {
  const beside: QueueEntryInput = { type: 'offer', agentId: 'main', lease: 9, beside: true }
  const [both, rung] = step(offered, beside)
  const ended = (effects: Effect[]) =>
    effects.flatMap((effect) =>
      effect.type === 'tell' && effect.input.type === 'offer-ended' ? [`${effect.id} ${effect.input.why}`] : [],
    )

  it('rings too where one is asked at a time', () => {
    expect(tells(rung)).toEqual(['agent:offer', 'call:queue.offered'])
    expect(both).toMatchObject({ state: 'offered', lastAsked: 'a1' })
    expect(step(offered, { type: 'offer', agentId: 'a2', lease: 9 })[0]).toBe(offered)
  })

  it('has the call when he is the first to answer', () => {
    const [taken, effects] = step(both, { type: 'accept', agentId: 'main', lease: 9 })
    expect(taken.state).toBe('ended')
    expect(ended(effects)).toEqual(['a1 withdrawn'])
    expect(ended(step(both, { type: 'accept', agentId: 'a1', lease: 7 })[1])).toEqual(['main withdrawn'])
  })

  it('does not ring alone, and nothing is counted for him', () => {
    const [left, effects] = step(both, { type: 'decline', agentId: 'a1', lease: 7 })
    expect(left).toMatchObject({ state: 'waiting', passed: { a1: 100_000 + PASS_OVER_MS } })
    expect(ended(effects)).toEqual(['a1 declined', 'main withdrawn'])
    const [still, more] = step(both, { type: 'decline', agentId: 'main', lease: 9 })
    expect(still).toMatchObject({ state: 'offered', passed: {} })
    expect(ended(more)).toEqual(['main withdrawn'])
    const missed = step(both, { type: 'timer', name: 'ring' }, 200_000)
    expect(missed[0]).toMatchObject({ state: 'waiting', passed: { a1: 200_000 + PASS_OVER_MS } })
    expect(ended(missed[1])).toEqual(['a1 no-answer', 'main withdrawn'])
  })
})
