import { beforeEach, describe, expect, it } from 'vitest'
import type { CallSound } from '#protocol/call-sound'
import type { AlarmSettings } from '#protocol/room-config'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import type { RawChange } from '../live/core-port.ts'
import { Site } from '../site/site.ts'
import type { AlarmLog } from './alarm-log.ts'
import { AlarmWatch } from './alarm-watch.ts'
import { Alarms } from './alarms.ts'

const START = Date.parse('2026-11-20T10:00:00+08:00')
const NEVER = { waiting: null, oldestWaitMs: null, serviceLevel: null, callMs: null, breakMs: null, quality: null }
const queue = queueSample({ members: ['a1'] })
const person = { id: 'a1', number: '8001', name: 'A', role: 'agent', language: 'en', seatCodec: null } as const

let time: VirtualTime
let site: Site
let alarms: Alarms
let watch: AlarmWatch
let sound: CallSound
/** What was raised and cleared, each with its second. */
let said: string[]

beforeEach(() => {
  time = new VirtualTime(START)
  said = []
  sound = { customer: null, agent: null }
  site = new Site(
    quietPorts({ clock: time.clock(), log: new MemoryEventLog(), prompt: () => null }),
    emptySite({
      people: new Map([['a1', person]]),
      queues: [queue],
    }),
  )
  site.recover()
  const say = (changes: RawChange[]) => {
    for (const { kind, id, value } of changes)
      if (kind === 'alarm')
        said.push(`${(time.time - START) / 1000} ${value ? `${id} ${value.value}/${value.limit}` : `- ${id}`}`)
  }
  const log: AlarmLog = { raised() {}, cleared() {}, acknowledged() {}, list: () => [] }
  alarms = new Alarms(say, log, () => time.time)
  watch = new AlarmWatch(site, alarms, () => sound, only({}))
})

const only = (
  limits: Partial<AlarmSettings['site']>,
  ofQueue: AlarmSettings['queues'][string] = {},
): AlarmSettings => ({
  site: { ...NEVER, ...limits },
  queues: { service: ofQueue },
})
function look(seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    time.run(time.time + 1000)
    watch.look()
  }
}
function caller(id: string): void {
  const offered = { type: 'offered', legId: `${id}.l`, lineId: 'x', did: '4', customer: '', customerName: '' } as const
  site.runner.dispatch('call', id, { ...offered, flow: flowSample(), hours: [] })
  site.runner.dispatch('leg', `${id}.l`, { type: 'offered', callId: id, lineId: 'x' })
  site.runner.dispatch('call', id, { type: 'leg.answered', legId: `${id}.l` })
  site.runner.dispatch('call', id, { type: 'flow.queue', queue, language: 'en' })
  time.run(time.time)
}
function hangsUp(id: string): void {
  site.runner.dispatch('leg', `${id}.l`, { type: 'ended', cause: 'normal', by: 'them', detail: '' })
  time.run(time.time)
}
/** a1 is signed in and takes the caller who comes. */
function talks(id: string): void {
  site.runner.dispatch('agent', 'a1', { type: 'sign-in' })
  site.runner.dispatch('agent', 'a1', { type: 'seat.connected', connectionId: 'k' })
  caller(id)
  const { activity } = site.agent('a1')
  if (activity.name !== 'ringing') throw new Error(activity.name)
  site.runner.dispatch('queue-entry', `${id}.q1`, { type: 'accept', agentId: 'a1', lease: activity.lease })
  site.runner.dispatch('leg', `${id}.s1`, { type: 'answered' })
  time.run(time.time)
}
const side = (mos: number) => ({ mos, lostShare: 0, jitterMs: 0, at: time.time })

describe('alarms with limits', () => {
  it('waiting-many: more wait than may for three seconds, until fewer have waited for ten', () => {
    watch.settings = only({ waiting: 1 })
    caller('c1')
    look(10)
    expect(said).toEqual([])
    caller('c2')
    look(5)
    expect(said).toEqual(['14 waiting-many:service 2/1'])
    hangsUp('c1')
    look(12)
    expect(said, 'one is the limit, not well within').toHaveLength(1)
    hangsUp('c2')
    look(12)
    expect(said[1]).toBe('38 - waiting-many:service')
  })

  it('waiting-long: the oldest has waited longer, until five seconds after nobody has', () => {
    watch.settings = only({ oldestWaitMs: 30_000 })
    caller('c1')
    look(31)
    hangsUp('c1')
    look(6)
    expect(said).toEqual(['31 waiting-long:service 31000/30000', '37 - waiting-long:service'])
  })

  it('level-low: today’s level is too low once ten have come', () => {
    watch.settings = only({ serviceLevel: 0.8 })
    for (let i = 0; i < 9; i++) caller(`c${i}`)
    look(20)
    expect(said, 'nine say nothing').toEqual([])
    caller('c9')
    look(12)
    expect(said).toEqual(['31 level-low:service 0/0.8'])
  })

  it('call-long: of the call, until it ends', () => {
    watch.settings = only({ callMs: 60_000 })
    talks('c1')
    look(70)
    hangsUp('c1')
    look(1)
    expect(said).toEqual(['61 call-long:c1 61000/60000', '71 - call-long:c1'])
  })

  it('break-long: of the agent, until the break ends', () => {
    watch.settings = only({ breakMs: 5000 })
    site.runner.dispatch('agent', 'a1', { type: 'sign-in' })
    site.runner.dispatch('agent', 'a1', { type: 'presence', presence: 'not-ready', reason: 'meal' })
    look(8)
    site.runner.dispatch('agent', 'a1', { type: 'presence', presence: 'available', reason: null })
    look(1)
    expect(said).toEqual(['6 break-long:a1 6000/5000', '9 - break-long:a1'])
  })

  it('sound-poor: the worse side for ten seconds; what was said long ago counts no more', () => {
    watch.settings = only({ quality: 3 })
    talks('c1')
    sound = { customer: side(4.2), agent: side(2.5) }
    look(12)
    expect(said).toEqual(['11 sound-poor:c1 2.5/3'])
    look(10)
    expect(said[1], 'the last word is 21 s old').toBe('21 - sound-poor:c1')
  })

  it('AL1 a queue’s own limit stands before the site’s, also where it says never', () => {
    watch.settings = only({ waiting: 0 }, { waiting: 1 })
    caller('c1')
    look(5)
    expect(said).toEqual([])
    watch.settings = only({ waiting: 0 }, { waiting: null })
    look(5)
    expect(said).toEqual([])
    watch.settings = only({ waiting: 0 })
    look(5)
    expect(said).toEqual(['14 waiting-many:service 1/0'])
    watch.settings = only({})
    look(1)
    expect(said[1], 'T5 switched off').toBe('16 - waiting-many:service')
  })

  it('T5 a queue that is no more takes its alarms along', () => {
    watch.settings = only({ waiting: 0 })
    caller('c1')
    look(4)
    site.reconfigure({ ...site.configuration, queues: [] })
    look(1)
    expect(said.at(-1)).toBe('5 - waiting-many:service')
  })

  it('AL2 an alarm is acknowledged once, by a person, and stays until its cause goes', () => {
    watch.settings = only({ waiting: 0 })
    caller('c1')
    look(4)
    const id = 'waiting-many:service'
    expect([alarms.acknowledge(id, 'Nora'), alarms.acknowledge(id, 'Eve'), alarms.acknowledge('none', 'Eve')]).toEqual([
      true,
      false,
      false,
    ])
    look(5)
    expect(said.at(-1), 'looked at again it is still hers').toBe(`4 ${id} 1/0`)
  })
})
