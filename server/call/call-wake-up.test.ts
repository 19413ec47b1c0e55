import { describe, expect, it } from 'vitest'
import type { Effect } from '../machine/effects.ts'
import { wakeUpFlow } from '../wake-up/wake-up-flow.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const AT = 1000
const walk = (...inputs: CallInput[]): Call =>
  inputs.reduce<Call>((call, input) => stepCall(call, input, AT)[0], newCall('c1'))
const told = (effects: Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'tell' ? [{ machine: effect.machine, id: effect.id, ...effect.input }] : [],
  )
const common = { type: 'wake-up', wakeUpId: 'w1', noAnswerMs: 45_000, flow: wakeUpFlow('en', false) } as const
const line = { lineId: 'trunk', to: '13800138000', from: '4008008888', withheld: false }
const toNumber: CallInput = { ...common, route: { kind: 'number', customer: '+8613800138000', ...line } }
const toSeat: CallInput = { ...common, route: { kind: 'agent', agentId: 'a1', number: '8001', name: 'Li Na' } }
const rings: CallInput = { type: 'guest.ringing', agentId: 'a1' }
const taken: CallInput = { type: 'guest.answered', agentId: 'a1' }
const woken = (effects: Effect[]) => told(effects).filter(({ machine }) => machine === 'wake-up')

describe('a call that wakes somebody up', () => {
  it('C44 dials a number alone, and says why when it is answered', () => {
    const [dialing, first] = stepCall(newCall('c1'), toNumber, AT)
    expect(told(first)).toEqual([
      { machine: 'leg', id: 'c1.c1', type: 'dial', callId: 'c1', noAnswerMs: 45_000, ...line },
    ])
    const [up, started] = stepCall(dialing, { type: 'leg.answered', legId: 'c1.c1' }, 3000)
    expect(started).toMatchObject([{ type: 'start-flow', legId: 'c1.c1', flow: { id: 'wake-up' } }])
    expect(up).toMatchObject({ direction: 'out', stage: { name: 'menu' } })
  })

  it('C44 rings a seat past do-not-disturb; its leg is opened on the answer, then it hears why', () => {
    const [, first] = stepCall(newCall('c1'), toSeat, AT)
    expect(told(first)).toEqual([{ machine: 'agent', id: 'a1', type: 'ring', callId: 'c1', override: true }])
    const [up, opened] = stepCall(walk(toSeat, rings), taken, AT)
    expect(told(opened)).toEqual([
      { machine: 'leg', id: 'c1.s1', type: 'open-seat', callId: 'c1', agentId: 'a1' },
      { machine: 'agent', id: 'a1', type: 'talking', callId: 'c1' },
    ])
    const [, started] = stepCall(up, { type: 'leg.answered', legId: 'c1.s1' }, 3000)
    expect(started).toMatchObject([{ type: 'start-flow', legId: 'c1.s1' }])
  })

  it.each<[string, CallInput[], CallInput, object]>([
    ['a busy seat', [toSeat], { type: 'guest.busy', agentId: 'a1' }, { heardAt: null, cause: 'busy' }],
    [
      'a seat that declines',
      [toSeat, rings],
      { type: 'guest.declined', agentId: 'a1' },
      { heardAt: null, cause: 'rejected' },
    ],
    [
      'a seat that lets it ring',
      [toSeat, rings],
      { type: 'timer', name: 'guest' },
      { heardAt: null, cause: 'no-answer' },
    ],
    [
      'a number that is busy',
      [toNumber],
      { type: 'leg.ended', legId: 'c1.c1', cause: 'busy', by: 'them', detail: '' },
      { heardAt: null, cause: 'busy' },
    ],
    [
      'one who heard it all',
      [toNumber, { type: 'leg.answered', legId: 'c1.c1' }],
      { type: 'flow.ended' },
      { heardAt: AT, confirmed: false, cause: 'flow-ended' },
    ],
    [
      'one who pressed the key',
      [toNumber, { type: 'leg.answered', legId: 'c1.c1' }, { type: 'flow.went', step: 'confirmed' }],
      { type: 'flow.ended' },
      { heardAt: AT, confirmed: true },
    ],
  ])('C46 tells the wake-up of %s', (_who, before, input, expected) => {
    const [ended, effects] = stepCall(walk(...before), input, 9000)
    expect(woken(effects)).toMatchObject([{ id: 'w1', type: 'call-ended', ...expected }])
    expect(ended.state).toBe('ended')
  })

  it('C46 counts as heard in the record only where the flow began', () => {
    const outcome = (call: Call) => (call.state === 'ended' ? call.record.outcome : null)
    const flowOver = walk(toNumber, { type: 'leg.answered', legId: 'c1.c1' }, { type: 'flow.ended' })
    expect(outcome(flowOver)).toBe('menu-only')
    expect(outcome(walk(toSeat, { type: 'guest.busy', agentId: 'a1' }))).toBe('failed')
  })

  it('C45 is called off at any time, the seat let go', () => {
    const [ended, effects] = stepCall(walk(toSeat, rings, taken), { type: 'called-off', cause: 'cancelled' }, AT)
    expect(ended.state).toBe('ended')
    expect(told(effects)).toContainEqual({ machine: 'agent', id: 'a1', type: 'call-ended', callId: 'c1', wrapUpMs: 0 })
  })
})
