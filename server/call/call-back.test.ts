import { describe, expect, it } from 'vitest'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import { callbackFlow } from '../callback/callback-flow.ts'
import type { Effect } from '../machine/effects.ts'
import { termsOf } from '../queue/entry-offer.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const queue = queueSample()
const walk = (...inputs: CallInput[]): Call =>
  inputs.reduce<Call>((call, input) => stepCall(call, input, 1000)[0], newCall('c1'))
const told = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [{ machine: effect.machine, ...effect.input }] : []))
const flow = callbackFlow(queue.id, 'callback-hello', 'en')
const dialedBack: CallInput = {
  type: 'dialed-back',
  callback: { id: 'b1', place: 40 },
  lineId: 'trunk',
  customer: '+8613800138000',
  to: '13800138000',
  from: '4008008888',
  withheld: false,
  noAnswerMs: 40_000,
  flow,
}
const answered: CallInput = { type: 'leg.answered', legId: 'c1.c1' }
const toQueue: CallInput = { type: 'flow.queue', queue, language: 'en' }
const accepted: CallInput = { type: 'queue.accepted', agentId: 'a1', terms: termsOf(queue) }
const seatUp: CallInput = { type: 'leg.answered', legId: 'c1.s1' }

describe('a caller who is called back', () => {
  it('C41 is promised it with the place, told so, and let go', () => {
    const offered = { type: 'offered', legId: 'l', lineId: 'x', did: '4', customer: '+8613800138000' } as const
    const queued = walk(
      { ...offered, customerName: '', flow: flowSample(), hours: [] },
      { type: 'leg.answered', legId: 'l' },
      toQueue,
    )
    const terms = { queueId: queue.id, place: 700, tries: 3, pauseMs: 60_000 }
    const [call, effects] = stepCall(
      queued,
      { type: 'queue.left', why: 'key', target: { kind: 'callback', ...terms } },
      9000,
    )
    expect(told(effects)).toMatchObject([
      { machine: 'flow-run', type: 'hang-up' },
      { machine: 'callback', wish: { ...terms, number: '+8613800138000', askedBy: { kind: 'key', callId: 'c1' } } },
    ])
    expect(effects.at(-1)).toMatchObject({ type: 'start-flow', id: 'c1.f2', flow: { start: 'asked' } })
    const [ended] = stepCall(call, { type: 'flow.ended' }, 12_000)
    expect(ended).toMatchObject({ record: { outcome: 'overflowed', queueId: queue.id, endedBy: 'system' } })
  })

  it('C42 is dialled alone, hears who calls when he answers, and enters the queue with the place kept', () => {
    const [dialing, first] = stepCall(newCall('c1'), dialedBack, 1000)
    expect(told(first)).toEqual([
      {
        machine: 'leg',
        type: 'dial',
        callId: 'c1',
        lineId: 'trunk',
        to: '13800138000',
        from: '4008008888',
        withheld: false,
        noAnswerMs: 40_000,
      },
    ])
    const [up, started] = stepCall(dialing, answered, 3000)
    expect(started).toMatchObject([{ type: 'start-flow', flow: { id: 'callback', start: 'who-calls' } }])
    const [queued, entering] = stepCall(up, toQueue, 5000)
    expect(entering).toMatchObject([{ type: 'enter-queue', head: false, enteredAt: 40 }])
    expect(queued).toMatchObject({ direction: 'out', enteredQueueAt: 40, stage: { name: 'queued' } })
  })

  it('C43 tells the call-back of the first talk only', () => {
    const talking = stepCall(walk(dialedBack, answered, toQueue, accepted), seatUp, 9000)
    expect(told(talking[1])).toContainEqual({ machine: 'callback', type: 'connected' })
    const [, ended] = stepCall(
      talking[0],
      { type: 'leg.ended', legId: 'c1.c1', cause: 'normal', by: 'them', detail: '' },
      9,
    )
    expect(told(ended).filter(({ machine }) => machine === 'callback')).toEqual([])
  })

  const stands: CallInput = {
    type: 'stands',
    callback: { id: 'b1', place: 40, note: 'a bill', attempt: 1, tries: 2 },
    customer: '+8613800138000',
    noAnswerMs: 40_000,
    queueId: queue.id,
    language: 'en',
    lineId: 'trunk',
    to: '13800138000',
    from: '4008008888',
    withheld: false,
  }
  const offeredTo: CallInput = { type: 'queue.offered', agentId: 'a1' }
  const called = walk(stands, offeredTo, accepted)

  it('C48 stands in the queue at its place, and nobody is called yet', () => {
    const [call, effects] = stepCall(newCall('c1'), stands, 1000)
    expect(call).toMatchObject({ direction: 'out', enteredQueueAt: 40, stage: { name: 'queued', entryId: 'c1.q1' } })
    const place = { callId: 'c1', legId: 'c1.c1', queueId: queue.id, language: 'en', head: false, enteredAt: 40 }
    expect(effects).toEqual([{ type: 'requeue', id: 'c1.q1', ...place }])
  })

  it('C49 the agent who takes it is told, his seat is opened, the customer is called', () => {
    const [call, effects] = stepCall(walk(stands, offeredTo), accepted, 5000)
    expect(call).toMatchObject({ stage: { name: 'dialing', part: { agentId: 'a1', wrapUpMs: queue.wrapUpMs } } })
    expect(told(effects)).toEqual([
      { machine: 'leg', type: 'open-seat', callId: 'c1', agentId: 'a1' },
      {
        machine: 'leg',
        type: 'dial',
        callId: 'c1',
        lineId: 'trunk',
        to: '13800138000',
        from: '4008008888',
        withheld: false,
        noAnswerMs: 40_000,
      },
      { machine: 'callback', type: 'agent-took' },
      { machine: 'agent', type: 'dial', callId: 'c1' },
    ])
  })

  it('C49, C4 the agent hears ring-back, then the customer, and wraps up as the queue says', () => {
    const [ringing, rings] = stepCall(called, { type: 'leg.progressed', legId: 'c1.c1', progress: 'ringing' }, 6000)
    expect(rings).toMatchObject([{ command: { type: 'player.start', legId: 'c1.s1' } }])
    const [talking, joined] = stepCall(ringing, answered, 9000)
    expect(talking).toMatchObject({ stage: { name: 'talking' } })
    expect(told(joined)).toContainEqual({ machine: 'callback', type: 'connected' })
    const [, ended] = stepCall(talking, { type: 'hang-up', agentId: 'a1' }, 20_000)
    expect(told(ended)).toContainEqual(expect.objectContaining({ type: 'call-ended', wrapUpMs: queue.wrapUpMs }))
  })

  it.each([
    'busy',
    'no-answer',
    'rejected',
  ] as const)('C49, C19 a customer who is %s frees the agent at once', (cause) => {
    const over = { type: 'leg.ended', legId: 'c1.c1', cause, by: 'them', detail: '' } as const
    const [call, effects] = stepCall(called, over, 9000)
    expect(call).toMatchObject({ record: { cause, outcome: 'failed', agentId: 'a1', queueId: queue.id } })
    expect(told(effects)).toContainEqual({ machine: 'callback', type: 'not-connected', cause })
    expect(told(effects)).toContainEqual(expect.objectContaining({ machine: 'agent', type: 'call-ended', wrapUpMs: 0 }))
  })

  it('C49, C14 a seat that is lost while the phone rings ends the call, and gives nobody back to the queue', () => {
    const [call, effects] = stepCall(called, { type: 'seat.given-up', agentId: 'a1' }, 9000)
    expect(call).toMatchObject({ record: { cause: 'seat-lost' } })
    expect(told(effects)).toContainEqual({ machine: 'callback', type: 'not-connected', cause: 'seat-lost' })
    expect(told(effects)).toContainEqual({ machine: 'leg', type: 'hang-up', cause: 'seat-lost' })
  })

  it('C13 a seat that is lost in the talk gives the customer back, who hears again that he waits', () => {
    const [queued] = stepCall(stepCall(called, answered, 9000)[0], { type: 'seat.given-up', agentId: 'a1' }, 30_000)
    expect(queued).toMatchObject({ stage: { name: 'queued' }, callback: { toDial: null } })
  })

  it('C49, C32 who answers hears what his queue says first', () => {
    const terms = termsOf({ ...queue, agentNumber: true })
    const taken = walk(stands, offeredTo, { ...accepted, terms }, seatUp)
    const [introduced, effects] = stepCall(taken, answered, 9000)
    expect(effects).toContainEqual(expect.objectContaining({ type: 'introduce', legId: 'c1.c1', number: true }))
    const heard: CallInput = { type: 'player.finished', playerId: 'call:c1:1' }
    expect(stepCall(introduced, heard, 12_000)[0]).toMatchObject({ stage: { name: 'talking' } })
  })

  it.each([
    ['not answering', [dialedBack]],
    ['hanging up while it waits', [dialedBack, answered, toQueue]],
  ])('C43 tells the call-back of a customer %s', (_how, inputs) => {
    const ended = { type: 'leg.ended', legId: 'c1.c1', cause: 'busy', by: 'them', detail: '' } as const
    const [, effects] = stepCall(walk(...inputs), ended, 9000)
    expect(told(effects)).toContainEqual({ machine: 'callback', type: 'not-connected', cause: 'busy' })
  })

  it('C43 is called off until the two talk, not after', () => {
    const off: CallInput = { type: 'called-off', cause: 'no-answer' }
    const [, effects] = stepCall(walk(dialedBack, answered, toQueue), off, 9000)
    expect(told(effects)).toMatchObject([
      { machine: 'flow-run', type: 'hang-up' },
      { machine: 'queue-entry', type: 'leave' },
      { machine: 'leg', type: 'hang-up', cause: 'no-answer' },
      { machine: 'callback', type: 'not-connected', cause: 'no-answer' },
    ])
    const talking = walk(dialedBack, answered, toQueue, accepted, seatUp)
    expect(stepCall(talking, off, 9000)).toEqual([talking, []])
  })
})
