import { describe, expect, it } from 'vitest'
import { agentId, recordOf, sounds, stateAfter, step, talking, told } from '../../tests/harness/party-call.ts'
import { flowSample } from '../../tests/harness/samples.ts'
import { type LiveCall, newCall } from './call.ts'
import type { CallInput, ReachedTo } from './call-inputs.ts'

const B = 'b1'
const C = 'c9'
const menu: LiveCall = { ...talking, stage: { name: 'menu' }, inFlow: true, answeredAt: null, recordingId: null }
const seat = `${menu.id}.s${menu.next.seat}`
const aimedAtB = { kind: 'agent', agentId: B, camp: false, aimed: true } as const
const ringB: CallInput = { type: 'flow.ring', guest: aimedAtB, ringMs: 12_000 }
const himself: ReachedTo = { kind: 'agent', agentId: B, via: [], ringMs: 3000 }
const other: ReachedTo = { kind: 'agent', agentId: C, via: [B], ringMs: null }
const number: ReachedTo = {
  ...{ kind: 'number', number: '+8613900139000', to: '13900139000', lineId: 'trunk', from: '400', withheld: false },
  ...{ noAnswerMs: 45_000, diversion: { number: '4008008888', why: 'noAnswer' } },
}
const box: ReachedTo = { kind: 'flow', flow: { ...flowSample(), id: 'box' }, hours: [] }
const reached = (to: ReachedTo | null, legId = seat): CallInput => ({ type: 'reached', legId, to, cause: 'busy' })
const asked = (effects: { type: string }[]) => effects.find(({ type }) => type === 'reach')

describe('a call aimed at a person', () => {
  it('C65 rings nobody before the site has said whom', () => {
    const [aimed, effects] = step(menu, ringB)
    expect(told(effects)).toEqual([])
    expect(asked(effects)).toMatchObject({ agentId: B, legId: seat, failed: null, via: [] })
    const [rung, more] = step(aimed, reached(himself))
    expect(told(more)).toEqual(['agent b1 ring'])
    expect(step(rung, { type: 'guest.ringing', agentId: B })[1]).toContainEqual({
      ...{ type: 'set-timer', name: 'guest', after: 3000 },
    })
  })

  it('C65 another is rung in his place, for as long as the flow says', () => {
    const [rung, effects] = step(stateAfter(menu, ringB), reached(other))
    expect(told(effects)).toEqual(['agent c9 ring'])
    const ringing = stateAfter(rung, { type: 'guest.ringing', agentId: C })
    expect(sounds(ringing)).toEqual({ l1: 'ring-back' })
    const [answered] = step(ringing, { type: 'guest.answered', agentId: C })
    expect(answered).toMatchObject({ lastAgent: C, stage: { name: 'talking', part: { seatLeg: seat } } })
  })

  it.each<[string, CallInput[], string]>([
    [
      'does not answer',
      [
        { type: 'guest.ringing', agentId: B },
        { type: 'timer', name: 'guest' },
      ],
      'noAnswer',
    ],
    [
      'declines',
      [
        { type: 'guest.ringing', agentId: B },
        { type: 'guest.declined', agentId: B },
      ],
      'busy',
    ],
    ['is busy', [{ type: 'guest.busy', agentId: B }], 'busy'],
    ['is lost', [{ type: 'guest.lost', agentId: B }], 'away'],
  ])('C66 one who %s is asked for again, and rings no more', (_, inputs, failed) => {
    const [waiting, effects] = step(stateAfter(menu, ringB, reached(himself), ...inputs.slice(0, -1)), inputs.at(-1)!)
    expect(asked(effects)).toMatchObject({ agentId: B, failed })
    expect(told(effects)).toContain('agent b1 ring-ended')
    const [back] = step(waiting, reached(null))
    expect(back).toMatchObject({ stage: { name: 'menu' }, guests: [], inFlow: true })
  })

  it('C66 who was rung for another is asked for again with whom the call has passed', () => {
    const rung = stateAfter(menu, ringB, reached(other))
    expect(asked(step(rung, { type: 'guest.busy', agentId: C })[1])).toMatchObject({ agentId: C, via: [B] })
  })

  it('C67 a number rings in the guest’s place, told who forwards and why, and has the caller', () => {
    const waiting = stateAfter(
      menu,
      ringB,
      reached(himself),
      { type: 'guest.ringing', agentId: B },
      { type: 'timer', name: 'guest' },
    )
    const [dialled, effects] = step(waiting, reached(number))
    const legId = `${menu.id}.g${menu.next.guest}`
    expect(dialled).toMatchObject({ stage: { name: 'handing-over', to: legId }, guests: [{ legId, state: 'ringing' }] })
    expect(effects).toContainEqual({
      ...{ type: 'tell', machine: 'leg', id: legId },
      input: expect.objectContaining({ type: 'dial', diversion: { number: '4008008888', why: 'noAnswer' } }),
    })
    const [bridged] = step(dialled, { type: 'leg.answered', legId })
    expect(bridged).toMatchObject({ stage: { name: 'bridged' }, inFlow: false })
  })

  it('C67 a box takes the caller out of the flow that rang', () => {
    const [inBox, effects] = step(stateAfter(menu, ringB), reached(box))
    expect(inBox).toMatchObject({ stage: { name: 'menu' }, inFlow: true, guests: [], flow: { id: 'box' } })
    expect(told(effects)).toEqual(['flow-run c1.f1 hang-up'])
    expect(effects).toContainEqual(expect.objectContaining({ type: 'start-flow', id: 'c1.f2' }))
  })

  it('C67 nobody can be consulted in a box; a number can', () => {
    const consulting = stateAfter(talking, { type: 'consult', agentId, guest: aimedAtB })
    expect(step(consulting, reached(box))[0]).toMatchObject({ stage: { name: 'held' }, guests: [], consulting: null })
    const [dialled] = step(consulting, reached(number))
    expect(dialled).toMatchObject({ consulting: 'c1.g1', guests: [{ legId: 'c1.g1' }], stage: { name: 'held' } })
  })
})

describe('a colleague’s call', () => {
  const dialed: CallInput = {
    ...{ type: 'dialed-agent', agentId, callee: B, camp: false, aimed: true, number: '1002', name: 'B' },
    ...{ wrapUpMs: 0, language: 'zh-CN' },
  }
  const dialing = stateAfter(newCall('c1'), dialed)
  const leg = 'c1.s2'

  it('C65 rings whom the site says', () => {
    const [rung, effects] = step(dialing, reached(other, leg))
    expect(told(effects)).toEqual(['agent c9 ring'])
    const [up] = step(rung, { type: 'guest.ringing', agentId: C }, { type: 'guest.answered', agentId: C })
    expect(up).toMatchObject({ callee: { agentId: C, state: 'up' }, customerLeg: leg })
  })

  it('C66 ends when nobody is left to ring', () => {
    const rung = stateAfter(dialing, reached(himself, leg), { type: 'guest.ringing', agentId: B })
    const [waiting, effects] = step(rung, { type: 'timer', name: 'guest' })
    expect(asked(effects)).toMatchObject({ agentId: B, failed: 'noAnswer', legId: leg })
    expect(recordOf(step(waiting, reached(null, leg))[0])).toMatchObject({ cause: 'busy', direction: 'internal' })
  })

  it('C68 has the caller in the customer’s place when it goes to a box or a number', () => {
    const [inBox, effects] = step(dialing, { type: 'leg.answered', legId: 'c1.s1' }, reached(box, leg))
    expect(inBox).toMatchObject({ customerLeg: 'c1.s1', callee: { agentId, state: 'up' }, stage: { name: 'menu' } })
    expect(told(effects)).toEqual(['agent a1 talking'])
    const [dialled] = step(dialing, reached(number, leg))
    expect(sounds(dialled)).toEqual({ 'c1.s1': 'ring-back' })
    const [bridged] = step(dialled, { type: 'leg.answered', legId: 'c1.g1' })
    expect(bridged).toMatchObject({ stage: { name: 'bridged' } })
    expect(recordOf(step(bridged, { type: 'hang-up', agentId })[0])).toMatchObject({ cause: 'normal' })
  })
})
