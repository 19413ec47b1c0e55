import { describe, expect, it } from 'vitest'
import type { Me, QueueView } from '#protocol/web-messages'
import { emptyModel, type LiveModel, stepLive } from './entities.ts'

const me: Me = {
  userId: 'u',
  role: 'agent',
  agentId: 'u',
  number: '1',
  name: 'x',
  language: 'en',
  rights: [],
  leads: null,
}
const hello = (epoch: string) =>
  ({ type: 'hello', protocolVersion: 2, epoch, serverTime: 0, me, demo: false, graceMs: 20_000 }) as const
const queue = (waiting: number): QueueView => ({
  id: 'q',
  name: 'Q',
  teams: [],
  waiting,
  longestWaitSince: null,
  expectedWait: null,
  callbacks: 0,
  members: 0,
  signedIn: 0,
  idle: 0,
  offeredToday: 0,
  answeredToday: 0,
  abandonedToday: 0,
  serviceLevel: null,
  serviceLevelMs: 20_000,
})
const change = (waiting: number) => ({ kind: 'queue', id: 'q', value: queue(waiting) }) as const
const started = (): LiveModel => {
  const [model] = stepLive(emptyModel(), hello('a'))
  return stepLive(model, { type: 'snapshot', topic: 'site', seq: 4, entities: [change(1)] })[0]
}
const waiting = (model: LiveModel) => model.topics.site.maps.queue.get('q')?.waiting

describe('stepLive', () => {
  it('LV1 a snapshot replaces its topic and no other', () => {
    const [model] = stepLive(started(), { type: 'snapshot', topic: 'seat', seq: 9, entities: [] })
    expect(waiting(model)).toBe(1)
    const [emptied] = stepLive(model, { type: 'snapshot', topic: 'site', seq: 5, entities: [] })
    expect(waiting(emptied)).toBeUndefined()
  })
  it('LV2 a delta that follows is applied and leaves the old model as it was', () => {
    const old = started()
    const [model, gap] = stepLive(old, { type: 'delta', topic: 'site', seq: 5, changes: [change(2)] })
    expect([waiting(model), gap, waiting(old)]).toEqual([2, null, 1])
  })
  it('LV2 a null value removes the entity', () => {
    const [model] = stepLive(started(), {
      type: 'delta',
      topic: 'site',
      seq: 5,
      changes: [{ kind: 'queue', id: 'q', value: null }],
    })
    expect(waiting(model)).toBeUndefined()
  })
  it('LV3 a delta seen before is dropped', () => {
    const old = started()
    expect(stepLive(old, { type: 'delta', topic: 'site', seq: 4, changes: [change(7)] })).toEqual([old, null])
  })
  it('LV4 a gap changes nothing and names the topic', () => {
    const old = started()
    expect(stepLive(old, { type: 'delta', topic: 'site', seq: 6, changes: [change(7)] })).toEqual([old, 'site'])
  })
  it('LV4 a delta before any snapshot is a gap', () => {
    expect(stepLive(emptyModel(), { type: 'delta', topic: 'seat', seq: 0, changes: [] })[1]).toBe('seat')
  })
  it('LV5 the same epoch keeps the numbers, another one forgets them but keeps what is shown', () => {
    const old = started()
    expect(stepLive(old, hello('a'))[0]).toBe(old)
    const [model] = stepLive(old, hello('b'))
    expect([model.epoch, model.topics.site.seq, waiting(model)]).toEqual(['b', -1, 1])
  })
})
