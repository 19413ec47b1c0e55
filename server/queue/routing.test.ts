import { describe, expect, it } from 'vitest'
import type { QueueConfig, Strategy } from '#protocol/queue-config'
import { freeAgent, membershipSample, NO_WORK, waitingEntry } from '../../tests/harness/routing-samples.ts'
import { queueSample } from '../../tests/harness/samples.ts'
import type { Agent } from '../agent/agent.ts'
import { NO_MARKS } from './entry-place.ts'
import type { Membership } from './membership.ts'
import { type Day, Routing } from './routing.ts'
import type { DayWork } from './strategy.ts'
import type { AskableEntry } from './waiting.ts'

const NOW = 1_000_000
const quiet: Day = { workOf: () => NO_WORK, lastAsked: () => null }
type World = { entries: AskableEntry[]; agents: Agent[]; membership?: Membership; day?: Day; now?: number }

function routing({ entries, agents, membership, day = quiet, now = NOW }: World): Routing {
  const index = new Routing(membership ?? membershipSample(entries.map((entry) => entry.queue)), day)
  for (const agent of agents) index.setAgent(agent)
  for (const entry of entries) index.setEntry(entry.id, entry, now)
  return index
}
/** All offers that are made at this moment, as caller → agent; each takes caller and agent away. */
function offers(index: Routing, agents: Agent[], now = NOW): string[] {
  const made: string[] = []
  for (let offer = index.next(now, 1); offer; offer = index.next(now, 1)) {
    made.push(`${offer.callId} → ${offer.agentId}`)
    const agent = agents.find(({ id }) => id === offer.agentId) as Agent
    index.setEntry(offer.entryId, null, now)
    index.setAgent({ ...agent, activity: { name: 'talking', since: now, callId: offer.callId } })
  }
  return made
}
const caller = (id: string, queue: QueueConfig, waitedMs: number, more = {}) =>
  waitingEntry({ id, queue, enteredAt: NOW - waitedMs, ...more })
const decide = (world: World) => offers(routing(world), world.agents, world.now)

describe('the one order', () => {
  const one = queueSample({ members: ['a1'] })
  it('R1 takes callers put back first, then priority, then waiting time', () => {
    const vip = queueSample({ id: 'vip', priority: 9, members: ['a1'] })
    const entries = [
      caller('late', one, 100),
      caller('early', one, 300),
      caller('vip', vip, 50),
      caller('back', one, 1, { head: true }),
    ]
    const index = routing({ entries, agents: [] })
    const order: string[] = []
    for (let left = entries.length; left > 0; left--) {
      index.setAgent(freeAgent('a1'))
      order.push(...offers(index, [freeAgent('a1')]))
    }
    expect(order.map((made) => made.split(' ')[0])).toEqual(['back', 'vip', 'early', 'late'])
  })

  it('R4 knows the rank of one who is not there yet', () => {
    const queue = queueSample({ members: ['a1'], vipPriority: 3 })
    const entries = [
      caller('c1', queue, 300),
      caller('c2', queue, 100),
      caller('back', queue, 1, { head: true }),
      caller('low', { ...queue, priority: -1 }, 900),
    ]
    const { waiting } = routing({ entries, agents: [] })
    const rank = (vip: boolean, waitedMs: number) =>
      waiting.positionOf({ id: 'x', queue, head: false, marks: { ...NO_MARKS, vip }, enteredAt: NOW - waitedMs })
    expect([rank(false, 0), rank(false, 200), rank(false, 400), rank(true, 0)]).toEqual([4, 3, 2, 2])
  })

  it.each([
    ['the line', { vip: false, line: 3, flow: 0 }],
    ['the flow', { vip: false, line: 0, flow: 3 }],
    ['a VIP', { vip: true, line: 0, flow: 0 }],
    ['the red list', { vip: false, red: true, line: 0, flow: 0 }],
  ])('R2 raises the priority of a caller by %s', (_by, marks) => {
    const queue = queueSample({ members: ['a1'], vipPriority: 3, redPriority: 3 })
    const entries = [caller('first', queue, 900), caller('raised', queue, 10, { marks })]
    expect(decide({ entries, agents: [freeAgent('a1')] })).toEqual(['raised → a1'])
  })

  it('R3 lets waiting count as many times as the queue weighs', () => {
    const heavy = queueSample({ id: 'heavy', members: ['a1'], weight: 3 })
    const entries = [caller('light', one, 290), caller('heavy', heavy, 100)]
    expect(decide({ entries, agents: [freeAgent('a1')] })).toEqual(['heavy → a1'])
    expect(
      decide({ entries: [caller('light', one, 310), entries[1] as AskableEntry], agents: [freeAgent('a1')] }),
    ).toEqual(['light → a1'])
  })

  it('D2 never serves B before A when A ranks higher and shares a free agent, over several queues', () => {
    const both = queueSample({ id: 'both', members: ['a1', 'a2'] })
    const entries = [caller('b', both, 100), caller('a', one, 200)]
    expect(decide({ entries, agents: [freeAgent('a1'), freeAgent('a2')] })).toEqual(['a → a1', 'b → a2'])
  })
})

describe('eligibility', () => {
  const queue = queueSample({ members: ['a1'] })
  it.each([
    ['signed-out', { presence: 'signed-out' }],
    ['not-ready', { presence: 'not-ready' }],
    ['busy', { activity: { name: 'talking', since: 1, callId: 'x' } }],
    ['ringing', { activity: { name: 'ringing', since: 1, callId: 'x', entryId: 'x', lease: 1 } }],
    ['wrap-up', { activity: { name: 'wrap-up', since: 1, callId: 'x', until: 2, extensions: 0, most: 2 } }],
    ['not-reachable', { connectionId: null }],
  ] as const)('E1 offers nothing to an agent who is %s, and says so', (rule, state) => {
    const agents = [freeAgent('a1', state)]
    const index = routing({ entries: [caller('c', queue, 10)], agents })
    expect(index.why('c', NOW, 1)?.candidates).toMatchObject([{ agentId: 'a1', rule }])
    expect(offers(index, agents)).toEqual([])
  })

  it('E2 asks the next tier when its time has come, and at once when nobody of those before is at work', () => {
    const tiered = queueSample({ members: ['a1', 'a2'], tiers: { a2: 2 }, tierAfterMs: 5000 })
    const talking = freeAgent('a1', { activity: { name: 'talking', since: 1, callId: 'x' } })
    const agents = [talking, freeAgent('a2')]
    const index = routing({ entries: [caller('c', tiered, 0)], agents })
    expect(offers(index, agents)).toEqual([])
    expect(index.wakeAt()).toBe(NOW + 5000)
    expect(offers(index, agents, NOW + 5000)).toEqual(['c → a2'])
    const onBreak = freeAgent('a1', { presence: 'not-ready', reason: 'break' })
    expect(decide({ entries: [caller('c', tiered, 0)], agents: [onBreak, freeAgent('a2')] })).toEqual(['c → a2'])
  })

  it('E3 asks for a level of skill that falls in steps', () => {
    const relax = [
      { afterMs: 4000, level: 3 },
      { afterMs: 9000, level: 0 },
    ]
    const english = queueSample({ members: ['a1', 'a2'], skills: [{ id: 'en', level: 8, relax }] })
    const membership = membershipSample([english], { skills: [{ id: 'en', name: 'English', levels: { a1: 4 } }] })
    const agents = [freeAgent('a1'), freeAgent('a2')]
    const index = routing({ entries: [caller('c', english, 0), caller('d', english, 0)], agents, membership })
    expect(index.why('c', NOW, 1)?.candidates.map(({ rule }) => rule)).toEqual(['skill-too-low', 'skill-too-low'])
    expect(offers(index, agents, NOW + 3999)).toEqual([])
    expect(offers(index, agents, NOW + 4000)).toEqual(['c → a1'])
    expect(offers(index, agents, NOW + 9000)).toEqual(['d → a2'])
  })

  it('E4 keeps a caller for the preferred agent for a while, unless that agent is not at work', () => {
    const own = queueSample({ members: ['a1', 'a2'], strategy: 'preferred-agent', keepMs: 8000 })
    const busy = freeAgent('a1', { activity: { name: 'talking', since: 1, callId: 'x' } })
    const entries = [caller('c', own, 0, { preferred: 'a1' })]
    const agents = [busy, freeAgent('a2')]
    const index = routing({ entries, agents })
    expect(offers(index, agents)).toEqual([])
    expect(offers(index, agents, NOW + 8000)).toEqual(['c → a2'])
    const again = routing({ entries, agents })
    offers(again, agents)
    again.setAgent({ ...busy, presence: 'signed-out' })
    expect(offers(again, agents)).toEqual(['c → a2'])
  })

  it('E5 does not ask an agent again who has just refused this caller', () => {
    const entry = { ...caller('c', queue, 10), passed: { a1: NOW + 1 } }
    const agents = [freeAgent('a1')]
    const index = routing({ entries: [entry], agents })
    expect(offers(index, agents)).toEqual([])
    expect(index.wakeAt()).toBe(NOW + 1)
    expect(offers(index, agents, NOW + 1)).toEqual(['c → a1'])
  })
})

describe('strategies', () => {
  const work: Record<string, DayWork> = {
    a1: { calls: 5, rings: 1, talkMs: 300, load: 3 },
    a2: { calls: 4, rings: 9, talkMs: 900, load: 1 },
    a3: { calls: 1, rings: 4, talkMs: 600, load: 2 },
    a4: { calls: 3, rings: 3, talkMs: 100, load: 4 },
  }
  const idle: Record<string, number> = { a1: 900, a2: 100, a3: 500, a4: 700 }
  const agents = Object.keys(work).map((id) => freeAgent(id, { lastCallEndedAt: idle[id] ?? 0 }))
  const day: Day = { workOf: (id) => work[id] ?? NO_WORK, lastAsked: () => 'a2' }
  const order = (strategy: Strategy, more = {}) => {
    const queue = queueSample({ strategy, members: ['a1', 'a2', 'a3', 'a4'] })
    const entry = { ...caller('c', queue, 10, more), ...more }
    return routing({ entries: [entry], agents, day })
      .why('c', NOW, 7)
      ?.candidates.map(({ agentId }) => agentId)
      .join(' ')
  }

  it.each([
    ['S1', 'longest-idle', 'a2 a3 a4 a1'],
    ['S2', 'fewest-calls', 'a3 a4 a2 a1'],
    ['S3', 'least-talk-time', 'a4 a1 a3 a2'],
    ['S4', 'balanced-load', 'a2 a3 a1 a4'],
    ['S5', 'fewest-rings', 'a1 a4 a3 a2'],
    ['S6 after the last whom the queue asked,', 'round-robin', 'a3 a4 a1 a2'],
    ['S7', 'fixed-order', 'a1 a2 a3 a4'],
    ['S12', 'ring-all', 'a2 a3 a4 a1'],
    ['S13', 'progressive-ring', 'a2 a3 a4 a1'],
  ] as const)('%s %s asks %s', (_rule, strategy, expected) => {
    expect(order(strategy)).toBe(expected)
  })

  it('S8 hunting goes on after the one whom this caller was last offered, whatever others were', () => {
    expect(order('hunting')).toBe('a1 a2 a3 a4')
    expect(order('hunting', { lastAsked: 'a3' })).toBe('a4 a1 a2 a3')
  })

  it.each(['last-agent', 'preferred-agent'] as const)('S10, S11 %s comes first, then the longest idle', (strategy) => {
    expect(order(strategy, { preferred: 'a4' })).toBe('a4 a2 a3 a1')
  })

  it('S9 draws everybody about as often as anybody', () => {
    const queue = queueSample({ strategy: 'random', members: ['a1', 'a2', 'a3', 'a4'] })
    const index = routing({ entries: [caller('c', queue, 10)], agents })
    const times = new Map<string, number>()
    for (let seed = 0; seed < 4000; seed++) {
      const first = index.next(NOW, seed * 97)?.agentId ?? ''
      times.set(first, (times.get(first) ?? 0) + 1)
    }
    for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
    expect(times.size).toBe(4)
  })

  it('S12, S13 ring at all at once, or at one more each time', () => {
    const ring = (strategy: Strategy) => {
      const queue = queueSample({ strategy, members: ['a1', 'a2', 'a3'], progressiveMs: 2000 })
      const ringing = {
        ...caller('c', queue, 10),
        state: 'offered' as const,
        offers: [{ agentId: 'a1', lease: 1, at: NOW, until: NOW + 9000 }],
      }
      const others = [freeAgent('a2'), freeAgent('a3')]
      const index = routing({ entries: [ringing], agents: others })
      return [index.next(NOW, 1)?.agentId ?? null, index.next(NOW + 2000, 1)?.agentId ?? null]
    }
    expect(ring('ring-all')).toEqual(['a2', 'a2'])
    expect(ring('progressive-ring')).toEqual([null, 'a2'])
  })

  it('S14 takes the best tier before any strategy', () => {
    const queue = queueSample({ strategy: 'fewest-calls', members: ['a1', 'a2', 'a3'], tiers: { a2: 2, a3: 2 } })
    expect(decide({ entries: [caller('c', queue, 10)], agents, day })).toEqual(['c → a1'])
  })
})

describe('the reason', () => {
  it('D6 names every member in order with the rule that refused it, and what was decided by', () => {
    const queue = queueSample({ members: ['a1', 'a2', 'a3'], priority: 4, vipPriority: 2 })
    const agents = [
      freeAgent('a1', { lastCallEndedAt: 9 }),
      freeAgent('a2', { presence: 'not-ready' }),
      freeAgent('a3', { lastCallEndedAt: 3 }),
    ]
    const entries = [caller('c', queue, 100, { marks: { vip: true, line: 0, flow: 1 } })]
    expect(routing({ entries, agents }).next(NOW, 5)?.decision).toMatchObject({
      chosen: 'a3',
      waitedMs: 100,
      position: 1,
      candidates: [
        { agentId: 'a3', rule: 'chosen', value: NOW - 3 },
        { agentId: 'a1', rule: 'ranked-lower' },
        { agentId: 'a2', rule: 'not-ready' },
      ],
      inputs: { strategy: 'longest-idle', priority: 7, marks: { vip: true, line: 0, flow: 1 }, seed: 5 },
    })
  })

  it('D7 lists fifty members and counts the others', () => {
    const members = Array.from({ length: 200 }, (_, i) => `a${i}`)
    const agents = members.slice(0, 80).map((id) => freeAgent(id))
    const entries = [caller('c', queueSample({ members }), 100)]
    const decision = routing({ entries, agents }).next(NOW, 1)?.decision
    expect(decision?.candidates).toHaveLength(50)
    expect(decision?.others).toEqual({ 'ranked-lower': 30, 'signed-out': 120 })
  })
})

it('M1, M2 makes each person a member once: by name before by team, by the better team', () => {
  const queue = queueSample({
    members: ['a1'],
    tiers: { a1: 3 },
    teams: [
      { id: 'late', tier: 4 },
      { id: 'early', tier: 2 },
    ],
  })
  const teams = [
    { id: 'late', name: 'late', members: ['a2', 'a3'] },
    { id: 'early', name: 'early', members: ['a1', 'a2'] },
  ]
  const { queues, queuesOf } = membershipSample([queue], { teams })
  const tiers = queues.get('service')?.members.map(({ agentId, tier }) => `${agentId}:${tier}`)
  expect(tiers).toEqual(['a2:2', 'a1:3', 'a3:4'])
  expect(queuesOf('a3')).toHaveLength(1)
})
