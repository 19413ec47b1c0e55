import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { LATEST_MS, newWakeUp, stepWakeUp, type WakeUp } from './wake-up.ts'
import type { WakeUpInput, WakeUpRoute, WakeUpWish } from './wake-up-inputs.ts'

const AT = Date.parse('2026-11-27T07:00:00+08:00')
const DAY = 86_400_000
const wish: WakeUpWish = {
  to: { kind: 'number', number: '+8613800138000' },
  at: AT,
  zone: 'Asia/Shanghai',
  repeat: 'once',
  language: 'zh-CN',
  confirm: false,
  tries: 2,
  pauseMs: 300_000,
  setBy: 'u1',
}
const route: WakeUpRoute = {
  kind: 'number',
  lineId: 'trunk',
  customer: '+8613800138000',
  to: '13800138000',
  from: '4008008888',
  withheld: false,
}
const set: WakeUpInput = { type: 'set', wish }
const due: WakeUpInput = { type: 'timer', name: 'due' }
const late: WakeUpInput = { type: 'timer', name: 'late' }
const call: WakeUpInput = { type: 'call', callId: 'c1', route }
const busy: WakeUpInput = { type: 'call-ended', heardAt: null, confirmed: false, cause: 'busy' }
const heard: WakeUpInput = { type: 'call-ended', heardAt: AT + 9000, confirmed: false, cause: 'flow-ended' }

const told = (more: Partial<WakeUpWish>): WakeUpInput => ({ type: 'set', wish: { ...wish, ...more } })
const walk = (now: number, ...inputs: WakeUpInput[]): WakeUp =>
  inputs.reduce<WakeUp>((wakeUp, input) => stepWakeUp(wakeUp, input, now)[0], newWakeUp('w1'))
const records = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'record-wake-up' ? [effect.record] : []))
const calls = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === 'tell' ? [effect.input] : []))

describe('wake-up call', () => {
  it('WU2-WU7, WU10 does in every state with every input what the table says', () => {
    walkTable({
      step: (wakeUp, input: WakeUpInput) => stepWakeUp(wakeUp, input, AT),
      states: {
        new: newWakeUp('w1'),
        set: walk(AT - 1000, set),
        due: walk(AT, set, due),
        calling: walk(AT, set, due, call),
        lastTry: walk(AT, set, due, call, busy, due, call),
        asked: walk(AT, told({ confirm: true, tries: 1 }), due, call),
        daily: walk(AT, told({ repeat: 'daily' }), due, call),
        ended: walk(AT, set, { type: 'cancel' }),
      },
      inputs: {
        set,
        call,
        notThere: { type: 'not-there' },
        machine: { type: 'machine-answered' },
        busy,
        heard,
        cancel: { type: 'cancel' },
        due,
        late,
      },
      nameOf: (wakeUp) => wakeUp.state,
      rows: `
                set call    notThere machine busy  heard cancel due late
        new     set -       -        -       -     -     -      -   -
        set     -   -       -        -       -     -     ended  due -
        due     -   calling set      -       -     -     ended  -   ended
        calling -   -       -        set     set   ended ended  -   -
        lastTry -   -       -        ended   ended ended ended  -   -
        asked   -   -       -        -       ended ended ended  -   -
        daily   -   -       -        set     set   set   ended  -   -
        ended   -   -       -        -       -     -     -      -   -`,
    })
  })

  it('WU1, WU2 waits for its time', () => {
    expect(stepWakeUp(newWakeUp('w1'), set, AT - 5000)).toMatchObject([
      { state: 'set', at: AT, dueAt: AT },
      [{ type: 'set-timer', name: 'due', after: 5000 }],
    ])
  })

  it('WU3, WU4 calls for 45 s; without a confirmation it says twice why, with one it asks for the key', () => {
    const [, effects] = stepWakeUp(walk(AT, set, due), call, AT)
    expect(effects[0]).toEqual({ type: 'clear-timer', name: 'late' })
    const [made] = calls(effects)
    expect(made).toMatchObject({ type: 'wake-up', wakeUpId: 'w1', route, noAnswerMs: 45_000 })
    expect(made).toMatchObject({ flow: { language: 'zh-CN', nodes: [{ prompt: 'wake-up' }, { prompt: 'wake-up' }] } })
    const [asking] = calls(stepWakeUp(walk(AT, told({ confirm: true }), due), call, AT)[1])
    expect(asking).toMatchObject({ flow: { nodes: [{ kind: 'menu', keys: { '1': 'confirmed' } }, {}, {}] } })
  })

  it('WU4, WU8 keeps when it was answered', () => {
    const [, effects] = stepWakeUp(walk(AT, set, due, call, busy, due, call), heard, AT + 20_000)
    expect(records(effects)).toEqual([
      {
        ...wish,
        id: 'w1',
        setAt: AT,
        result: 'answered',
        cause: null,
        answeredAt: AT + 9000,
        tried: 2,
        callId: 'c1',
        endedAt: AT + 20_000,
      },
    ])
  })

  it('WU4 whom the key was asked of has answered only with it; a seat needs none', () => {
    const confirmed: WakeUpInput = { ...heard, confirmed: true }
    const asked = walk(AT, told({ confirm: true, tries: 1 }), due, call)
    expect(records(stepWakeUp(asked, heard, AT)[1])).toMatchObject([{ result: 'failed', cause: 'no-answer' }])
    expect(records(stepWakeUp(asked, confirmed, AT)[1])).toMatchObject([{ result: 'answered' }])
    const to = { kind: 'agent', agentId: 'a1' } as const
    const seat: WakeUpInput = { type: 'call', callId: 'c1', route: { ...to, number: '8001', name: 'Li Na' } }
    const rung = walk(AT, told({ confirm: true, to }), due, seat)
    expect(records(stepWakeUp(rung, heard, AT)[1])).toMatchObject([{ result: 'answered' }])
  })

  it('WU5 tries again after the pause, then fails with the last cause', () => {
    const [again, effects] = stepWakeUp(walk(AT, set, due, call), busy, AT + 50_000)
    expect(again).toMatchObject({ state: 'set', at: AT, dueAt: AT + 350_000, tried: 1, cause: 'busy' })
    expect(effects).toEqual([{ type: 'set-timer', name: 'due', after: 300_000 }])
    const last = walk(AT, set, due, call, busy, due, call)
    const [, failed] = stepWakeUp(last, { ...busy, cause: 'no-answer' }, AT)
    expect(records(failed)).toMatchObject([{ result: 'failed', cause: 'no-answer', tried: 2, answeredAt: null }])
  })

  it('WU5, WU13 who is not there is a try that failed', () => {
    const [next, effects] = stepWakeUp(walk(AT, told({ tries: 1 }), due), { type: 'not-there' }, AT)
    expect(next.state).toBe('ended')
    expect(records(effects)).toMatchObject([{ result: 'failed', cause: 'unreachable', tried: 1, callId: null }])
  })

  it('WU6 ends the call that a machine has answered; what the call says then does not count', () => {
    const [next, effects] = stepWakeUp(walk(AT, set, due, call), { type: 'machine-answered' }, AT)
    expect(calls(effects)).toEqual([{ type: 'called-off', cause: 'no-answer' }])
    expect(next).toMatchObject({ state: 'set', tried: 1, cause: 'no-answer' })
    expect(stepWakeUp(next, heard, AT)).toEqual([next, []])
  })

  it.each([
    ['came to its time too late', [set], due],
    ['could not be called', [set, due], late],
  ])('WU7 is late where it %s', (_why, before, input) => {
    const [next, effects] = stepWakeUp(walk(AT, ...before), input, AT + LATEST_MS + 1)
    expect(next.state).toBe('ended')
    expect(records(effects)).toMatchObject([{ result: 'late', tried: 0 }])
  })

  it('WU8 a daily one has a result for each day, and tries of its own each day', () => {
    const daily = walk(AT, told({ repeat: 'daily' }), due, call, busy, due, call)
    const [next, effects] = stepWakeUp(daily, heard, AT + 20_000)
    expect(records(effects)).toMatchObject([{ id: 'w1', at: AT, result: 'answered', tried: 2 }])
    expect(next).toMatchObject({ state: 'set', at: AT + DAY, dueAt: AT + DAY, tried: 0, callId: null, cause: null })
    const [later] = stepWakeUp(walk(AT, told({ repeat: 'daily' })), due, AT + 3 * DAY + LATEST_MS)
    expect(later).toMatchObject({ state: 'set', at: AT + 4 * DAY })
  })

  it('WU10 cancelled while it is called ends the call, and all times after it', () => {
    const [next, effects] = stepWakeUp(walk(AT, told({ repeat: 'daily' }), due, call), { type: 'cancel' }, AT)
    expect(next.state).toBe('ended')
    expect(records(effects)).toMatchObject([{ result: 'cancelled' }])
    expect(calls(effects)).toEqual([{ type: 'called-off', cause: 'cancelled' }])
  })
})
