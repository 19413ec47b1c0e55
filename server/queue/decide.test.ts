import { describe, expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import { type Agent, newAgent } from '../agent/agent.ts'
import { type Candidate, decide, explain, rankEntries, type WaitingEntry } from './decide.ts'
import { newQueueEntry, stepQueueEntry } from './queue-entry.ts'

const NOW = 1_000_000
function waitingEntry(
  id: string,
  overrides: Parameters<typeof queueSample>[0],
  enteredAt: number,
  head = false,
): WaitingEntry {
  const queue = queueSample(overrides)
  const input = {
    type: 'enter',
    callId: id,
    legId: `${id}.l`,
    queue,
    language: 'en',
    waiting: 0,
    head,
    enteredAt,
  } as const
  return stepQueueEntry(newQueueEntry(`${id}.q1`), input, enteredAt)[0] as WaitingEntry
}
function candidates(...agents: (Partial<Agent> & { id: string; calls?: number })[]): Map<string, Candidate> {
  return new Map(
    agents.map(({ calls = 0, ...agent }) => [
      agent.id,
      {
        agent: { ...newAgent(agent.id), presence: 'available', connectionId: 'k', ...agent },
        name: agent.id,
        callsToday: calls,
      },
    ]),
  )
}

describe('decide', () => {
  it('D1 ranks callers put back first, then priority, then waiting time', () => {
    const entries = [
      waitingEntry('late', {}, 300),
      waitingEntry('early', {}, 100),
      waitingEntry('vip', { id: 'vip', priority: 9 }, 400),
      waitingEntry('back', {}, 500, true),
    ]
    expect(rankEntries(entries).map((entry) => entry.callId)).toEqual(['back', 'vip', 'early', 'late'])
  })

  it('D2 never serves B before A when A ranks higher and shares a free agent, over several queues', () => {
    const a = waitingEntry('a', { id: 'q1', members: ['a1'] }, 100)
    const b = waitingEntry('b', { id: 'q2', members: ['a1', 'a2'] }, 200)
    const offers = decide([b, a], candidates({ id: 'a1' }, { id: 'a2' }), NOW)
    expect(offers.map((offer) => [offer.callId, offer.agentId])).toEqual([
      ['a', 'a1'],
      ['b', 'a2'],
    ])
  })

  it('D2 gives one agent to one caller only', () => {
    const entries = [waitingEntry('a', {}, 100), waitingEntry('b', {}, 200)]
    expect(decide(entries, candidates({ id: 'a1' }), NOW).map((offer) => offer.callId)).toEqual(['a'])
  })

  it.each([
    ['signed-out', { presence: 'signed-out' }],
    ['not-ready', { presence: 'not-ready' }],
    ['busy', { activity: { name: 'talking', since: 1, callId: 'x' } }],
    ['wrap-up', { activity: { name: 'wrap-up', since: 1, callId: 'x', until: 2, extensions: 0 } }],
    ['not-reachable', { connectionId: null }],
  ] as const)('D3 names the rule %s', (rule, state) => {
    const entry = waitingEntry('a', { members: ['a1'] }, 100)
    const people = candidates({ id: 'a1', ...state })
    expect(explain(entry, 1, people, new Set(), NOW).candidates).toMatchObject([{ agentId: 'a1', rule }])
    expect(decide([entry], people, NOW)).toEqual([])
  })

  it('D4 does not ask an agent again who has just refused this caller', () => {
    const entry = { ...waitingEntry('a', { members: ['a1'] }, 100), passed: { a1: NOW + 1 } }
    expect(decide([entry], candidates({ id: 'a1' }), NOW)).toEqual([])
    expect(decide([entry], candidates({ id: 'a1' }), NOW + 1)).toHaveLength(1)
  })

  it.each([
    ['longest-idle', 'a2'],
    ['fewest-calls', 'a3'],
    ['fixed-order', 'a1'],
  ] as const)('D5 orders free agents by %s', (strategy, chosen) => {
    const entry = waitingEntry('a', { strategy, members: ['a1', 'a2', 'a3'] }, 100)
    const people = candidates(
      { id: 'a1', lastCallEndedAt: 900, calls: 5 },
      { id: 'a2', lastCallEndedAt: 100, calls: 4 },
      { id: 'a3', lastCallEndedAt: 500, calls: 1 },
    )
    expect(decide([entry], people, NOW)[0]?.agentId).toBe(chosen)
  })

  it('D6 keeps the reason: every member, ranked, with the rule that refused it', () => {
    const entry = waitingEntry('a', { members: ['a1', 'a2', 'a3'] }, 100)
    const people = candidates(
      { id: 'a1', lastCallEndedAt: 9 },
      { id: 'a2', presence: 'not-ready' },
      { id: 'a3', lastCallEndedAt: 3 },
    )
    expect(decide([entry], people, NOW)[0]?.decision).toMatchObject({
      chosen: 'a3',
      waitedMs: NOW - 100,
      position: 1,
      candidates: [
        { agentId: 'a3', rule: 'chosen' },
        { agentId: 'a1', rule: 'ranked-lower' },
        { agentId: 'a2', rule: 'not-ready' },
      ],
    })
  })
})
