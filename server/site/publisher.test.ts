import { beforeEach, expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import type { CallInput } from '../call/call-inputs.ts'
import type { CallbackInput } from '../callback/callback-inputs.ts'
import type { RawCallView } from '../live/core-port.ts'
import { Publisher } from './publisher.ts'
import { Site } from './site.ts'

const CALLER = '+8613800138000'
let time: VirtualTime
let site: Site
let publisher: Publisher
let shown: Map<string, RawCallView>
let customer: { id: string; name: string } | null
let book: string
let callbacks: number

beforeEach(() => {
  time = new VirtualTime(1_800_000_000_000)
  shown = new Map()
  customer = null
  book = ''
  callbacks = -1
  const nothing = () => undefined
  site = new Site(
    quietPorts({ clock: time.clock(), log: new MemoryEventLog(), changed: (changed) => publisher.changed(changed) }),
    emptySite(),
  )
  publisher = new Publisher(site, {
    publish(changes) {
      for (const change of changes) {
        if (change.kind === 'call' && change.value) shown.set(change.id, change.value)
        if (change.kind === 'queue' && change.value) callbacks = change.value.callbacks
      }
    },
    takenOver: nothing,
    customer: (number) => (number === CALLER ? customer : null),
    bookName: (number) => (number === CALLER ? book : ''),
    quietEndsAt: () => null,
  })
})

const line = { lineId: 'x', did: '4', customer: CALLER, customerName: 'as presented' }
const flow = { id: 'f', name: 'f', version: 1, language: 'en', start: 's', nodes: [] } as const
function nameOf(input: CallInput): string | undefined {
  site.runner.dispatch('call', 'c1', input)
  time.run(time.time)
  return shown.get('c1')?.customerName
}
const comesIn = () => nameOf({ type: 'offered', legId: 'l', ...line, flow: { ...flow, nodes: [] }, hours: [] })

it('F211 a caller has the customer’s name, else the number book’s, else the one presented', () => {
  expect(comesIn()).toBe('as presented')
  book = '物业'
  publisher.namesChanged()
  publisher.all()
  expect(shown.get('c1')?.customerName).toBe('物业')
  customer = { id: 'k1', name: '周建国' }
  publisher.namesChanged()
  publisher.all()
  expect(shown.get('c1')).toMatchObject({ customerName: '周建国', customerId: 'k1' })
})

it('F211 a name of the number book belongs to no customer', () => {
  book = '物业'
  expect(comesIn()).toBe('物业')
  expect(shown.get('c1')?.customerId).toBeNull()
})

it('a colleague keeps his own name', () => {
  book = '物业'
  const called = { agentId: 'a1', callee: 'a2', camp: true, number: CALLER, name: 'Li Na', wrapUpMs: 0 } as const
  expect(nameOf({ type: 'dialed-agent', ...called, language: 'en' })).toBe('Li Na')
})

it('a queue shows how many wait to be called back: not who is being called, nor who has been', () => {
  site.reconfigure({ ...site.configuration, queues: [queueSample({ id: 'q1' })] })
  const terms = { place: 1, wishedAt: null, tries: 1, pauseMs: 0 }
  const wish = {
    queueId: 'q1',
    number: CALLER,
    language: 'en',
    askedBy: { kind: 'user', userId: 'u' },
    ...terms,
  } as const
  const tell = (id: string, input: CallbackInput): number => {
    site.runner.dispatch('callback', id, input)
    time.run(time.time)
    return callbacks
  }
  expect([tell('b1', { type: 'ask', wish }), tell('b2', { type: 'ask', wish })]).toEqual([1, 2])
  expect(tell('b1', { type: 'cancel' })).toBe(1)
  const route = { lineId: 'x', to: '1', from: '2', withheld: false }
  expect(tell('b2', { type: 'dial', callId: 'c9', ...route, flow: { ...flow, nodes: [] } })).toBe(0)
})
