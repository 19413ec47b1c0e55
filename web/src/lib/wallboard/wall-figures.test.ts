import { describe, expect, it } from 'vitest'
import type { AlarmLimits } from '#protocol/room-config'
import type { AgentView, QueueView } from '#protocol/web-messages'
import { figureTiles, floorOf, pageOf, queueRow, wallFigure } from './wall-figures.ts'

const NOW = 1_000_000
const limits: AlarmLimits = {
  waiting: 5,
  oldestWaitMs: 60_000,
  serviceLevel: 0.8,
  callMs: null,
  breakMs: null,
  quality: null,
}
const queue = (id: string, more: Partial<QueueView> = {}) =>
  ({
    id,
    waiting: 0,
    longestWaitSince: null,
    offeredToday: 0,
    answeredToday: 0,
    abandonedToday: 0,
    serviceLevel: null,
    ...more,
  }) as QueueView
const agent = (id: string, more: Partial<AgentView>) =>
  ({ id, presence: 'available', activity: 'idle', reachable: true, queues: ['q1'], ...more }) as AgentView
const byId = <T extends { id: string }>(...items: T[]) => new Map(items.map((item) => [item.id, item]))

const maps = {
  queue: byId(
    queue('q1', {
      waiting: 4,
      longestWaitSince: NOW - 61_000,
      offeredToday: 30,
      answeredToday: 25,
      abandonedToday: 3,
      serviceLevel: 0.7,
    }),
    queue('q2', { waiting: 2, longestWaitSince: NOW - 5000, offeredToday: 10, answeredToday: 10, serviceLevel: 1 }),
  ),
  agent: byId(
    agent('a', {}),
    agent('b', { reachable: false }),
    agent('c', { activity: 'talking', queues: ['q2'] }),
    agent('d', { activity: 'holding' }),
    agent('e', { activity: 'wrap-up' }),
    agent('f', { presence: 'not-ready' }),
    agent('g', { presence: 'signed-out' }),
  ),
}
const all = floorOf({ queues: [] }, maps)
const says = (tile: Parameters<typeof wallFigure>[0], floor = all) => {
  const { text, unit, target, isBreach } = wallFigure(tile, floor, limits, NOW)
  return [text + unit, target?.text ?? '', isBreach ? '!' : ''].join(' ').trim()
}

describe('a wallboard', () => {
  it.each([
    ['waiting', '6 5 !'],
    ['longest-wait', '1:01 1:00 !'],
    ['service-level', '77.5% 80.0% !'],
    ['abandoned', '7.5%'],
    ['idle', '1'],
    ['talking', '2'],
    ['wrap-up', '1'],
    ['not-ready', '1'],
    ['signed-in', '6'],
    ['offered', '40'],
    ['answered', '35'],
  ] as const)('WF2 says of %s: %s', (tile, text) => expect(says(tile)).toBe(text))

  it('WF3 of one queue counts that queue and who serves it', () => {
    const floor = floorOf({ queues: ['q2', 'gone'] }, maps)
    expect([says('waiting', floor), says('talking', floor), says('service-level', floor)]).toEqual([
      '2 5',
      '1',
      '100% 80.0%',
    ])
  })

  it('WF1 says nothing of what there is not', () => {
    const nothing = { queues: [], agents: [] }
    expect([says('longest-wait', nothing), says('service-level', nothing), says('waiting', nothing)]).toEqual([
      '— 1:00',
      '— 80.0%',
      '0 5',
    ])
  })

  it('marks a queue by its own limits', () => {
    const row = (own: Partial<AlarmLimits>) => {
      const { isWaitBreach, isLevelBreach } = queueRow(maps.queue.get('q1') ?? queue('q1'), own, NOW)
      return [isWaitBreach, isLevelBreach]
    }
    expect(row(limits)).toEqual([true, true])
    expect(row({ ...limits, oldestWaitMs: 90_000, serviceLevel: null })).toEqual([false, false])
    expect(row({ ...limits, oldestWaitMs: null, waiting: 3 })).toEqual([true, true])
  })

  it('turns the pages of a long table, round and round', () => {
    const pages = [0, 1, 2].map((turn) => pageOf([1, 2, 3, 4, 5], 3, turn))
    expect(pages.map(({ rows, page, of }) => [rows.join(), page, of])).toEqual([
      ['1,2,3', 1, 2],
      ['4,5', 2, 2],
      ['1,2,3', 1, 2],
    ])
    expect(pageOf([], 3, 5)).toEqual({ rows: [], page: 1, of: 1 })
  })

  it('tells figures from the table and the alarms, in the order of the board', () => {
    expect(figureTiles(['queues', 'idle', 'alarms', 'waiting'])).toEqual(['idle', 'waiting'])
  })
})
