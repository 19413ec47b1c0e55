import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { type Callback, callOf, newCallback, stepCallback } from './callback.ts'
import { callbackFlow } from './callback-flow.ts'
import type { CallbackInput, CallbackWish } from './callback-inputs.ts'

const AT = 1_800_000_000_000
const wish: CallbackWish = {
  number: '+8613800138000',
  queueId: 'service',
  language: 'en',
  place: AT - 60_000,
  wishedAt: null,
  askedBy: { kind: 'key', callId: 'c1' },
  tries: 2,
  pauseMs: 300_000,
  note: 'a bill',
}
const ask: CallbackInput = { type: 'ask', wish }
const flow = callbackFlow('service', 'callback-hello', 'en')
const route = { lineId: 'trunk', to: '13800138000', from: '4008008888', withheld: false, flow }
const dial: CallbackInput = { type: 'dial', callId: 'c2', ...route }
const { flow: _, ...ownRoute } = route
const stand: CallbackInput = { type: 'stand', callId: 'c2', ...ownRoute }
const took: CallbackInput = { type: 'agent-took' }
const busy: CallbackInput = { type: 'not-connected', cause: 'busy' }
const due: CallbackInput = { type: 'timer', name: 'due' }

const walk = (...inputs: CallbackInput[]): Callback =>
  inputs.reduce<Callback>((callback, input) => stepCallback(callback, input, AT)[0], newCallback('b1'))
const told = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [{ id: effect.id, ...effect.input }] : []))
const results = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'record-callback' ? [effect.record] : []))

describe('call-back', () => {
  it('B2, B3, B5-B8, B20-B22 does in every state with every input what the table says', () => {
    walkTable({
      step: stepCallback,
      states: {
        new: newCallback('b1'),
        asked: walk(ask, dial, busy),
        due: walk(ask),
        standing: walk(ask, stand),
        dialing: walk(ask, dial),
        lastTry: walk(ask, dial, busy, due, dial),
        ended: walk(ask, { type: 'cancel' }),
      },
      inputs: {
        ask,
        dial,
        stand,
        took,
        connected: { type: 'connected' },
        notConnected: busy,
        machine: { type: 'machine-answered' },
        cancel: { type: 'cancel' },
        timer: due,
      },
      nameOf: (callback) => callback.state,
      rows: `
                 ask dial    stand    took    connected notConnected machine cancel timer
        new      due -       -        -       -         -            -       -      -
        asked    -   -       -        -       -         -            -       ended  due
        due      -   dialing standing -       -         -            -       ended  -
        standing -   -       -        dialing -         due          -       ended  -
        dialing  -   -       -        -       ended     asked        same    ended  -
        lastTry  -   -       -        -       ended     ended        same    ended  -
        ended    -   -       -        -       -         -            -       -      -`,
    })
  })

  it('B2 waits until the time wished, and not for one that has passed', () => {
    const at = (wishedAt: number) => stepCallback(newCallback('b1'), { type: 'ask', wish: { ...wish, wishedAt } }, AT)
    expect(at(AT + 5000)).toMatchObject([
      { state: 'asked', dueAt: AT + 5000 },
      [{ type: 'set-timer', name: 'due', after: 5000 }],
    ])
    expect(at(AT - 1)).toMatchObject([{ state: 'due' }, []])
  })

  it('B1, B4 dials the number for 40 s and names itself and its place to the call', () => {
    expect(told(stepCallback(walk(ask), dial, AT)[1])).toEqual([
      {
        id: 'c2',
        type: 'dialed-back',
        callback: { id: 'b1', place: wish.place, askedAt: AT, wishedAt: null, note: 'a bill', attempt: 1, tries: 2 },
        customer: wish.number,
        noAnswerMs: 40_000,
        ...route,
      },
    ])
  })

  it('B6 tries again after the pause, then fails with the last cause', () => {
    const [again, effects] = stepCallback(walk(ask, dial), busy, AT)
    expect(again).toMatchObject({ state: 'asked', tried: 1, cause: 'busy' })
    expect(effects).toEqual([{ type: 'set-timer', name: 'due', after: 300_000 }])
    const last = walk(ask, dial, busy, due, dial)
    const [, failed] = stepCallback(last, { type: 'not-connected', cause: 'no-answer' }, AT + 9)
    expect(results(failed)).toEqual([
      {
        ...wish,
        id: 'b1',
        askedAt: AT,
        endedAt: AT + 9,
        tried: 2,
        result: 'failed',
        cause: 'no-answer',
        callId: 'c2',
      },
    ])
  })

  it('B5, B9 is done when the two talk, whatever its tries before came to', () => {
    const [, effects] = stepCallback(walk(ask, dial, busy, due, dial), { type: 'connected' }, AT)
    expect(results(effects)).toMatchObject([{ result: 'done', tried: 2, cause: null }])
  })

  it('B7 ends the call that a machine has answered', () => {
    const [, effects] = stepCallback(walk(ask, dial), { type: 'machine-answered' }, AT)
    expect(told(effects)).toEqual([{ id: 'c2', type: 'called-off', cause: 'no-answer' }])
  })

  it('B8 cancelled while it is dialled ends the call too', () => {
    const [, effects] = stepCallback(walk(ask, dial), { type: 'cancel' }, AT)
    expect(results(effects)).toMatchObject([{ result: 'cancelled' }])
    expect(told(effects)).toEqual([{ id: 'c2', type: 'called-off', cause: 'cancelled' }])
  })

  it('B20, B21 stands in its queue with what it is about, and no try is lost when it leaves that', () => {
    const [standing, effects] = stepCallback(walk(ask), stand, AT)
    const callback = { id: 'b1', place: wish.place, askedAt: AT, wishedAt: null, note: 'a bill', attempt: 1, tries: 2 }
    const terms = { customer: wish.number, queueId: 'service', language: 'en', noAnswerMs: 40_000, ...ownRoute }
    expect(told(effects)).toEqual([{ id: 'c2', type: 'stands', callback, ...terms }])
    const [again] = stepCallback(standing, { type: 'not-connected', cause: 'cancelled' }, AT)
    expect(again).toMatchObject({ state: 'due', tried: 0, cause: null })
  })

  it('B22, B6 is a try when an agent has taken it, with the pause after it', () => {
    const [again, effects] = stepCallback(walk(ask, stand, took), { type: 'not-connected', cause: 'no-answer' }, AT)
    expect(again).toMatchObject({ state: 'asked', tried: 1, cause: 'no-answer' })
    expect(effects).toEqual([{ type: 'set-timer', name: 'due', after: 300_000 }])
  })

  it('B23 gives the try back that a lost seat has cost', () => {
    const last = walk(ask, stand, took, busy, due, stand, took)
    const [again, effects] = stepCallback(last, { type: 'not-connected', cause: 'seat-lost' }, AT)
    expect([again, effects]).toMatchObject([{ state: 'due', tried: 1 }, []])
  })

  it('B8 cancelled while it stands ends its call', () => {
    const [, effects] = stepCallback(walk(ask, stand), { type: 'cancel' }, AT)
    expect(results(effects)).toMatchObject([{ result: 'cancelled', note: 'a bill' }])
    expect(told(effects)).toEqual([{ id: 'c2', type: 'called-off', cause: 'cancelled' }])
  })

  it('is shown with the call in which it was asked for, then with those made for it', () => {
    expect([callOf(walk(ask)), callOf(walk(ask, dial))]).toEqual(['c1', 'c2'])
    expect(callOf(walk({ type: 'ask', wish: { ...wish, askedBy: { kind: 'user', userId: 'u1' } } }))).toBeNull()
  })
})
