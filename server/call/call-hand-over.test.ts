import { describe, expect, it } from 'vitest'
import {
  agentId,
  answers,
  B,
  b,
  commands,
  consultB,
  gone,
  N,
  number,
  numberUp,
  recordOf,
  rings,
  room,
  sounds,
  stateAfter,
  step,
  talking,
  terms,
  told,
  withB,
  withNumber,
} from '../../tests/harness/party-call.ts'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import type { CallInput } from './call-inputs.ts'

describe('leaving the customer to another', () => {
  it('P9 to a colleague who is there: he has the call, the customer’s leg is not touched', () => {
    const complete: CallInput = { type: 'complete', agentId, legId: B, refer: false }
    const [call, effects] = step(withB, complete)
    expect(call).toMatchObject({ lastAgent: 'b1', stage: { name: 'talking', part: { agentId: 'b1', terms } } })
    expect(told(effects)).toEqual(['leg c1.s1 hang-up', 'agent a1 call-ended'])
    expect(room(withB, complete)).toEqual({ customer: 'b', b: 'customer' })
    expect(sounds(call)).toEqual({})
  })

  it('P10 to one who still rings: the customer hears it ring, and he has the call when he answers', () => {
    const handing = stateAfter(talking, consultB, rings, { type: 'complete', agentId, legId: B, refer: false })
    expect(handing).toMatchObject({ stage: { name: 'handing-over', to: B } })
    expect(sounds(handing)).toEqual({ l1: 'ring-back' })
    const taken = stateAfter(handing, answers)
    expect(taken).toMatchObject({ stage: { name: 'talking', part: { agentId: 'b1', terms } }, guests: [] })
    expect(room(handing, answers)).toEqual({ customer: 'b', b: 'customer' })
  })

  it('P10 not taken: rung back at the agent, then the head of the queue', () => {
    const handing = stateAfter(talking, { type: 'hand-over', agentId, guest: b }, rings)
    const [back, effects] = step(handing, { type: 'guest.declined', agentId: 'b1' })
    expect(told(effects)).toEqual(['agent b1 ring-ended', 'agent a1 ring'])
    expect(back).toMatchObject({ stage: { name: 'handing-over', back: null } })
    const again = stateAfter(back, { type: 'guest.ringing', agentId }, { type: 'guest.answered', agentId })
    expect(again).toMatchObject({ stage: { name: 'talking', part: { agentId } } })
    const [queued, requeued] = step(back, { type: 'guest.busy', agentId })
    expect(queued).toMatchObject({ stage: { name: 'queued' }, guests: [] })
    expect(requeued).toContainEqual(expect.objectContaining({ type: 'requeue', head: true, enteredAt: 60_000 }))
  })

  it('P10 C18 the customer who hangs up meanwhile is nobody’s any more', () => {
    const handing = stateAfter(talking, { type: 'hand-over', agentId, guest: b }, rings)
    const [call, effects] = step(handing, gone('l1'))
    expect(recordOf(call)).toMatchObject({ endedBy: 'customer', outcome: 'answered' })
    expect(told(effects)).toContain('agent b1 ring-ended')
  })

  it('P11 to a number: bridged through us; with refer the far end is asked to join its two calls itself', () => {
    const [through, some] = step(withNumber, { type: 'complete', agentId, legId: N, refer: false })
    expect(through).toMatchObject({ stage: { name: 'bridged' } })
    expect(commands(some)).not.toContain('leg.transfer')
    const [asked, effects] = step(withNumber, { type: 'complete', agentId, legId: N, refer: true })
    expect(effects).toContainEqual({
      type: 'gateway',
      command: { type: 'leg.transfer', legId: 'l1', to: '13900139000', replacesLegId: N },
    })
    const [, again] = step(asked, { type: 'gateway.reconciled', recordings: ['c1.r1'], players: [] })
    expect(again).toContainEqual(effects.find((effect) => commands([effect]).includes('leg.transfer')))
    const moved: CallInput = { type: 'leg.transferred', legId: 'l1', ok: true, cause: 'normal' }
    expect(recordOf(step(asked, moved)[0])).toMatchObject({ outcome: 'answered' })
    expect(stateAfter(asked, { ...moved, ok: false, cause: 'rejected' })).toMatchObject({ stage: { name: 'bridged' } })
  })

  it('P11 to a number unasked: bridged when it answers, rung back when it does not', () => {
    const handing = stateAfter(talking, { type: 'hand-over', agentId, guest: number })
    expect(stateAfter(handing, numberUp)).toMatchObject({ stage: { name: 'bridged' }, guests: [{ joined: true }] })
    expect(told(step(handing, gone(N))[1])).toContain('agent a1 ring')
  })

  it('P14 to a queue and to a flow: guests and agent go, the customer’s leg stays', () => {
    const [queued, effects] = step(withB, { type: 'to-queue', agentId, queueId: 'care' })
    expect(queued).toMatchObject({ queueId: 'care', guests: [], consulting: null, stage: { name: 'queued' } })
    expect(told(effects)).toEqual([
      'leg c1.s2 hang-up',
      'leg c1.s1 hang-up',
      'agent b1 call-ended',
      'agent a1 call-ended',
    ])
    expect(sounds(queued)).toEqual({})
    const flow = { ...flowSample(), id: 'news' }
    const [menu, started] = step(talking, { type: 'to-flow', agentId, flow, hours: [] })
    expect(menu).toMatchObject({ stage: { name: 'menu' }, inFlow: true })
    expect(started).toContainEqual(expect.objectContaining({ type: 'start-flow', id: 'c1.f2', flow }))
    const back = stateAfter(
      menu,
      { type: 'flow.queue', queue: queueSample(), language: 'zh-CN' },
      { type: 'queue.left', why: 'timeout' },
    )
    expect(back).toMatchObject({ stage: { name: 'menu' } })
  })
})

describe('parking', () => {
  const parked = stateAfter(talking, { type: 'park', agentId, slot: 3 })
  it('P19 the agent is free at once, the customer hears music until somebody takes him up', () => {
    const [call, effects] = step(talking, { type: 'park', agentId, slot: 3 })
    expect(call).toMatchObject({ stage: { name: 'parked', slot: 3 } })
    expect(sounds(call)).toEqual({ l1: 'music' })
    expect(effects).toContainEqual(
      expect.objectContaining({ input: { type: 'call-ended', callId: 'c1', wrapUpMs: 0 } }),
    )
    const [taken, more] = step(call, { type: 'retrieve', by: 'b1' })
    expect(told(more)).toEqual([`leg ${B} open-seat`, 'agent b1 pick-up'])
    expect(taken).toMatchObject({ stage: { name: 'connecting', part: { agentId: 'b1', seatLeg: B, terms } } })
    expect(room(call, { type: 'retrieve', by: 'b1' })).toEqual({ customer: 'b', b: 'customer' })
    expect(sounds(taken)).toEqual({})
  })
  it('P19 after two minutes who parked him is rung', () => {
    const [back, effects] = step(parked, { type: 'timer', name: 'park' })
    expect(back).toMatchObject({ stage: { name: 'handing-over', back: null } })
    expect(told(effects)).toEqual(['agent a1 ring'])
  })
  it('P19 C18 the customer may go; a call with a guest is not parked', () => {
    expect(step(parked, gone('l1'))[0]).toMatchObject({
      state: 'ended',
      record: { outcome: 'answered', endedBy: 'customer' },
    })
    expect(step(withB, { type: 'park', agentId, slot: 1 })).toEqual([withB, []])
  })
})
