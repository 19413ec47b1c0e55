import { beforeEach, describe, expect, it } from 'vitest'
import type { FlowDefinition } from '#protocol/flow-config'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import type { Person, SiteConfiguration } from '../site/configuration.ts'
import { Site } from '../site/site.ts'
import type { ConsoleSettings } from './console-store.ts'
import { LOST_GRACE_MS } from './console-watch.ts'

const START = 1_800_000_000_000
const person = (id: string, role: Person['role']): [string, Person] => [
  id,
  { id, number: id, name: id, role, language: 'en', seatCodec: null },
]
const flowTo = (queue: string): FlowDefinition => ({
  id: `to-${queue}`,
  name: queue,
  version: 1,
  language: 'en',
  start: 'queue',
  nodes: [{ id: 'queue', kind: 'queue', queue, full: 'end', timeout: 'end' }],
})
const computer: FlowDefinition = {
  ...flowTo('computer'),
  id: 'computer',
  start: 'hello',
  nodes: [{ id: 'hello', kind: 'hang-up', prompt: 'computer-hello' }],
}
const console_ = queueSample({ id: 'console', members: ['p1'], maxWaitMs: 0, announceEveryMs: 0 })
const service = queueSample({ id: 'service', members: ['a1'], maxWaitMs: 0, announceEveryMs: 0 })
const nothing: ConsoleSettings = { fault: { target: null, set: null }, automatic: { on: false, flow: null, set: null } }
const fault = (target: ConsoleSettings['fault']['target']): ConsoleSettings => ({
  ...nothing,
  fault: { target, set: null },
})
const toService = fault({ kind: 'queue', queue: 'service' })
const toComputer = fault({ kind: 'flow', flow: 'computer' })
const automatic: ConsoleSettings = { ...nothing, automatic: { on: true, flow: 'computer', set: null } }

let time: VirtualTime
let log: MemoryEventLog
let sent: GatewayCommand[]
let site: Site
let settings: ConsoleSettings

const configuration = (more: Partial<SiteConfiguration> = {}): SiteConfiguration =>
  emptySite({
    people: new Map([person('p1', 'attendant'), person('a1', 'agent')]),
    queues: [console_, service],
    flows: [flowTo('console'), flowTo('service'), computer],
    console: settings,
    ...more,
  })
function startSite(): Site {
  const started = new Site(
    quietPorts({ clock: time.clock(), log, send: (command) => void sent.push(command) }),
    configuration(),
  )
  started.recover()
  return started
}
const pass = (ms = 0) => time.run(time.time + ms)
function set(now: ConsoleSettings, more: Partial<SiteConfiguration> = {}): void {
  settings = now
  site.reconfigure(configuration(more))
  pass()
}
function signIn(id: string, hasSeat = true): void {
  site.runner.dispatch('agent', id, { type: 'sign-in' })
  if (hasSeat) site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `s-${id}` })
  site.runner.dispatch('agent', id, { type: 'presence', presence: 'available', reason: null })
  pass()
}
const loseSeat = (id: string) => {
  site.runner.dispatch('agent', id, { type: 'seat.lost', connectionId: null })
  pass()
}
/** Somebody calls and comes to the queue. */
function caller(id: string, queue: string): void {
  const flow = flowTo(queue)
  const offered = { legId: `${id}.in`, lineId: 'x', did: '4', customer: '+8613800138000', customerName: '' }
  site.runner.dispatch('leg', `${id}.in`, { type: 'offered', callId: id, lineId: 'x' })
  site.runner.dispatch('call', id, { type: 'offered', ...offered, flow, hours: [] })
  site.runner.dispatch('leg', `${id}.in`, { type: 'answered' })
  pass()
}
const where = (id: string): string | null => {
  const call = site.liveCall(id)
  if (!call) return null
  return call.stage.name === 'queued' ? (call.queueId ?? '') : `${call.stage.name} ${call.flow?.id}`
}
const why = () =>
  log.batches.flatMap(({ inputs }) => inputs).flatMap(({ input }) => (input.type === 'queue.left' ? [input.why] : []))

beforeEach(() => {
  time = new VirtualTime(START)
  log = new MemoryEventLog()
  sent = []
  settings = nothing
  site = startSite()
})

describe('the console', () => {
  it('CS1, CS3 sends on only the callers of queues that an attendant serves', () => {
    set(toService)
    caller('c1', 'console')
    expect(where('c1')).toBe('service')
    expect(why()).toEqual(['out-of-order'])
    set(toComputer)
    caller('c2', 'service')
    expect(where('c2')).toBe('service')
  })

  it('CS1 serves a queue also by a team', () => {
    const byTeam = { ...console_, members: [], teams: [{ id: 'desk', tier: 1 }] }
    const teams = [{ id: 'desk', name: 'Desk', members: ['p1'] }]
    set(toService, { queues: [byTeam, service], teams })
    caller('c1', 'console')
    expect(where('c1')).toBe('service')
  })

  it('CS3, CS5 is set at once for those who wait; into a flow of its own', () => {
    caller('c1', 'console')
    expect(where('c1')).toBe('console')
    set(toComputer)
    expect(where('c1')).toBe('menu computer')
    const said = sent.flatMap((command) => (command.type === 'player.start' ? command.items : []))
    expect(said.at(-1)).toMatchObject({ name: 'computer-hello' })
  })

  it('CS3 goes to a person, and nowhere where that one is gone; or to an outside number', () => {
    signIn('a1')
    set(fault({ kind: 'agent', agent: 'a1' }))
    caller('c1', 'console')
    expect(where('c1')).toBe('handing-over step-agent')
    expect(site.agent('a1').activity).toMatchObject({ name: 'ringing', callId: 'c1' })
    set(fault({ kind: 'agent', agent: 'nobody' }))
    caller('c2', 'console')
    expect(where('c2')).toBe('console')
    set(fault({ kind: 'number', number: '13900139000' }))
    expect(where('c2')).toBe('menu step-number')
  })

  it('CS2 is out of order at once when the last one signs out, and not while everybody is not ready', () => {
    set(toService)
    signIn('p1')
    site.runner.dispatch('agent', 'p1', { type: 'presence', presence: 'not-ready', reason: 'meal' })
    caller('c1', 'console')
    expect(where('c1')).toBe('console')
    site.runner.dispatch('agent', 'p1', { type: 'sign-out' })
    pass()
    expect(where('c1')).toBe('service')
  })

  it('CS2 waits 20 s for a seat that was lost, and no longer', () => {
    set(toService)
    signIn('p1')
    site.runner.dispatch('agent', 'p1', { type: 'presence', presence: 'not-ready', reason: 'meal' })
    caller('c1', 'console')
    loseSeat('p1')
    pass(LOST_GRACE_MS - 1)
    expect(where('c1')).toBe('console')
    site.runner.dispatch('agent', 'p1', { type: 'seat.connected', connectionId: 's2' })
    pass(LOST_GRACE_MS)
    expect(where('c1')).toBe('console')
    loseSeat('p1')
    pass(LOST_GRACE_MS - 1)
    expect(where('c1'), 'counted anew').toBe('console')
    pass(1)
    expect(where('c1')).toBe('service')
  })

  it('CS4 the automatic attendant has the calls whoever is there; a phone that rings goes on ringing (CS5)', () => {
    signIn('p1')
    caller('c1', 'console')
    caller('c2', 'console')
    expect(site.agent('p1').activity).toMatchObject({ name: 'ringing', callId: 'c1' })
    set(automatic)
    expect([where('c1'), where('c2')]).toEqual(['console', 'menu computer'])
    caller('c3', 'console')
    expect(where('c3')).toBe('menu computer')
    set(nothing)
    caller('c4', 'console')
    expect(where('c4')).toBe('console')
  })

  it('CS5 who was put back at the head goes on by a fault, not by the automatic attendant', () => {
    caller('c1', 'console')
    site.runner.dispatch('queue-entry', 'c1.q1', { type: 'to-head' })
    set(automatic)
    expect(where('c1')).toBe('console')
    set(toService)
    expect(where('c1')).toBe('service')
  })

  it('CS5 a caller whose attendant is lost in the talk goes where the fault transfer says', () => {
    set(toService)
    signIn('p1')
    caller('c1', 'console')
    const entry = site.runner.get('queue-entry', 'c1.q1')
    const lease = entry?.state === 'offered' ? (entry.offers[0]?.lease ?? 0) : 0
    site.runner.dispatch('queue-entry', 'c1.q1', { type: 'accept', agentId: 'p1', lease })
    site.runner.dispatch('leg', 'c1.s1', { type: 'answered' })
    pass()
    loseSeat('p1')
    pass(LOST_GRACE_MS)
    expect(where('c1')).toBe('service')
  })

  it('CS6 night comes first', () => {
    const target = { kind: 'queue', queue: 'service' } as const
    const night = { ...console_, hours: { id: 'main', closed: target, holiday: null } }
    set(automatic, { queues: [night, service], hours: [hoursSample('closed')] })
    caller('c1', 'console')
    expect([where('c1'), ...why()]).toEqual(['service', 'closed'])
  })

  it.each([
    ['a queue that is gone', fault({ kind: 'queue', queue: 'gone' })],
    ['a flow that is gone', fault({ kind: 'flow', flow: 'gone' })],
    ['the console itself', fault({ kind: 'queue', queue: 'console' })],
  ])('CS7 nobody is sent to %s', (_where, now) => {
    set(now)
    caller('c1', 'console')
    expect(where('c1')).toBe('console')
  })

  it('is as it was after the server has started again', () => {
    caller('c1', 'console')
    set(toService)
    site.runner.stop()
    site = startSite()
    expect(where('c1')).toBe('service')
    caller('c2', 'console')
    expect(where('c2')).toBe('service')
  })
})
