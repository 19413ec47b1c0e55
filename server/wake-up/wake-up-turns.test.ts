import { beforeEach, describe, expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import type { TurnPorts } from '../callback/callback-turns.ts'
import { outboundNumber } from '../number/outbound-number.ts'
import { type FactPorts, tellSite } from '../site/facts.ts'
import { carryOutParty, type PartyPorts } from '../site/party-commands.ts'
import { Site } from '../site/site.ts'
import type { WakeUpRecord, WakeUpTarget } from './wake-up-inputs.ts'
import { openWakeUps, wakeUpInTime } from './wake-up-turns.ts'

const START = Date.parse('2026-11-27T06:59:00+08:00')
const SEVEN = START + 60_000
const SEAT: WakeUpTarget = { kind: 'agent', agentId: 'a1' }
const NUMBER: WakeUpTarget = { kind: 'number', number: '+8613800138000' }

let time: VirtualTime
let log: MemoryEventLog
let sent: GatewayCommand[]
let site: Site
let calls: number
let line: ReturnType<TurnPorts['outboundLine']>
let isConnected: boolean

const person = (id: string, number: string) =>
  [id, { id, number, name: number, role: 'agent', language: 'en', seatCodec: null }] as const
const configuration = emptySite({
  people: new Map([person('a1', '8001'), person('a2', '8002')]),
  teams: [{ id: 't1', name: 'Day', members: ['a1', 'a2'] }],
})

function startSite(): Site {
  const started = new Site(
    quietPorts({ clock: time.clock(), log, send: (command) => void sent.push(command) }),
    configuration,
  )
  started.recover()
  return started
}

const pass = (ms = 0) => time.run(time.time + ms)
function set(to: WakeUpTarget, repeat: 'once' | 'daily' = 'once'): void {
  const how = {
    zone: 'Asia/Shanghai',
    language: 'en',
    confirm: false,
    tries: 2,
    pauseMs: 120_000,
    setBy: 'u1',
  } as const
  site.runner.dispatch('wake-up', 'w1', { type: 'set', wish: { to, at: SEVEN, repeat, ...how } })
  pass()
}
function look(): void {
  wakeUpInTime(site, {
    gatewayConnected: () => isConnected,
    outbound: outboundNumber,
    outboundLine: () => line,
    newCallId: () => `k${++calls}`,
  })
  pass()
}
function atWork(id = 'a1'): void {
  site.runner.dispatch('agent', id, { type: 'sign-in' })
  site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `s-${id}` })
  pass()
}
const records = (): WakeUpRecord[] => log.batches.flatMap(({ wakeUps }) => wakeUps)
const dialed = () => sent.flatMap((command) => (command.type === 'leg.dial' ? [command.to] : []))
const played = () => sent.flatMap((command) => (command.type === 'player.start' ? [command] : []))
const prompts = () => played().flatMap(({ items }) => items.map((item) => ('name' in item ? item.name : '')))
const activity = () => site.agent('a1').activity.name

/** Every prompt that runs is heard to its end. */
function heardAll(): void {
  for (let i = 0; i < 2; i++) {
    const { playerId = '' } = played().at(-1) ?? {}
    site.runner.dispatch('flow-run', 'k1.f1', { type: 'player.finished', playerId })
    pass()
  }
}

beforeEach(() => {
  time = new VirtualTime(START)
  log = new MemoryEventLog()
  sent = []
  calls = 0
  line = { ok: true, lineId: 'trunk', from: '4008008888', withheld: false }
  isConnected = true
  site = startSite()
})

describe('waking somebody up', () => {
  it('WU2, WU4, WU8 rings the seat at the time, says why twice, and keeps that it was answered', () => {
    atWork()
    set(SEAT)
    look()
    expect(activity()).toBe('idle')
    pass(60_000)
    look()
    expect(activity()).toBe('ringing')
    site.runner.dispatch('call', 'k1', { type: 'guest.answered', agentId: 'a1' })
    pass(2000)
    site.runner.dispatch('leg', 'k1.s1', { type: 'answered' })
    pass()
    heardAll()
    expect(prompts()).toEqual(['wake-up', 'wake-up'])
    expect(records()).toMatchObject([{ result: 'answered', answeredAt: SEVEN + 2000, tried: 1, cause: null }])
    site.runner.dispatch('leg', 'k1.s1', { type: 'ended', cause: 'flow-ended', by: 'us', detail: '' })
    pass()
    expect(activity()).toBe('idle')
    expect(openWakeUps(site)).toEqual([])
  })

  it('WU5, WU11 an agent in a call is busy and is called again after the pause, also by the server that starts in it', () => {
    atWork()
    set(SEAT)
    site.runner.dispatch('agent', 'a1', { type: 'dial', callId: 'other' })
    pass(60_000)
    look()
    expect(openWakeUps(site)).toMatchObject([{ state: 'set', tried: 1, cause: 'busy' }])
    expect(site.agent('a1').activity).toMatchObject({ name: 'dialing', callId: 'other' })
    site.runner.dispatch('agent', 'a1', { type: 'call-ended', callId: 'other', wrapUpMs: 0 })
    pass(30_000)
    site.runner.stop()
    site = startSite()
    look()
    expect(activity()).toBe('idle')
    pass(91_000)
    look()
    expect(activity()).toBe('ringing')
    pass(20_000)
    expect(records()).toMatchObject([{ result: 'failed', cause: 'no-answer', tried: 2 }])
  })

  it('WU12 dials a number when a gateway and a line are there', () => {
    set(NUMBER)
    pass(60_000)
    isConnected = false
    look()
    isConnected = true
    line = { ok: false, reason: 'line-down' }
    look()
    expect(dialed()).toEqual([])
    line = { ok: true, lineId: 'trunk', from: '4008008888', withheld: false }
    look()
    look()
    expect(dialed()).toEqual(['13800138000'])
  })

  it('WU7 is late, and calls nobody, when none is there for half an hour', () => {
    isConnected = false
    set(NUMBER, 'daily')
    pass(60_000)
    look()
    pass(30 * 60_000)
    isConnected = true
    look()
    expect(dialed()).toEqual([])
    expect(records()).toMatchObject([{ result: 'late', at: SEVEN, tried: 0 }])
    expect(openWakeUps(site)).toMatchObject([{ state: 'set', at: SEVEN + 86_400_000 }])
  })

  it('WU13 who is not there is a try that failed', () => {
    set(SEAT)
    pass(60_000)
    look()
    expect(openWakeUps(site)).toMatchObject([{ state: 'set', tried: 1, cause: 'unreachable' }])
  })

  it('WU13 do-not-disturb does not keep off what was wished; super does', () => {
    atWork()
    set(SEAT)
    site.runner.dispatch('agent', 'a1', { type: 'do-not-disturb', level: 'super' })
    pass(60_000)
    look()
    expect(openWakeUps(site)).toMatchObject([{ tried: 1, cause: 'busy' }])
    site.runner.dispatch('agent', 'a1', { type: 'do-not-disturb', level: 'on' })
    pass(121_000)
    look()
    expect(activity()).toBe('ringing')
  })

  it('C45 a colleague does not pick up what wakes somebody else', () => {
    for (const id of ['a1', 'a2']) atWork(id)
    set(SEAT)
    pass(60_000)
    look()
    const me = { userId: 'a2', role: 'agent', agentId: 'a2', number: '8002', name: 'Bo', language: 'en' } as const
    const picks = { type: 'call.pick-up', id: 'x', agentId: 'a1' } as const
    const reply = carryOutParty(site, {} as PartyPorts, { ...me, rights: [], leads: null }, 'a2', picks)
    expect(reply).toEqual({ ok: false, reason: 'already-taken' })
    expect(activity()).toBe('ringing')
  })

  it('WU6 does not take a machine for one woken up', () => {
    set(NUMBER)
    pass(60_000)
    look()
    site.runner.dispatch('leg', 'k1.c1', { type: 'answered' })
    pass()
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
    expect(openWakeUps(site)).toMatchObject([{ state: 'set', tried: 1, cause: 'no-answer' }])
    expect(records()).toEqual([])
  })
})
