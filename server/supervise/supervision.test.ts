import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { newSupervision, type Supervision, stepSupervision } from './supervision.ts'
import type { SupervisionInput } from './supervision-inputs.ts'

const begin: SupervisionInput = { type: 'begin', agentId: 'b1', legId: 'c1.s2', mode: 'listen' }
const inputs = {
  begin,
  listen: { type: 'mode', mode: 'listen' },
  whisper: { type: 'mode', mode: 'whisper' },
  barge: { type: 'mode', mode: 'barge' },
  takeOver: { type: 'mode', mode: 'take-over' },
  up: { type: 'leg.answered' },
  gone: { type: 'leg.ended' },
  leave: { type: 'leave' },
  taken: { type: 'taken-over' },
  callEnded: { type: 'call-ended' },
} satisfies Record<string, SupervisionInput>

const walk = (...names: (keyof typeof inputs)[]): Supervision =>
  names.reduce((state, name, i) => stepSupervision(state, inputs[name], i * 1000)[0], newSupervision('c1'))
const states: Record<string, Supervision> = {
  new: newSupervision('c1'),
  opening: walk('begin'),
  wanting: walk('begin', 'takeOver'),
  listening: walk('begin', 'up'),
  whispering: walk('begin', 'up', 'whisper'),
  barging: walk('begin', 'up', 'barge'),
  ended: walk('begin', 'leave'),
}
const nameOf = (state: Supervision) => ('mode' in state ? `${state.state}.${state.mode}` : state.state)

const effectsOf = (state: Supervision | undefined, input: SupervisionInput): Effect[] =>
  stepSupervision(state ?? newSupervision('c1'), input, 1000)[1]
/** machine.input of what is told, in order. */
const told = (effects: Effect[]) =>
  effects.map((effect) => (effect.type === 'tell' ? `${effect.machine}.${effect.input.type}` : effect.type))
const modeTold = (effects: Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'tell' && effect.machine === 'call' && effect.input.type === 'supervised'
      ? [effect.input.supervisor]
      : [],
  )

describe('supervision', () => {
  it('SV1-SV8 does in every state with every input what the table says', () => {
    walkTable({
      step: stepSupervision,
      states,
      inputs,
      nameOf,
      rows: `
                   begin          listen         whisper         barge         takeOver          up          gone  leave taken callEnded
        new        opening.listen -              -               -             -                 -           -     -     -     -
        opening    -              -              opening.whisper opening.barge opening.take-over on.listen   ended ended ended ended
        wanting    -              opening.listen opening.whisper opening.barge -                 on.listen   ended ended ended ended
        listening  -              -              on.whisper      on.barge      same              -           ended ended ended ended
        whispering -              on.listen      -               on.barge      same              -           ended ended ended ended
        barging    -              on.listen      on.whisper      -             same              -           ended ended ended ended
        ended      -              -              -               -             -                 -           -     -     -     -`,
    })
  })

  it('SV1 makes the seat busy, opens its leg, and is in the room without waiting', () => {
    const effects = effectsOf(states.new, begin)
    expect(told(effects)).toEqual(['agent.supervise', 'leg.open-seat', 'call.supervised'])
    expect(modeTold(effects)).toEqual([{ agentId: 'b1', legId: 'c1.s2', mode: 'listen' }])
  })

  it('SV2 says the room anew with each mode', () => {
    expect(modeTold(effectsOf(states.listening, inputs.whisper))).toMatchObject([{ mode: 'whisper' }])
    expect(modeTold(effectsOf(states.whispering, inputs.barge))).toMatchObject([{ mode: 'barge' }])
    expect(modeTold(effectsOf(states.barging, inputs.listen))).toMatchObject([{ mode: 'listen' }])
  })

  it('SV3 listens while a take-over waits for the leg, then asks the call', () => {
    expect(modeTold(effectsOf(states.opening, inputs.takeOver))).toMatchObject([{ mode: 'listen' }])
    expect(told(effectsOf(states.wanting, inputs.up))).toEqual(['call.take-over'])
    expect(told(effectsOf(states.barging, inputs.takeOver))).toEqual(['call.take-over'])
  })

  it('SV5-SV8 leaves behind what is not his: nothing of leg and room twice, nothing at all after a take-over', () => {
    expect(told(effectsOf(states.barging, inputs.leave))).toEqual([
      'call.supervised',
      'leg.hang-up',
      'agent.call-ended',
    ])
    expect(told(effectsOf(states.barging, inputs.gone))).toEqual(['call.supervised', 'agent.call-ended'])
    expect(told(effectsOf(states.barging, inputs.callEnded))).toEqual(['leg.hang-up', 'agent.call-ended'])
    expect(told(effectsOf(states.barging, inputs.taken))).toEqual([])
    expect(modeTold(effectsOf(states.barging, inputs.leave))).toEqual([null])
  })
})
