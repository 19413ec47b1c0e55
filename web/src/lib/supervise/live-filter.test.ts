import { describe, expect, it } from 'vitest'
import type { AgentView, CallView, QueueView } from '#protocol/web-messages'
import { isFiltered, type LiveFilter, NO_FILTER, shownBy, totalsOf } from './live-filter.ts'

const agent = (id: string, teams: string[], queues: string[], more: Partial<AgentView> = {}) =>
  ({
    id,
    name: `Name ${id}`,
    number: `80-${id}`,
    teams,
    queues,
    presence: 'available',
    activity: 'idle',
    ...more,
  }) as AgentView
const queue = (id: string, teams: string[], more: Partial<QueueView> = {}) =>
  ({ id, name: `Queue ${id}`, teams, waiting: 0, longestWaitSince: null, ...more }) as QueueView
const call = (id: string, agentId: string | null, queueId: string | null, more: Partial<CallView> = {}) =>
  ({
    id,
    agentId,
    queueId,
    did: '400',
    customer: { text: '139', masked: false },
    customerName: '',
    stage: 'waiting',
    ...more,
  }) as CallView
const byId = <T extends { id: string }>(...items: T[]) => new Map(items.map((item) => [item.id, item]))

const site = {
  agent: byId(
    agent('ann', ['red'], ['q1'], { activity: 'talking' }),
    agent('bob', ['blue'], ['q1', 'q2'], { reachable: true }),
  ),
  queue: byId(queue('q1', ['red', 'blue']), queue('q2', ['blue'])),
  call: byId(
    call('c1', 'ann', 'q2', { stage: 'talking' }),
    call('c2', null, 'q1'),
    call('c3', null, 'q2'),
    call('c4', null, null, { stage: 'in-menu' }),
    call('c5', 'ann', 'q1', { stage: 'ended' }),
  ),
}
const ids = (filter: Partial<LiveFilter>) => {
  const { agents, queues, calls } = shownBy({ ...NO_FILTER, ...filter }, site)
  return [agents, queues, calls].map((list) => list.map(({ id }) => id).join(' '))
}

describe('the filter of the live page', () => {
  it.each<[string, Partial<LiveFilter>, string[]]>([
    ['LF1 nothing', {}, ['ann bob', 'q1 q2', 'c1 c2 c3 c4']],
    ['LF3 a team', { team: 'red' }, ['ann', 'q1', 'c1 c2']],
    ['LF4 a queue', { queue: 'q2' }, ['bob', 'q2', 'c1 c3']],
    ['LF2 both', { team: 'red', queue: 'q2' }, ['', '', 'c1']],
    ['text: a name, of agents and their calls', { text: ' ANN ' }, ['ann', '', 'c1']],
    ['text: a queue', { text: 'queue q2' }, ['bob', 'q2', 'c1 c3']],
    ['LF5 who waits', { state: 'waiting' }, ['', 'q1 q2', 'c2 c3']],
    ['LF5 who talks', { state: 'talking' }, ['ann', 'q1 q2', '']],
    ['LF5 who is idle, of a queue', { state: 'idle', queue: 'q1' }, ['bob', 'q1', '']],
    ['text: a number', { text: '139' }, ['', '', 'c1 c2 c3 c4']],
  ])('%s', (_, filter, expected) => expect(ids(filter)).toEqual(expected))

  it('LF1 counts as one only when something is set', () => {
    expect([{}, { text: ' ' }, { team: 'red' }].map((filter) => isFiltered({ ...NO_FILTER, ...filter }))).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('totals', () => {
  it('weigh each queue’s level by its callers, and take the longest wait', () => {
    const queues = [
      queue('q1', [], { waiting: 2, longestWaitSince: 50, offeredToday: 30, abandonedToday: 3, serviceLevel: 0.9 }),
      queue('q2', [], { waiting: 1, longestWaitSince: 20, offeredToday: 10, abandonedToday: 1, serviceLevel: 0.5 }),
      queue('q3', [], { offeredToday: 0, abandonedToday: 0, serviceLevel: null }),
    ]
    const agents = [
      agent('a', [], [], { reachable: true }),
      agent('b', [], [], { reachable: false }),
      agent('c', [], [], { presence: 'signed-out' }),
    ]
    expect(totalsOf({ agents, queues })).toEqual({
      signedIn: 2,
      idle: 1,
      waiting: 3,
      longestWaitSince: 20,
      offered: 40,
      abandoned: 4,
      level: 0.8,
    })
  })

  it('say nothing of a level while nobody was offered', () => {
    expect(totalsOf({ agents: [], queues: [] })).toMatchObject({ level: null, longestWaitSince: null })
  })
})
