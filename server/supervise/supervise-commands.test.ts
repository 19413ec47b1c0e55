import { beforeEach, describe, expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { WebCommand } from '#protocol/web-messages'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { consoleEntry } from '../site/party-audit.ts'
import { Site } from '../site/site.ts'
import { breakIn, carryOutSupervise, type SuperviseCommand, superviseEntry } from './supervise-commands.ts'
import { supervisionView } from './supervision-view.ts'

const person = (id: string) =>
  [id, { id, number: `n-${id}`, name: id, role: 'agent', language: 'en', seatCodec: null }] as const
const START = 1_800_000_000_000

let time: VirtualTime
let log: MemoryEventLog
let sent: GatewayCommand[]
let site: Site

function startSite(): Site {
  const started = new Site(
    quietPorts({ clock: time.clock(), log, send: (command) => void sent.push(command), prompt: () => null }),
    emptySite({
      people: new Map(['a1', 'b1', 'b2'].map(person)),
    }),
  )
  started.recover()
  return started
}
const pass = (ms = 0) => time.run(time.time + ms)
const at = (type: Exclude<SuperviseCommand['type'], 'supervise.leave'>): SuperviseCommand => ({
  type,
  id: 'x',
  callId: 'c1',
})
const ask = (who: string, command: SuperviseCommand) => {
  const reply = carryOutSupervise(site, true, who, command)
  pass()
  return reply.ok ? 'done' : reply.reason
}

function signIn(id: string): void {
  site.runner.dispatch('agent', id, { type: 'sign-in' })
  site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: `k-${id}` })
}

/** a1 has called a customer, who has answered if they talk. */
function call(isAnswered = true): void {
  signIn('a1')
  site.runner.dispatch('call', 'c1', {
    type: 'dialed',
    agentId: 'a1',
    lineId: 'trunk',
    customer: '13800138000',
    to: '13800138000',
    from: '4008008888',
    noAnswerMs: 60_000,
    wrapUpMs: 15_000,
    language: 'en',
  })
  site.runner.dispatch('leg', 'c1.s1', { type: 'answered' })
  if (isAnswered) site.runner.dispatch('leg', 'c1.c1', { type: 'answered' })
  pass()
}

beforeEach(() => {
  time = new VirtualTime(START)
  log = new MemoryEventLog()
  sent = []
  site = startSite()
})

describe('supervising', () => {
  it('is refused by what is in its way', () => {
    expect(ask('b1', at('supervise.listen')), 'no such call').toBe('not-found')
    call(false)
    expect(ask('b1', at('supervise.listen'))).toBe('not-signed-in')
    site.runner.dispatch('agent', 'b1', { type: 'sign-in' })
    expect(ask('b1', at('supervise.listen'))).toBe('seat-not-reachable')
    signIn('b1')
    expect(ask('a1', at('supervise.listen')), 'one’s own call').toBe('wrong-state')
    expect(ask('b1', at('supervise.take-over')), 'not answered yet').toBe('wrong-state')
    expect(ask('b1', { type: 'supervise.leave', id: 'x' }), 'nowhere').toBe('wrong-state')
    expect(carryOutSupervise(site, false, 'b1', at('supervise.listen'))).toEqual({ ok: false, reason: 'gateway-away' })
  })

  it('is for one supervisor at a call, and one call at a time', () => {
    call()
    for (const id of ['b1', 'b2']) signIn(id)
    expect(ask('b1', at('supervise.listen'))).toBe('done')
    expect(ask('b2', at('supervise.listen'))).toBe('already-taken')
    expect(ask('b1', at('supervise.whisper'))).toBe('done')
    expect(site.liveCall('c1')?.supervisor).toMatchObject({ agentId: 'b1', mode: 'whisper' })
    expect(ask('b2', at('supervise.hang-up')), 'needs no seat').toBe('done')
    expect(site.liveCall('c1')).toBeNull()
    expect(site.agent('b1').activity.name).toBe('idle')
  })

  it('goes on after a restart as it was', () => {
    call()
    signIn('b1')
    ask('b1', at('supervise.barge'))
    site.runner.dispatch('leg', 'c1.s2', { type: 'answered' })
    pass()
    const before = [site.runner.get('supervision', 'c1'), site.liveCall('c1')]
    expect(before[0]).toMatchObject({ state: 'on', mode: 'barge', agentId: 'b1' })
    site.runner.stop()
    site = startSite()
    expect([site.runner.get('supervision', 'c1'), site.liveCall('c1')]).toEqual(before)
    expect(ask('b1', at('supervise.take-over'))).toBe('done')
    expect(site.liveCall('c1')?.stage).toMatchObject({ name: 'talking', part: { agentId: 'b1', seatLeg: 'c1.s2' } })
    expect(site.agent('a1').activity.name).toBe('idle')
    expect(site.runner.get('supervision', 'c1')).toBeUndefined()
  })

  it('waits for a seat that went away, then leaves the call as it was', () => {
    call()
    signIn('b1')
    ask('b1', at('supervise.listen'))
    site.runner.dispatch('leg', 'c1.s2', { type: 'answered' })
    site.runner.dispatch('agent', 'b1', { type: 'seat.lost', connectionId: 'k-b1' })
    pass(10_000)
    expect(site.liveCall('c1')?.supervisor).not.toBeNull()
    pass(11_000)
    expect(site.liveCall('c1')).toMatchObject({ supervisor: null, stage: { name: 'talking' } })
    expect(sent).toContainEqual({ type: 'leg.hang-up', legId: 'c1.s2', cause: 'normal' })
  })

  it('is in the audit trail with the agent’s number, but for leaving', () => {
    call()
    expect(superviseEntry(site, at('supervise.barge'))).toEqual({ action: 'call-barged', object: 'c1', detail: 'n-a1' })
    expect(superviseEntry(site, { type: 'supervise.leave', id: 'x' })).toBeNull()
    const other: WebCommand = { type: 'call.hang-up', id: 'x', callId: 'c1' }
    expect(superviseEntry(site, other)).toBeNull()
  })

  it('SV9 an attendant breaks into a colleague’s talk, announced; not into what is no talk, nor past super do-not-disturb', () => {
    const breaks = (mode: 'listen' | 'barge', wanted = 'a1') => {
      const reply = breakIn(site, true, 'b1', {
        type: 'console.break-in',
        id: 'x',
        agentId: wanted,
        mode,
        reason: 'fire',
      })
      pass()
      return reply.ok ? 'done' : reply.reason
    }
    signIn('b1')
    signIn('a1')
    expect(breaks('barge'), 'idle').toBe('wrong-state')
    call()
    expect(breaks('barge', 'b1'), 'oneself').toBe('wrong-state')
    site.runner.dispatch('agent', 'a1', { type: 'do-not-disturb', level: 'super' })
    expect(breaks('barge')).toBe('do-not-disturb')
    site.runner.dispatch('agent', 'a1', { type: 'do-not-disturb', level: 'on' })
    expect(breaks('listen')).toBe('done')
    expect(breaks('barge')).toBe('done')
    expect(site.liveCall('c1')?.supervisor).toMatchObject({ agentId: 'b1', mode: 'barge', announced: true })
    const tones = sent.flatMap((command) => (command.type === 'player.start' ? [command.legId] : []))
    expect(tones).toEqual(['c1.c1', 'c1.s1', 'c1.c1', 'c1.s1'])
    signIn('b2')
    expect(ask('b2', at('supervise.listen'))).toBe('already-taken')
  })

  it('SV9 is shown to the agent whatever the site says', () => {
    call()
    signIn('b1')
    const told = () => {
      const [supervision, live] = [site.runner.get('supervision', 'c1'), site.liveCall('c1')]
      return supervision && live && supervisionView(supervision, live, site.configuration.people, false)?.isTold
    }
    ask('b1', at('supervise.listen'))
    expect(told()).toBe(false)
    ask('b1', { type: 'supervise.leave', id: 'x' })
    breakIn(site, true, 'b1', { type: 'console.break-in', id: 'x', agentId: 'a1', mode: 'listen', reason: 'fire' })
    expect(told()).toBe(true)
  })

  it('SV9 is in the audit trail with the reason', () => {
    const entry = (mode: 'listen' | 'barge') =>
      consoleEntry(site, { type: 'console.break-in', id: 'x', agentId: 'a1', mode, reason: 'fire' })
    expect(entry('barge')).toEqual({ action: 'call-broken-into', object: 'n-a1', detail: 'fire' })
    expect(entry('listen')).toEqual({ action: 'call-listened', object: 'n-a1', detail: 'fire' })
  })
})
