import { describe, expect, it } from 'vitest'
import { freeAgent, membershipSample, NO_WORK } from '../../tests/harness/routing-samples.ts'
import { queueSample } from '../../tests/harness/samples.ts'
import { Routing } from '../queue/routing.ts'
import type { WaitEstimate } from '../queue/wait-estimate.ts'
import type { LoggedInput } from '../runner/event-log.ts'
import { WaitTimes } from './wait-times.ts'

const queue = queueSample({ members: ['a1', 'a2', 'a3'] })
const estimate: WaitEstimate = { position: 1, baseMs: 60_000, lowMs: 20_000, medianMs: 50_000, highMs: 120_000 }

function routing(atWork: number): Routing {
  const site = new Routing(membershipSample([queue]), { workOf: () => NO_WORK, lastAsked: () => null })
  for (const id of queue.members.slice(0, atWork)) site.setAgent(freeAgent(id))
  return site
}
const entry = (at: number, input: object): LoggedInput =>
  ({ machine: 'queue-entry', machineId: 'c1.q1', callId: 'c1', at, input }) as LoggedInput
const enter = (at: number) => entry(at, { type: 'enter', callId: 'c1', queue, estimate })
const ended = (at: number, wrapUpMs: number): LoggedInput =>
  ({
    machine: 'agent',
    machineId: 'a1',
    callId: 'c1',
    at,
    input: { type: 'call-ended', callId: 'c1', wrapUpMs },
  }) as LoggedInput
const served = (at: number) => [
  enter(at),
  entry(at + 10_000, { type: 'offer', agentId: 'a1', lease: 1 }),
  entry(at + 20_000, { type: 'accept', agentId: 'a1', lease: 1 }),
]

function baseAfter(inputs: LoggedInput[]): number | undefined {
  const waits = new WaitTimes()
  for (const input of inputs) waits.count(input)
  return waits.expected('service', 1, routing(1))?.baseMs
}

describe('wait times', () => {
  it('W1 counts what a call keeps an agent from the ring to the end of the wrap-up', () => {
    expect(baseAfter([...served(0), ended(50_000, 0)])).toBe(20_000)
    expect(baseAfter([...served(0), ended(50_000, 30_000), entry(500_000, { type: 'offer', agentId: 'a1' })])).toBe(
      35_000,
    )
    expect(baseAfter([...served(0), ended(50_000, 30_000), entry(60_000, { type: 'offer', agentId: 'a1' })])).toBe(
      25_000,
    )
  })

  it('W1 counts a call that a colleague picked up from then on', () => {
    const inputs = [
      entry(1000, { type: 'offer', agentId: 'a1' }),
      enter(0),
      entry(10_000, { type: 'offer', agentId: 'a2' }),
      entry(20_000, { type: 'pick-up', agentId: 'a1' }),
    ]
    expect(baseAfter([...inputs, ended(60_000, 0)])).toBe(20_000)
  })

  it('W5, W6 learns from the wait of who was served, and from who gave up after the band', () => {
    const wait = (inputs: LoggedInput[]) => {
      const waits = new WaitTimes()
      for (const input of inputs) waits.count(input)
      return waits.expected('service', 1, routing(1))?.highMs
    }
    expect(wait([enter(0), entry(120_000, { type: 'leave' })])).toBe(wait([]))
    expect(wait([enter(0), entry(121_000, { type: 'leave' })])).not.toBe(wait([]))
    const sentOn = {
      machine: 'call',
      machineId: 'c1',
      callId: 'c1',
      at: 121_000,
      input: { type: 'queue.left', why: 'timeout' },
    }
    expect(wait([enter(0), sentOn as LoggedInput])).not.toBe(wait([]))
  })

  it('W1, W7 divides by those at work, and says nothing when nobody is', () => {
    const waits = new WaitTimes()
    expect(waits.expected('service', 1, routing(3))?.baseMs).toBe(30_000)
    expect(waits.expected('service', 1, routing(0))).toBeNull()
  })
})
