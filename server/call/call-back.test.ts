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
