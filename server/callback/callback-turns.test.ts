import { beforeEach, describe, expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { outboundNumber } from '../number/outbound-number.ts'
import type { SiteConfiguration } from '../site/configuration.ts'
import { type FactPorts, tellSite } from '../site/facts.ts'
import { Site } from '../site/site.ts'
import { callbackFlow } from './callback-flow.ts'
import type { CallbackRecord, CallbackWish } from './callback-inputs.ts'
import { callBackInTurn, openCallbacks, type TurnPorts } from './callback-turns.ts'

const START = 1_800_000_000_000
const person = (id: string) =>
  [id, { id, number: `n-${id}`, name: id, role: 'agent', language: 'en', seatCodec: null }] as const
const callback = { tries: 2, pauseMs: 60_000, prompt: 'our-name' }
const queue = queueSample({ id: 'service', members: ['a1'], callback, hours: null })
const wish = (number: string, place = START): CallbackWish => ({
  number,
  queueId: 'service',
  language: 'en',
  place,
  wishedAt: null,
  askedBy: { kind: 'user', userId: 'u1' },
  tries: 2,
  pauseMs: 60_000,
})

let time: VirtualTime
let log: MemoryEventLog
let sent: GatewayCommand[]
let site: Site
let calls: number
let line: ReturnType<TurnPorts['outboundLine']>

const configuration = (more: Partial<SiteConfiguration> = {}): SiteConfiguration =>
  emptySite({
    people: new Map(['a1', 'a2'].map(person)),
    queues: [queue],
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
const ask = (id: string, more: Partial<CallbackWish> = {}) => {
  site.runner.dispatch('callback', id, { type: 'ask', wish: { ...wish(`1380013800${id.slice(1)}`), ...more } })
  pass()
}
function look(): void {
  callBackInTurn(site, {
    gatewayConnected: () => true,
    outbound: outboundNumber,
    outboundLine: () => line,
    newCallId: () => `k${++calls}`,
  })
  pass()
}
const dialed = () => sent.flatMap((command) => (command.type === 'leg.dial' ? [command.to] : []))
const played = () =>
  sent.flatMap((command) =>
    command.type === 'player.start' ? command.items.map((item) => ('name' in item ? item.name : '')) : [],
  )
const records = (): CallbackRecord[] => log.batches.flatMap(({ callbacks }) => callbacks)
const answers = (legId: string) => {
  site.runner.dispatch('leg', legId, { type: 'answered' })
  pass()
}
const atWork = (id: string) => {
  site.runner.run(() => {
    site.runner.dispatch('agent', id, { type: 'sign-in' })
    site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `s-${id}` })
    site.runner.dispatch('agent', id, { type: 'presence', presence: 'available', reason: null })
  })
  pass()
}

beforeEach(() => {
  time = new VirtualTime(START)
  log = new MemoryEventLog()
  sent = []
  calls = 0
  line = { ok: true, lineId: 'trunk', from: '4008008888', withheld: false }
  site = startSite()
})

describe("a call-back's turn", () => {
  it('B12 comes when somebody is at work, the queue is open and a line is up', () => {
    ask('b1')
    look()
    expect(dialed()).toEqual([])
    atWork('a1')
    line = { ok: false, reason: 'line-down' }
    look()
    expect(dialed()).toEqual([])
    line = { ok: true, lineId: 'trunk', from: '4008008888', withheld: false }
    const hours = { ...hoursSample(), id: 'day', forced: 'closed' as const }
    const target = { kind: 'exit' } as const
    const bound = { ...queue, hours: { id: 'day', closed: target, holiday: null } }
    site.reconfigure(configuration({ queues: [bound], hours: [hours] }))
    look()
    expect(dialed()).toEqual([])
    site.reconfigure(configuration({ queues: [bound], hours: [{ ...hours, forced: 'open' }] }))
    look()
    expect(dialed()).toEqual(['13800138001'])
  })

  it('B11, B13 comes by place, one for each free agent', () => {
    atWork('a1')
    ask('b1', { place: START - 1000 })
    ask('b2', { place: START - 5000 })
    look()
    look()
    expect(dialed()).toEqual(['13800138002'])
  })

  it('B13 comes when the estimate for its rank says that an agent will be free in time', () => {
    const people = Array.from({ length: 10 }, (_, i) => `a${i + 1}`)
    const wide = { ...queue, members: people }
    site.reconfigure(configuration({ people: new Map(people.map(person)), queues: [wide] }))
    // At work, but none is free.
    for (const id of people) {
      site.runner.dispatch('agent', id, { type: 'sign-in' })
      site.runner.dispatch('agent', id, { type: 'presence', presence: 'available', reason: null })
    }
    const waits = { legId: 'l', queue: wide, language: 'en', waiting: 0, head: false } as const
    const enter = { type: 'enter', ...waits, enteredAt: START - 9000 } as const
    for (const callId of ['c7', 'c8']) site.runner.dispatch('queue-entry', `${callId}.q1`, { ...enter, callId })
    ask('b1')
    look()
    expect(dialed()).toEqual([])
    for (const callId of ['c7', 'c8']) site.runner.dispatch('queue-entry', `${callId}.q1`, { type: 'leave' })
    look()
    expect(dialed()).toEqual(['13800138001'])
  })

  it('B11 of two for one number keeps the older, and none of a queue that is gone', () => {
    ask('b1', { number: '13800138009', place: START - 1000 })
    ask('b2', { number: '13800138009', place: START - 500 })
    look()
    expect(records()).toMatchObject([{ id: 'b2', result: 'cancelled' }])
    site.reconfigure(configuration({ queues: [] }))
    look()
    expect(records()).toMatchObject([{ id: 'b2' }, { id: 'b1', result: 'cancelled' }])
  })

  it('B15, B5 says who calls, keeps the place in the queue, and is done when an agent talks', () => {
    atWork('a1')
    ask('b1', { place: START - 90_000 })
    look()
    answers('k1.c1')
    expect(played()).toEqual(['our-name'])
    site.runner.dispatch('flow-run', 'k1.f1', { type: 'player.finished', playerId: 'flow-run:k1.f1:1' })
    pass()
    const entry = site.runner.get('queue-entry', 'k1.q1')
    expect(entry).toMatchObject({ state: 'offered', enteredAt: START - 90_000, promised: true })
    if (entry?.state !== 'offered') throw new Error('not offered')
    site.runner.dispatch('queue-entry', 'k1.q1', { type: 'accept', agentId: 'a1', lease: entry.offers[0]?.lease ?? 0 })
    pass()
    answers('k1.s1')
    expect(records()).toMatchObject([{ id: 'b1', result: 'done', tried: 1, callId: 'k1' }])
    expect(openCallbacks(site)).toEqual([])
  })

  it('B6, B10 is called again after the pause, also by the server that starts in it', () => {
    atWork('a1')
    ask('b1')
    look()
    site.runner.dispatch('leg', 'k1.c1', { type: 'ended', cause: 'busy', by: 'them', detail: '' })
    pass(30_000)
    site.runner.stop()
    site = startSite()
    look()
    expect(dialed()).toHaveLength(1)
    pass(31_000)
    look()
    expect(dialed()).toEqual(['13800138001', '13800138001'])
    site.runner.dispatch('leg', 'k2.c1', { type: 'ended', cause: 'no-answer', by: 'us', detail: '' })
    pass()
    expect(records()).toMatchObject([{ result: 'failed', tried: 2, cause: 'no-answer' }])
  })

  describe('agent first', () => {
    const agentFirst = { ...queue, callback: { ...callback, first: 'agent' as const } }
    const entry = (callId: string) => site.runner.get('queue-entry', `${callId}.q1`)
    const accept = (callId: string, agentId = 'a1') => {
      const offered = entry(callId)
      if (offered?.state !== 'offered') throw new Error('not offered')
      const lease = offered.offers.find((offer) => offer.agentId === agentId)?.lease ?? 0
      site.runner.dispatch('queue-entry', offered.id, { type: 'accept', agentId, lease })
      pass()
    }
    const ends = (legId: string, cause: 'busy' | 'no-answer') => {
      site.runner.dispatch('leg', legId, { type: 'ended', cause, by: 'them', detail: '' })
      pass()
    }
    beforeEach(() => site.reconfigure(configuration({ queues: [agentFirst] })))

    it('B20 stands in the queue at its place and is offered as any caller, in silence', () => {
      atWork('a1')
      ask('b1', { place: START - 90_000, note: 'a bill' })
      look()
      expect(entry('k1')).toMatchObject({ state: 'offered', enteredAt: START - 90_000, promised: true, silent: true })
      expect([dialed(), played()]).toEqual([[], []])
      expect(log.batches.flatMap(({ decisions }) => decisions)).toMatchObject([{ callId: 'k1', chosen: 'a1' }])
      pass(agentFirst.ringMs + 1)
      expect(entry('k1')).toMatchObject({ state: 'waiting' })
      expect(played()).toEqual([])
    })

    it('B20, R1 stands before who came later, and does not fill the queue nor is its oldest', () => {
      const small = { ...agentFirst, maxWaiting: 1 }
      site.reconfigure(configuration({ queues: [small] }))
      atWork('a1')
      ask('b0')
      look()
      ask('b1', { place: START - 90_000 })
      look()
      const entering = { callId: 'c7', legId: 'l', lineId: 'trunk', did: '4' }
      site.runner.dispatch('call', 'c7', {
        type: 'offered',
        ...entering,
        customer: '',
        customerName: '',
        flow: callbackFlow('service', 'x', 'en'),
        hours: [],
      })
      site.runner.dispatch('call', 'c7', { type: 'leg.answered', legId: 'l' })
      site.runner.dispatch('call', 'c7', { type: 'flow.queue', queue: small, language: 'en' })
      pass()
      expect(entry('c7')).toMatchObject({ state: 'waiting' })
      expect([site.position('k2'), site.position('c7')]).toEqual([1, 2])
      expect(site.routing.waiting.callersOf('service')).toBe(1)
      expect(site.routing.waiting.oldest('service')).toBe(time.time)
      expect(site.counters.queue('service')).toMatchObject({ offered: 1, answered: 0 })
    })

    it('B22, B5 calls the customer when an agent has taken it, and is done when they talk', () => {
      atWork('a1')
      ask('b1')
      look()
      accept('k1')
      expect(dialed()).toEqual(['13800138001'])
      expect(site.agent('a1').activity).toMatchObject({ name: 'dialing', callId: 'k1' })
      answers('k1.s1')
      answers('k1.c1')
      expect(records()).toMatchObject([{ id: 'b1', result: 'done', tried: 1, callId: 'k1' }])
      expect(site.agent('a1').activity).toMatchObject({ name: 'talking' })
    })

    it('B22, B6 frees the agent when the customer does not answer, and stands again after the pause', () => {
      atWork('a1')
      ask('b1', { place: START - 90_000 })
      look()
      accept('k1')
      ends('k1.c1', 'no-answer')
      expect(site.agent('a1').activity.name).toBe('idle')
      expect(openCallbacks(site)).toMatchObject([{ state: 'asked', tried: 1, cause: 'no-answer' }])
      pass(60_000)
      look()
      expect(entry('k2')).toMatchObject({ state: 'offered', enteredAt: START - 90_000 })
      accept('k2')
      ends('k2.c1', 'busy')
      expect(records()).toMatchObject([{ id: 'b1', result: 'failed', tried: 2, cause: 'busy' }])
    })

    it('B21 leaves the queue without a try when it closes, and when the customer is to be called first again', () => {
      const hours = { ...hoursSample(), id: 'day', forced: 'open' as const }
      const bound = { ...agentFirst, hours: { id: 'day', closed: { kind: 'exit' } as const, holiday: null } }
      site.reconfigure(configuration({ queues: [bound], hours: [hours] }))
      atWork('a1')
      ask('b1')
      look()
      expect(site.agent('a1').activity.name).toBe('ringing')
      site.reconfigure(configuration({ queues: [bound], hours: [{ ...hours, forced: 'closed' }] }))
      look()
      expect(site.agent('a1').activity.name).toBe('idle')
      expect(openCallbacks(site)).toMatchObject([{ state: 'due', tried: 0 }])
      site.reconfigure(configuration({ queues: [bound], hours: [hours] }))
      look()
      expect(openCallbacks(site)).toMatchObject([{ state: 'standing', callId: 'k2' }])
      site.reconfigure(configuration({ queues: [queue] }))
      look()
      look()
      expect(dialed()).toEqual(['13800138001'])
    })

    it('B21 a line that is away for a while changes nothing, another one does', () => {
      atWork('a1')
      ask('b1')
      look()
      line = { ok: false, reason: 'line-down' }
      look()
      expect(openCallbacks(site)).toMatchObject([{ state: 'standing', callId: 'k1' }])
      line = { ok: true, lineId: 'other', from: '4008008888', withheld: false }
      look()
      look()
      expect(openCallbacks(site)).toMatchObject([{ state: 'standing', callId: 'k2' }])
    })

    it('B10, Q32 stands where it stood after a restart, and nothing is played to it', () => {
      atWork('a1')
      ask('b1')
      look()
      site.runner.stop()
      sent = []
      site = startSite()
      site.reconfigure(configuration({ queues: [agentFirst] }))
      site.runner.dispatch('queue-entry', 'k1.q1', { type: 'gateway.reconciled', players: [] })
      pass()
      expect(openCallbacks(site)).toMatchObject([{ state: 'standing', callId: 'k1' }])
      expect(played()).toEqual([])
      accept('k1')
      expect(dialed()).toEqual(['13800138001'])
    })
  })

  it('B7 does not take a machine for the customer', () => {
    atWork('a1')
    ask('b1')
    look()
    answers('k1.c1')
    const heard = {
      type: 'leg.answered-by',
      legId: 'k1.c1',
      kind: 'machine',
      reason: 'long-greeting',
      ms: 3000,
    } as const
    tellSite(site, {} as FactPorts, heard)
    pass()
    expect(sent).toContainEqual({ type: 'leg.hang-up', legId: 'k1.c1', cause: 'no-answer' })
    site.runner.dispatch('leg', 'k1.c1', { type: 'ended', cause: 'no-answer', by: 'us', detail: '' })
    expect(openCallbacks(site)).toMatchObject([{ state: 'asked', tried: 1, dueAt: time.time + 60_000 }])
  })
})
