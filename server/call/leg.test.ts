import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import { HANG_UP_GUARD_MS, type Leg, newLeg, stepLeg } from './leg.ts'
import type { LegInput } from './leg-inputs.ts'

const known = { id: 'l1', callId: 'c1', party: { kind: 'line', lineId: 'trunk' } } as const
const states: Record<string, Leg> = {
  new: newLeg('l1'),
  offered: { ...known, state: 'offered' },
  answering: { ...known, state: 'answering' },
  opening: { ...known, state: 'opening' },
  answered: { ...known, state: 'answered', answeredAt: 5, farHold: false },
  ending: { ...known, state: 'ending', cause: 'normal' },
  ended: { ...known, state: 'ended', cause: 'normal', endedAt: 9 },
}
const inputs: Record<string, LegInput> = {
  offered: { type: 'offered', callId: 'c1', lineId: 'trunk' },
  dial: { type: 'dial', callId: 'c1', lineId: 'trunk', to: '1', from: '2', noAnswerMs: 30_000 },
  openSeat: { type: 'open-seat', callId: 'c1', agentId: 'a1' },
  answer: { type: 'answer' },
  hangUp: { type: 'hang-up', cause: 'normal' },
  ringing: { type: 'progressed', progress: 'ringing' },
  answered: { type: 'answered' },
  ended: { type: 'ended', cause: 'busy', by: 'them', detail: '' },
  digit: { type: 'digit', digit: '1' },
  held: { type: 'held', held: true },
  refer: { type: 'transfer-requested', target: '1', to: null },
  referred: { type: 'transferred', ok: true, cause: 'normal' },
  isOffered: { type: 'reconciled', state: 'offered' },
  isDialing: { type: 'reconciled', state: 'dialing' },
  isAnswered: { type: 'reconciled', state: 'answered' },
  isGone: { type: 'reconciled', state: 'gone' },
  noAnswer: { type: 'timer', name: 'no-answer' },
  guard: { type: 'timer', name: 'guard' },
  letGo: { type: 'let-go' },
}

describe('leg', () => {
  it('L1-L15 does in every state with every input what the table says', () => {
    walkTable({
      step: stepLeg,
      states,
      inputs,
      nameOf: (leg) => leg.state,
      rows: `
                  offered dial    openSeat answer    hangUp ringing answered ended digit held     refer    referred isOffered isDialing isAnswered isGone noAnswer guard letGo
        new       offered opening opening  -         -      -       -        -     -     -        -        -        -         -         -          -      -        - -
        offered   -       -       -        answering ending same    -        ended -     -        -        -        -         -         -          ended  -        - -
        answering -       -       -        -         ending -       answered ended same   -        -        -        same      -         answered   ended  -        - -
        opening   -       -       -        -         ending same    answered ended -     -        -        -        -         -         answered   ended  ending   - -
        answered  -       -       -        -         ending -       -        ended same  answered same     same     -         -         -          ended  -        ending same
        ending    -       -       -        -         -      -       -        ended -     -        -        -        same      same      same       ended  -        ended -
        ended     -       -       -        -         -      -       -        -     -     -        -        -        -         -         -          -      -        - -
      `.replace(/^\s+offered dial/m, 'offered dial'),
    })
  })

  it('L8 hangs up by the cause asked for and keeps it when the gateway confirms', () => {
    const [ending, effects] = stepLeg(states.answered as Leg, { type: 'hang-up', cause: 'rejected' }, 1)
    expect(effects).toContainEqual({
      type: 'gateway',
      command: { type: 'leg.hang-up', legId: 'l1', cause: 'rejected' },
    })
    expect(effects).toContainEqual({ type: 'set-timer', name: 'guard', after: HANG_UP_GUARD_MS })
    const [ended] = stepLeg(ending, { type: 'ended', cause: 'normal', by: 'us', detail: '' }, 2)
    expect(ended).toMatchObject({ state: 'ended', cause: 'rejected' })
  })

  it('L10 passes what was keyed before the ACK came, in its order, after the answer', () => {
    let leg = states.answering as Leg
    for (const digit of '1#') {
      const [next, effects] = stepLeg(leg, { type: 'digit', digit }, 1)
      expect(effects).toEqual([])
      leg = next
    }
    const [answered, effects] = stepLeg(leg, { type: 'answered' }, 2)
    const told = effects.flatMap((effect) =>
      effect.type === 'tell' && effect.machine === 'call' ? [effect.input] : [],
    )
    expect(told).toEqual([
      { type: 'leg.answered', legId: 'l1' },
      { type: 'leg.digit', legId: 'l1', digit: '1' },
      { type: 'leg.digit', legId: 'l1', digit: '#' },
    ])
    expect(answered).not.toHaveProperty('keyed')
  })

  it('L10 keeps so many and no more', () => {
    let leg = states.answering as Leg
    for (let i = 0; i < 100; i++) leg = stepLeg(leg, { type: 'digit', digit: '5' }, 1)[0]
    expect(stepLeg(leg, { type: 'answered' }, 2)[1].filter(({ type }) => type === 'tell')).toHaveLength(33)
  })

  it('L5 ends a dialled leg that nobody answers with no-answer', () => {
    const [ending] = stepLeg(states.opening as Leg, { type: 'timer', name: 'no-answer' }, 1)
    const [, effects] = stepLeg(ending, { type: 'ended', cause: 'cancelled', by: 'us', detail: '' }, 2)
    expect(effects).toContainEqual({
      type: 'tell',
      machine: 'call',
      id: 'c1',
      input: { type: 'leg.ended', legId: 'l1', cause: 'no-answer', by: 'us', detail: '' },
    })
  })

  it('L6 gives a seat leg that does not open the cause seat-lost', () => {
    const seat: Leg = { ...known, state: 'opening', party: { kind: 'seat', agentId: 'a1' } }
    expect(stepLeg(seat, { type: 'timer', name: 'no-answer' }, 1)[0]).toMatchObject({ cause: 'seat-lost' })
  })

  it.each([
    ['opening', { answer: {}, fax: true }],
    ['answering', { answer: null, fax: true }],
  ])('L13 listens to a line leg that was %s once it is answered', (state, order) => {
    const [, effects] = stepLeg(states[state] as Leg, { type: 'answered' }, 1)
    expect(effects).toContainEqual({ type: 'gateway', command: { type: 'leg.analyse', legId: 'l1', ...order } })
  })

  it('L13 does not listen to a seat', () => {
    const seat: Leg = { ...known, state: 'opening', party: { kind: 'seat', agentId: 'a1' } }
    const [, effects] = stepLeg(seat, { type: 'answered' }, 1)
    expect(effects.filter(({ type }) => type === 'gateway')).toEqual([])
  })

  it('L1 a dial says whether the called party may see the number', () => {
    const dial = (withheld: boolean) =>
      stepLeg(newLeg('l1'), { ...(inputs.dial as LegInput & { type: 'dial' }), withheld }, 0)[1][0]
    expect(dial(true)).toMatchObject({ command: { type: 'leg.dial', withheld: true } })
    expect(dial(false)).not.toHaveProperty('command.withheld')
  })
})
