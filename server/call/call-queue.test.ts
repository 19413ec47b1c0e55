import { describe, expect, it } from 'vitest'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import type { Effect } from '../machine/effects.ts'
import { termsOf } from '../queue/entry-offer.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const queue = queueSample()
const offered = { type: 'offered', legId: 'l', lineId: 'x', did: '4', customer: '1', customerName: '' } as const
const walk = (...inputs: CallInput[]): Call =>
  inputs.reduce<Call>((call, input) => stepCall(call, input, 1000)[0], newCall('c1'))
const queued = walk(
  { ...offered, flow: flowSample(), hours: [] },
  { type: 'leg.answered', legId: 'l' },
  { type: 'flow.queue', queue, language: 'en' },
)
const toSales = { type: 'queue.left', why: 'full', target: { kind: 'queue', queue: 'sales' } } as const
const flowTold = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' && effect.machine === 'flow-run' ? [effect.input] : []))

describe('a call and its queue', () => {
  it('C27 goes on to another queue with the time it has waited', () => {
    const [next, effects] = stepCall(queued, toSales, 9000)
    expect(next).toMatchObject({ queueId: 'sales', stage: { name: 'queued', entryId: 'c1.q2' } })
    expect(effects).toMatchObject([{ type: 'requeue', queueId: 'sales', head: false, enteredAt: 1000 }])
  })

  it('C27 ends in the flow when queues send to each other without end', () => {
    let call = queued
    let effects: Effect[] = []
    for (let i = 0; i < 11; i++) [call, effects] = stepCall(call, toSales, 9000)
    expect(flowTold(effects)).toEqual([{ type: 'queue.left', why: 'full' }])
    expect(call).toMatchObject({ stage: { name: 'menu' } })
  })

  it.each([
    ['the exit', { kind: 'exit' }, undefined],
    ['the start of the flow', { kind: 'menu' }, 'hours'],
    ['a node', { kind: 'node', node: 'message' }, 'message'],
  ] as const)('C27 goes on at %s', (_where, target, at) => {
    const [, effects] = stepCall(queued, { type: 'queue.left', why: 'key', target }, 9000)
    expect(flowTold(effects)).toEqual([{ type: 'queue.left', why: 'key', ...(at === undefined ? {} : { at }) }])
  })

  it('C27 hands keys to the queue', () => {
    const [, effects] = stepCall(queued, { type: 'leg.digit', legId: 'l', digit: '1' }, 2000)
    expect(effects).toMatchObject([{ machine: 'queue-entry', id: 'c1.q1', input: { type: 'digit', digit: '1' } }])
  })

  it('C28 wraps up as the queue says when the call ends', () => {
    const talking = [
      { type: 'queue.offered', agentId: 'a1' },
      { type: 'queue.accepted', agentId: 'a1', terms: termsOf(queue) },
      { type: 'leg.answered', legId: 'c1.s1' },
      { type: 'queue.changed', terms: termsOf(queueSample({ wrapUpMs: 5000, wrapUpExtensions: 0 })) },
    ] as const
    const call = talking.reduce<Call>((before, input) => stepCall(before, input, 2000)[0], queued)
    const [, effects] = stepCall(call, { type: 'hang-up', agentId: 'a1' }, 9000)
    const ended = { type: 'call-ended', callId: 'c1', wrapUpMs: 5000, extensions: 0 }
    expect(effects).toContainEqual({ type: 'tell', machine: 'agent', id: 'a1', input: ended })
    expect(stepCall(call, { type: 'queue.changed', terms: { ...termsOf(queue), id: 'other' } }, 9000)[0]).toBe(call)
  })
})
