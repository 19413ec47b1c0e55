import { describe, expect, it } from 'vitest'
import type { QueueConfig } from '#protocol/queue-config'
import { queueSample } from '../../tests/harness/samples.ts'
import { type Agent, newAgent } from '../agent/agent.ts'
import { explainAgent } from './explain-agent.ts'
import { membershipOf } from './membership.ts'
import { newQueueEntry, stepQueueEntry } from './queue-entry.ts'
import { Routing } from './routing.ts'
import type { AskableEntry } from './waiting.ts'

const NOW = 1_000_000
const WORK = { calls: 0, rings: 0, talkMs: 0, load: 0 }

function world(queues: QueueConfig[], skills: Record<string, number> = {}): Routing {
  const people = new Map(['a1', 'a2', 'a3'].map((id) => [id, { name: id }]))
  const source = { people, queues, teams: [], skills: [{ id: 'english', name: 'English', levels: skills }] }
  return new Routing(membershipOf(source), { workOf: () => WORK, lastAsked: () => null })
}
/** Free since then; null = on a break. */
function agent(routing: Routing, id: string, freeSince: number | null): void {
  const free: Agent = { ...newAgent(id), presence: 'available', connectionId: 'k', signedInAt: freeSince ?? 0 }
  routing.setAgent(freeSince === null ? { ...free, presence: 'not-ready', reason: 'break' } : free)
}
function caller(routing: Routing, callId: string, queue: QueueConfig, waitedMs: number): void {
  const enteredAt = NOW - waitedMs
  const enter = {
    type: 'enter',
    callId,
    legId: 'l',
    queue,
    language: 'en',
    waiting: 0,
    head: false,
    enteredAt,
  } as const
  const [entry] = stepQueueEntry(newQueueEntry(`${callId}.q1`), enter, enteredAt)
  routing.setEntry(entry.id, entry as AskableEntry, NOW)
}

describe('why an agent gets no call', () => {
  it('D9 says what keeps the agent from any, and per queue who waits and by which rule not', () => {
    const need = { id: 'english', level: 5, relax: [{ afterMs: 60_000, level: 2 }] }
    const english = queueSample({ id: 'english', members: ['a1'], skills: [need] })
    const routing = world([english, queueSample({ members: ['a1', 'a2'], tiers: { a1: 2 } })], { a1: 3 })
    agent(routing, 'a1', null)
    caller(routing, 'c1', english, 90_000)
    caller(routing, 'c2', english, 10_000)
    const { at, rule, queues } = explainAgent(routing, 'a1', NOW)
    expect([at, rule]).toEqual([NOW, 'not-ready'])
    expect(queues).toMatchObject([
      {
        queueId: 'english',
        waiting: 2,
        free: 0,
        before: null,
        callers: [
          { callId: 'c1', waitedMs: 90_000, rule: null },
          { callId: 'c2', waitedMs: 10_000, rule: 'skill-too-low' },
        ],
      },
      { queueId: 'service', tier: 2, waiting: 0, callers: [] },
    ])
    expect(explainAgent(routing, 'a3', NOW)).toEqual({ at: NOW, rule: 'signed-out', queues: [] })
  })

  it('D9 says how many free colleagues are asked before, where the strategy has an order of its own', () => {
    const tiered = (strategy: QueueConfig['strategy']) =>
      queueSample({ strategy, members: ['a1', 'a2', 'a3'], tiers: { a3: 2 } })
    const asked = (strategy: QueueConfig['strategy'], id: string) => {
      const routing = world([tiered(strategy)])
      agent(routing, 'a1', 500)
      agent(routing, 'a2', 100)
      agent(routing, 'a3', 1)
      return explainAgent(routing, id, NOW).queues[0]?.before
    }
    expect(['a1', 'a2', 'a3'].map((id) => asked('longest-idle', id))).toEqual([1, 0, 2])
    expect(['a1', 'a2', 'a3'].map((id) => asked('fixed-order', id))).toEqual([0, 1, 2])
    expect(asked('random', 'a1')).toBeNull()
  })

  it('D9 lists five callers and counts the others', () => {
    const queue = queueSample({ members: ['a1'] })
    const routing = world([queue])
    for (let i = 0; i < 7; i++) caller(routing, `c${i}`, queue, i * 1000)
    const [reasons] = explainAgent(routing, 'a1', NOW).queues
    expect([reasons?.waiting, reasons?.callers.map(({ callId }) => callId).join()]).toEqual([7, 'c6,c5,c4,c3,c2'])
  })
})
