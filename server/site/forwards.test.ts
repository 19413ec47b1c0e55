// Calls aimed at a person on a whole site, without lines: FW1, FW8-FW12, C70, Q33.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Forwarding } from '#protocol/forwarding'
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { LineConfig } from '#protocol/line-config'
import type { Me } from '#protocol/web-messages'
import { queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { stepFlow } from '../inbound/step-flow.ts'
import { type CommandPorts, carryOut, type OwnCommand } from './commands.ts'
import type { Person, SiteConfiguration } from './configuration.ts'
import { Site, type SitePorts } from './site.ts'

const CALLER = '+8613800138000'
const MOBILE = '+8613900139000'
const person = (id: string): [string, Person] => [
  id,
  { id, number: id, name: id, role: 'agent', language: 'en', seatCodec: null },
]
const set = (kinds: Partial<Forwarding>): Forwarding => ({
  ...{ on: true, always: null, busy: null, noAnswer: null, away: null, afterMs: 8000 },
  ...kinds,
})
const line: LineConfig = {
  ...{ id: 'trunk', name: 'Trunk', kind: 'sip', enabled: true, host: 'h', port: 0, transport: 'udp', proxy: '' },
  ...{ largeOverTcp: false, authorities: '', sources: [], register: false, user: '', password: '', numbers: ['4000'] },
  ...{ outbound: true, maxCalls: 30, maxCallsPerSecond: 0, nat: false },
}
const queue = queueSample({ id: 'service', members: ['a'], maxWaitMs: 0, announceEveryMs: 0 })

let time: VirtualTime
let log: MemoryEventLog
let sent: GatewayCommand[]
let site: Site

const configuration = (more: Partial<SiteConfiguration> = {}): SiteConfiguration =>
  emptySite({ people: new Map(['a', 'b', 'c'].map(person)), queues: [queue], lines: [line], ...more })
function open(more: Partial<SiteConfiguration> = {}, ports: Partial<SitePorts> = {}): void {
  time = new VirtualTime(1_800_000_000_000)
  log = new MemoryEventLog()
  sent = []
  const world = quietPorts({ clock: time.clock(), log, send: (command) => void sent.push(command), ...ports })
  site = new Site(world, configuration(more))
  site.recover()
}
const allowed: Partial<SitePorts> = {
  storedOutbound: (number) => ({ ok: true, customer: number, dial: number.replace('+86', ''), rule: null }),
  outboundLine: () => ({ ok: true, lineId: 'trunk', from: '4000', withheld: false }),
}
const pass = (ms = 0) => time.run(time.time + ms)
function signIn(...ids: string[]): void {
  for (const id of ids) {
    site.runner.dispatch('agent', id, { type: 'sign-in' })
    site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `s-${id}` })
    site.runner.dispatch('agent', id, { type: 'presence', presence: 'available', reason: null })
  }
  pass()
}
/** Somebody calls this person, or the queue. */
function comes(step: Parameters<typeof stepFlow>[0], diverted = ''): void {
  const offered = { legId: 'in', lineId: 'trunk', did: '4008', customer: CALLER, customerName: '', diverted }
  site.runner.dispatch('leg', 'in', { type: 'offered', callId: 'x', lineId: 'trunk' })
  site.runner.dispatch('call', 'x', { type: 'offered', ...offered, flow: stepFlow(step), hours: [] })
  site.runner.dispatch('leg', 'in', { type: 'answered' })
  pass()
}
const toPerson = (agent: string) => ({ kind: 'agent', agent, language: 'en' }) as const
const toQueue = { kind: 'queue', queue: 'service', language: 'en' } as const
const ringing = () => ['a', 'b', 'c'].filter((id) => site.agent(id).activity.name === 'ringing')
const told = () => log.batches.flatMap(({ notes }) => notes).map(({ type, data }) => ({ type, ...(data as object) }))
const dialled = () => sent.find((command) => command.type === 'leg.dial')
const forwarding = (settings: Record<string, Forwarding>) => ({ forwarding: new Map(Object.entries(settings)) })
function asks(agentId: string, command: OwnCommand) {
  const ports = {
    ...allowed,
    ...{ newCallId: () => 'y', gatewayConnected: () => true, endLoop() {} },
  } as unknown as CommandPorts
  const me = { agentId, language: 'en' } as Me
  const reply = carryOut(site, ports, me, 'tab', command)
  pass()
  return reply
}

describe('a call aimed at a person', () => {
  beforeEach(() => open())

  it('FW1 rings him, and what a queue offers him is not forwarded', () => {
    open(forwarding({ a: set({ always: { kind: 'agent', agent: 'b' } }) }))
    signIn('a', 'b')
    comes(toQueue)
    expect(ringing()).toEqual(['a'])
    open(forwarding({ a: set({ always: { kind: 'agent', agent: 'b' } }) }))
    signIn('a', 'b')
    comes(toPerson('a'))
    expect(ringing()).toEqual(['b'])
    expect(told()).toEqual([{ type: 'made', agentId: 'a', why: 'always', target: 'b', targetKind: 'agent' }])
  })

  it('FW3 goes on when it was not answered in the time set', () => {
    open(forwarding({ a: set({ noAnswer: { kind: 'agent', agent: 'b' } }) }))
    signIn('a', 'b')
    comes(toPerson('a'))
    pass(7999)
    expect(ringing()).toEqual(['a'])
    pass(1)
    expect(ringing()).toEqual(['b'])
  })

  it.each<[string, boolean, string]>([
    ['the line’s own number', false, '4000'],
    ['the caller’s where the line may', true, CALLER],
  ])('FW8 a number is called with %s, and told who forwards and why', (_, passesCaller, from) => {
    const lines = [{ ...line, passesCaller } as LineConfig]
    open({ ...forwarding({ a: set({ away: { kind: 'number', number: MOBILE } }) }), lines }, allowed)
    comes(toPerson('a'))
    expect(dialled()).toMatchObject({ to: '13900139000', from, diverted: '4008', divertedWhy: 'away' })
  })

  it('FW9 a number that may not be called: the story says so, and the flow goes on', () => {
    open(forwarding({ a: set({ away: { kind: 'number', number: MOBILE } }) }))
    comes(toPerson('a'))
    expect(told()).toEqual([{ type: 'refused', agentId: 'a', why: 'number-not-allowed' }])
    expect(site.liveCall('x')?.path).toContain('first:busy')
  })

  it('FW7 is not sent back to the number from which it was forwarded to us', () => {
    open(forwarding({ a: set({ away: { kind: 'number', number: MOBILE } }) }), allowed)
    comes(toPerson('a'), MOBILE)
    expect(dialled()).toBeUndefined()
    expect(told()).toEqual([{ type: 'refused', agentId: 'a', why: 'loop' }])
  })

  it('FW12 off: who is away is reached by nothing; on: as is set', () => {
    const settings = forwarding({ a: set({ away: { kind: 'agent', agent: 'b' } }) })
    open({ ...settings, transferToAway: false })
    signIn('b')
    comes(toPerson('a'))
    expect([ringing(), told()]).toEqual([[], [{ type: 'refused', agentId: 'a', why: 'away' }]])
    site.reconfigure(configuration(settings))
    site.runner.dispatch('call', 'x', { type: 'leg.ended', legId: 'in', cause: 'normal', by: 'them', detail: '' })
    pass()
    expect(site.liveCall('x')).toBeNull()
  })
})

describe('asking for a colleague', () => {
  const box = set({ always: { kind: 'message', box: 'b' } })
  function talks(): void {
    signIn('a', 'b', 'c')
    comes(toQueue)
    asks('a', { type: 'call.answer', id: '', callId: 'x' })
    site.runner.dispatch('leg', 'x.s1', { type: 'answered' })
    pass()
  }
  const to = { kind: 'agent', agentId: 'b', camp: false } as const

  it('FW10 a box cannot be asked, and can be handed to', () => {
    open(forwarding({ b: box }))
    talks()
    expect(asks('a', { type: 'call.consult', id: '', callId: 'x', to })).toEqual({
      ok: false,
      reason: 'forwarded-elsewhere',
    })
    expect(asks('a', { type: 'call.hand-over', id: '', callId: 'x', to })).toEqual({ ok: true })
    expect(site.liveCall('x')).toMatchObject({ stage: { name: 'menu' }, flow: { id: 'step-message' }, guests: [] })
    expect(site.agent('a').activity.name).not.toBe('talking')
  })

  it('FW6 a loop back to who asks is refused; FW12 a blind transfer to one who is away goes to his box', () => {
    open(forwarding({ b: set({ always: { kind: 'agent', agent: 'a' } }) }))
    talks()
    expect(asks('a', { type: 'call.hand-over', id: '', callId: 'x', to })).toMatchObject({ reason: 'forward-loop' })
    site.runner.dispatch('agent', 'c', { type: 'sign-out' })
    const away = { ...to, agentId: 'c' }
    expect(asks('a', { type: 'call.consult', id: '', callId: 'x', to: away })).toMatchObject({
      reason: 'colleague-away',
    })
    expect(asks('a', { type: 'call.hand-over', id: '', callId: 'x', to: away })).toEqual({ ok: true })
    expect(site.liveCall('x')?.flow?.nodes[0]).toMatchObject({ kind: 'message', box: 'c' })
  })

  it('FW11 a colleague’s call that goes to a box has the caller there', () => {
    open(forwarding({ b: box }))
    signIn('a', 'b')
    expect(asks('a', { type: 'call.dial-agent', id: '', agentId: 'b', camp: false })).toMatchObject({ ok: true })
    expect(site.liveCall('y')).toMatchObject({
      stage: { name: 'menu' },
      callee: { agentId: 'a', state: 'up' },
      customer: 'a',
    })
    expect(site.agent('a').activity).toMatchObject({ name: 'talking', callId: 'y' })
    expect(site.agent('b').activity.name).toBe('idle')
  })
})

describe('what a line says of its calls', () => {
  it('C70 holds from the call’s beginning, and for running ones when it changes', () => {
    open({ limits: { maxTalkMs: 0, answerTimeoutMs: 30_000 } })
    comes(toQueue)
    expect(site.liveCall('x')?.limits).toEqual({ talkMs: 0, answerMs: 30_000 })
    pass(20_000)
    site.reconfigure(configuration({ lines: [{ ...line, answerTimeoutMs: 25_000 }] }))
    pass(4999)
    expect(site.liveCall('x')?.stage.name).toBe('queued')
    pass(1)
    expect(site.liveCall('x')).toBeNull()
  })

  it('Q33 its main ring rings with whoever a queue rings, and may answer', () => {
    open({ lines: [{ ...line, mainRing: 'c' }] })
    signIn('a', 'c')
    comes(toQueue)
    expect(ringing()).toEqual(['a', 'c'])
    asks('c', { type: 'call.answer', id: '', callId: 'x' })
    expect(site.liveCall('x')?.lastAgent).toBe('c')
    expect(ringing()).toEqual([])
  })

  it.each([
    ['c', 'a'],
    ['a', 'c'],
  ])('C74 its main ring rings with whom a flow rings: %s answers, %s is free again', (by, other) => {
    open({ lines: [{ ...line, mainRing: 'c' }] })
    signIn('a', 'c')
    comes(toPerson('a'))
    expect(ringing()).toEqual(['a', 'c'])
    expect(asks(by, { type: 'call.answer', id: '', callId: 'x' })).toEqual({ ok: true })
    expect(site.liveCall('x')).toMatchObject({ lastAgent: by, stage: { name: 'talking' }, guests: [] })
    expect([site.agent(by).activity.name, site.agent(other).activity.name]).toEqual(['talking', 'idle'])
  })

  it('C74 who rings beside may decline, and stops ringing when the other is not rung any more', () => {
    open({
      lines: [{ ...line, mainRing: 'c' }],
      ...forwarding({ a: set({ noAnswer: { kind: 'agent', agent: 'b' } }) }),
    })
    signIn('a', 'b', 'c')
    comes(toPerson('a'))
    asks('c', { type: 'call.decline', id: '', callId: 'x' })
    expect(ringing()).toEqual(['a'])
    pass(8000)
    expect(ringing()).toEqual(['b', 'c'])
    site.runner.dispatch('leg', 'in', { type: 'ended', cause: 'normal', by: 'them', detail: '' })
    pass()
    expect(ringing()).toEqual([])
  })
})
