import { describe, expect, it } from 'vitest'
import {
  agentId,
  answers,
  B,
  commands,
  recordOf,
  rings,
  room,
  sounds,
  start,
  stateAfter,
  step,
  talking,
  told,
  withB,
} from '../../tests/harness/party-call.ts'
import { newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'

describe('colleagues', () => {
  const dialed: CallInput = {
    type: 'dialed-agent',
    agentId,
    callee: 'b1',
    camp: false,
    number: '1002',
    name: 'B',
    wrapUpMs: 0,
    language: 'zh-CN',
  }
  const dialing = stateAfter(newCall('c1'), dialed)
  const ringing = stateAfter(dialing, rings)
  const up: CallInput[] = [answers, { type: 'leg.answered', legId: 'c1.s1' }, { type: 'leg.answered', legId: B }]
  const internal = stateAfter(ringing, ...up)

  it('P15 one calls another: rung, ring-back, two-way at once, nothing recorded', () => {
    expect(told(step(newCall('c1'), dialed)[1])).toEqual(['leg c1.s1 open-seat', 'agent a1 dial', 'agent b1 ring'])
    expect(sounds(ringing)).toEqual({ 'c1.s1': 'ring-back' })
    const [call, effects] = step(ringing, ...up)
    expect(call).toMatchObject({ direction: 'internal', stage: { name: 'talking' }, recordingId: null })
    expect(effects.some(({ type }) => type === 'open-recording')).toBe(false)
  })

  it('P15 the one called may mute and hang up, and is on hold like a customer', () => {
    expect(room(internal, { type: 'mute', agentId: 'b1', muted: true })).toEqual({ b: 'agent', agent: '' })
    expect(sounds(stateAfter(internal, { type: 'hold', agentId }))).toEqual({ [B]: 'music' })
    expect(commands(step(internal, { type: 'hold', agentId })[1])).not.toContain('leg.hold')
    expect(recordOf(step(internal, { type: 'hang-up', agentId: 'b1' })[0])).toMatchObject({ direction: 'internal' })
  })

  it.each([
    [{ type: 'guest.declined', agentId: 'b1' }, 'rejected'],
    [{ type: 'guest.lost', agentId: 'b1' }, 'seat-lost'],
    [{ type: 'timer', name: 'guest' }, 'no-answer'],
  ] as const)('P15 not taken (%o): %s, and both are free', (input, cause) => {
    const [call, effects] = step(ringing, input)
    expect(recordOf(call)).toMatchObject({ cause, answeredAt: null })
    expect(told(effects)).toEqual(expect.arrayContaining(['agent b1 ring-ended', 'agent a1 call-ended']))
  })

  it('P15 a busy one ends it, or is waited for', () => {
    expect(recordOf(step(dialing, { type: 'guest.busy', agentId: 'b1' })[0])).toMatchObject({ cause: 'busy' })
    const camped = stateAfter(newCall('c1'), { ...dialed, camp: true }, { type: 'guest.busy', agentId: 'b1' })
    expect(told(step(camped, { type: 'agent.free', agentId: 'b1' })[1])).toEqual(['agent b1 ring'])
  })

  it('P18 a third picks it up', () => {
    const [call, effects] = step(ringing, { type: 'picked-up', agentId: 'b1', by: 'd1' })
    expect(call).toMatchObject({ callee: { agentId: 'd1', state: 'up' } })
    expect(told(effects)).toEqual(['agent b1 ring-ended', 'agent d1 pick-up', `leg ${B} open-seat`, 'agent d1 talking'])
  })

  it('P17 the far end joins its two calls: our agent here is in the customer’s place there', () => {
    const to = { callId: 'c2' }
    const [call, effects] = step(talking, { type: 'leg.transfer-requested', legId: 'l1', target: '', to })
    expect(recordOf(call)).toMatchObject({ outcome: 'answered', endedBy: 'customer' })
    expect(commands(effects)).toContain('leg.answer-transfer')
    expect(told(effects)).toEqual(
      expect.arrayContaining([
        'leg l1 let-go',
        'leg c1.s1 hang-up',
        'agent a1 call-ended',
        'call c2 customer-replaced',
      ]),
    )
    expect(told(effects)).not.toContain('leg l1 hang-up')
    const [joined, more] = step(talking, { type: 'customer-replaced', by: 'b1' })
    expect(joined).toMatchObject({ customerLeg: B, callee: { agentId: 'b1', state: 'up' } })
    expect(told(more)).toEqual(['leg l1 hang-up', `leg ${B} open-seat`, 'agent b1 pick-up'])
    expect(room(talking, { type: 'customer-replaced', by: 'b1' })).toEqual({ b: 'agent', agent: 'b' })
  })

  it('P17 no while one of them is more than a talk of two', () => {
    const asked: CallInput = { type: 'leg.transfer-requested', legId: 'l1', target: '', to: { callId: 'c2' } }
    for (const call of [withB, stateAfter(newCall('c1'), ...start.slice(0, 3))]) {
      const [same, effects] = step(call, asked)
      expect(same).toBe(call)
      expect(effects).toMatchObject([{ command: { type: 'leg.answer-transfer', accepted: false } }])
    }
  })
})
