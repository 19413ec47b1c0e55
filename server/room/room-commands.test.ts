import { beforeEach, describe, expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { QueueConfig } from '#protocol/queue-config'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { Site } from '../site/site.ts'
import { carryOutRoom, type RoomCommand, roomEntry, roomNotice } from './room-commands.ts'

const person = (id: string) =>
  [id, { id, number: `n-${id}`, name: id, role: 'agent', language: 'en', seatCodec: null }] as const
const START = 1_800_000_000_000

let time: VirtualTime
let sent: GatewayCommand[]
let site: Site

function startSite(other: Partial<QueueConfig> = {}): void {
  time = new VirtualTime(START)
  sent = []
  site = new Site(
    quietPorts({
      clock: time.clock(),
      log: new MemoryEventLog(),
      send: (command) => void sent.push(command),
      prompt: () => null,
    }),
    emptySite({
      people: new Map(['a1', 'b1'].map(person)),
      queues: [queueSample({ members: ['a1'] }), queueSample({ id: 'other', members: ['b1'], ...other })],
    }),
  )
  site.recover()
}
beforeEach(() => startSite())

const pass = (ms = 0) => time.run(time.time + ms)
const ask = (command: RoomCommand) => {
  const reply = carryOutRoom(site, command)
  pass()
  return reply.ok ? 'done' : reply.reason
}
const presence = (agentId: string, to: 'available' | 'not-ready' = 'not-ready') =>
  ask({ type: 'room.presence', id: 'x', agentId, presence: to, reason: to === 'available' ? null : 'meeting' })
const signOut = (agentId: string) => ask({ type: 'room.sign-out', id: 'x', agentId })
const toHead = (callId: string) => ask({ type: 'room.to-head', id: 'x', callId })
const move = (callId: string, queueId = 'other') => ask({ type: 'room.move', id: 'x', callId, queueId })

function signIn(id: string): void {
  site.runner.dispatch('agent', id, { type: 'sign-in' })
  site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `k-${id}` })
  pass()
}

/** A caller who waits in the queue, since now. */
function caller(id: string, queue = queueSample({ members: ['a1'] })): void {
  const offered = { type: 'offered', legId: `${id}.l`, lineId: 'x', did: '4', customer: '', customerName: '' } as const
  site.runner.dispatch('call', id, { ...offered, flow: flowSample(), hours: [] })
  site.runner.dispatch('leg', `${id}.l`, { type: 'offered', callId: id, lineId: 'x' })
  site.runner.dispatch('call', id, { type: 'leg.answered', legId: `${id}.l` })
  site.runner.dispatch('call', id, { type: 'flow.queue', queue, language: 'en' })
  pass(1000)
}
const ranks = (queueId: string) => [...site.routing.waiting.ranked(queueId)].map(({ callId }) => callId)

describe('an agent', () => {
  it('RM1 is made not ready and available again; a call is not touched', () => {
    signIn('a1')
    expect(presence('a1')).toBe('done')
    expect(site.agent('a1')).toMatchObject({ presence: 'not-ready', reason: 'meeting' })
    caller('c1')
    expect(site.agent('a1').activity.name).toBe('idle')
    expect(presence('a1', 'available')).toBe('done')
    expect(site.agent('a1'), 'and has the caller who waited').toMatchObject({
      reason: null,
      activity: { callId: 'c1' },
    })
    presence('a1')
    expect(site.agent('a1').activity.name).toBe('ringing')
  })

  it('RM2 is signed out, the call that rings goes on waiting, the seat’s sound ends', () => {
    signIn('a1')
    caller('c1')
    expect(signOut('a1')).toBe('done')
    expect(site.agent('a1')).toMatchObject({ presence: 'signed-out', activity: { name: 'idle' } })
    expect(ranks('service')).toEqual(['c1'])
    expect(sent).toContainEqual({ type: 'seat.disconnect', seatId: 'a1' })
  })

  it('RM3 who is signed out, in a call or unknown cannot be set, and is told apart', () => {
    expect([presence('a1'), signOut('a1')]).toEqual(['agent-signed-out', 'agent-signed-out'])
    expect([presence('nobody'), signOut('nobody')]).toEqual(['not-found', 'not-found'])
    signIn('a1')
    site.runner.dispatch('agent', 'a1', { type: 'dial', callId: 'c1' })
    expect(signOut('a1')).toBe('agent-in-call')
    expect(site.agent('a1').activity.name).toBe('dialing')
  })
})

describe('a caller who waits', () => {
  it('RM4 is put before all others', () => {
    for (const id of ['c1', 'c2', 'c3']) caller(id)
    expect(ranks('service')).toEqual(['c1', 'c2', 'c3'])
    expect(toHead('c3')).toBe('done')
    expect(ranks('service')).toEqual(['c3', 'c1', 'c2'])
    signIn('a1')
    expect(site.agent('a1').activity).toMatchObject({ callId: 'c3' })
  })

  it('RM4 is moved to another queue with the time waited, also while it rings', () => {
    caller('c1')
    caller('c2', queueSample({ id: 'other', members: ['b1'] }))
    expect(move('c1')).toBe('done')
    expect([ranks('service'), ranks('other')], 'who has waited longer stands before').toEqual([[], ['c1', 'c2']])
    signIn('b1')
    expect(site.agent('b1').activity).toMatchObject({ name: 'ringing', callId: 'c1' })
    expect(move('c1', 'service')).toBe('done')
    expect(ranks('service')).toEqual(['c1'])
    expect(site.agent('b1').activity, 'the phone that rang has the next').toMatchObject({ callId: 'c2' })
  })

  it('RM4 whom an agent has is not moved', () => {
    signIn('a1')
    caller('c1')
    const { activity } = site.agent('a1')
    if (activity.name !== 'ringing') throw new Error(activity.name)
    site.runner.dispatch('queue-entry', 'c1.q1', { type: 'accept', agentId: 'a1', lease: activity.lease })
    expect([toHead('c1'), move('c1'), toHead('c9')]).toEqual(['not-waiting', 'not-waiting', 'not-found'])
  })

  it.each([
    ['that is full', { maxWaiting: 0 }, 'queue-full'],
    ['where nobody is and that sends its callers on', { targets: withNobody() }, 'queue-unstaffed'],
  ])('RM5 is not moved into a queue %s', (_, other, reason) => {
    startSite(other)
    caller('c1')
    expect(move('c1')).toBe(reason)
    expect([move('c1', 'service'), move('c1', 'none')]).toEqual(['wrong-state', 'not-found'])
    expect(ranks('service')).toEqual(['c1'])
  })

  it('Q51 may be moved more often than queues may send it on', () => {
    caller('c1')
    for (let i = 0; i < 12; i++) expect(move('c1', i % 2 === 0 ? 'other' : 'service')).toBe('done')
    expect(ranks('service')).toEqual(['c1'])
  })
})

function withNobody(): QueueConfig['targets'] {
  const exit = { kind: 'exit' } as const
  return { full: exit, timeout: exit, nobody: exit, onBreak: null }
}

it('RM6 each act has its line in the audit trail, and what is done to an agent is told', () => {
  const acts: RoomCommand[] = [
    { type: 'room.presence', id: 'x', agentId: 'a1', presence: 'not-ready', reason: 'meal' },
    { type: 'room.presence', id: 'x', agentId: 'a1', presence: 'available', reason: null },
    { type: 'room.sign-out', id: 'x', agentId: 'a1' },
    { type: 'room.to-head', id: 'x', callId: 'c1' },
    { type: 'room.move', id: 'x', callId: 'c1', queueId: 'other' },
  ]
  expect(acts.map((act) => Object.values(roomEntry(site, act)).join(', '))).toEqual([
    'agent-forced, n-a1, not-ready meal',
    'agent-forced, n-a1, available',
    'agent-forced, n-a1, signed-out',
    'call-moved, c1, head',
    'call-moved, c1, other',
  ])
  expect(acts.map((act) => roomNotice(act)?.kind ?? '')).toEqual([
    'forced-not-ready',
    'forced-available',
    'forced-sign-out',
    '',
    '',
  ])
})
