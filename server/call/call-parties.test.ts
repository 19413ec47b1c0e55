import { describe, expect, it } from 'vitest'
import {
  agentId,
  answers,
  B,
  b,
  commands,
  conference,
  consultB,
  consultNumber,
  gone,
  N,
  number,
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
import type { LiveCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { CAMP_MS, MAX_GUESTS, RING_MS } from './guest.ts'

describe('consulting', () => {
  it('P1 a colleague is rung, the customer has music, the agent hears ring-back once it rings', () => {
    const [call, effects] = step(talking, consultB)
    expect(call).toMatchObject({ stage: { name: 'held' }, consulting: B })
    expect(told(effects)).toEqual(['agent a1 holding', 'agent b1 ring'])
    expect(sounds(call)).toEqual({ l1: 'music', 'c1.s1': 'music' })
    expect(sounds(stateAfter(call, rings))).toEqual({ l1: 'music', 'c1.s1': 'ring-back' })
    expect(room(talking, consultB)).toEqual({ customer: '', agent: '' })
  })

  it('P1 a number is dialled; P3 its early sound takes the place of ring-back', () => {
    const [call, effects] = step(talking, consultNumber)
    expect(told(effects)).toContain(`leg ${N} dial`)
    expect(sounds(call)).toEqual({ l1: 'music', 'c1.s1': 'ring-back' })
    const early = stateAfter(call, { type: 'leg.progressed', legId: N, progress: 'early-media' })
    expect(sounds(early)).toEqual({ l1: 'music' })
    expect(room(talking, consultNumber)).toEqual({ customer: '', agent: 'number', number: 'agent' })
  })

  it('P2 one guest is rung at a time, and eight at most', () => {
    const ringing = stateAfter(talking, consultB, rings)
    expect(step(ringing, { type: 'consult', agentId, guest: { ...b, agentId: 'd1' } })).toEqual([ringing, []])
    let full: LiveCall = talking
    for (let i = 0; i < MAX_GUESTS; i++) {
      const who = `x${i}`
      full = stateAfter(
        full,
        { type: 'consult', agentId, guest: { ...b, agentId: who } },
        { type: 'guest.ringing', agentId: who },
        { type: 'guest.answered', agentId: who },
      )
    }
    expect(full.guests).toHaveLength(MAX_GUESTS)
    expect(step(full, consultNumber)).toEqual([full, []])
  })

  it('P4 who answers is heard at once: the leg, the room, no waiting in between', () => {
    const [call, effects] = step(talking, consultB, rings, answers)
    expect(told(effects)).toEqual([`leg ${B} open-seat`, 'agent b1 talking'])
    expect(sounds(call)).toEqual({ l1: 'music' })
    expect(room(talking, consultB, rings, answers)).toEqual({ customer: '', agent: 'b', b: 'agent' })
  })

  it('P6 alternates: the one not spoken with has music', () => {
    const customer = stateAfter(withB, { type: 'speak-with', agentId, legId: null })
    expect(customer).toMatchObject({ stage: { name: 'talking' }, consulting: null })
    expect(sounds(customer)).toEqual({ [B]: 'music' })
    expect(room(withB, { type: 'speak-with', agentId, legId: null })).toEqual({ customer: 'agent', agent: 'customer' })
    const again = stateAfter(customer, { type: 'speak-with', agentId, legId: B })
    expect(again).toMatchObject({ stage: { name: 'held' }, consulting: B })
    expect(sounds(again)).toEqual({ l1: 'music' })
  })

  it('P6 taking the customer back lets go of a guest who still rings', () => {
    const [call, effects] = step(talking, consultB, rings, { type: 'resume', agentId })
    expect(call).toMatchObject({ stage: { name: 'talking' }, guests: [] })
    expect(told(effects)).toContain('agent b1 ring-ended')
  })

  it('P7 a guest who goes leaves the customer on hold until taken back', () => {
    const left = stateAfter(withB, { type: 'hang-up', agentId: 'b1' })
    expect(left).toMatchObject({ stage: { name: 'held' }, guests: [], consulting: null })
    expect(sounds(left)).toEqual({ l1: 'music' })
    expect(stateAfter(left, { type: 'resume', agentId })).toMatchObject({ stage: { name: 'talking' } })
  })

  it.each([
    ['declines', { type: 'guest.declined', agentId: 'b1' }],
    ['is lost', { type: 'guest.lost', agentId: 'b1' }],
    ['does not answer', { type: 'timer', name: 'guest' }],
    ['is let go', { type: 'drop-guest', agentId, legId: B }],
  ] as const)('P7 P13 a guest who %s is free again, the customer still on hold', (_, input) => {
    const [call, effects] = step(talking, consultB, rings, input)
    expect(call).toMatchObject({ stage: { name: 'held' }, guests: [] })
    expect(told(effects)).toContain('agent b1 ring-ended')
  })

  it('P5 a busy colleague is gone at once, or waited for and rung when free', () => {
    const busy: CallInput = { type: 'guest.busy', agentId: 'b1' }
    expect(stateAfter(talking, consultB, busy).guests).toEqual([])
    const camped = stateAfter(talking, { type: 'consult', agentId, guest: { ...b, camp: true } }, busy)
    expect(sounds(camped)).toEqual({ l1: 'music', 'c1.s1': 'music' })
    expect(told(step(camped, { type: 'agent.free', agentId: 'b1' })[1])).toEqual(['agent b1 ring'])
    expect(step(talking, { type: 'consult', agentId, guest: { ...b, camp: true } })[1]).toContainEqual({
      type: 'set-timer',
      name: 'guest',
      after: CAMP_MS,
    })
    expect(step(camped, rings)[1]).toContainEqual({ type: 'set-timer', name: 'guest', after: RING_MS })
  })

  it('P12 hanging up on a guest aside keeps the customer', () => {
    const [call, effects] = step(withB, { type: 'hang-up', agentId })
    expect(call).toMatchObject({ state: 'live', stage: { name: 'held' }, guests: [] })
    expect(told(effects)).toEqual([`leg ${B} hang-up`, 'agent b1 call-ended'])
  })
})

describe('a conference', () => {
  it('P8 all hear each other; a muted one is heard by nobody', () => {
    const all = { customer: 'agent b', agent: 'customer b', b: 'customer agent' }
    expect(room(withB, { type: 'join-guest', agentId, legId: B })).toEqual(all)
    expect(room(conference, { type: 'mute', agentId: 'b1', muted: true })).toEqual({
      customer: 'agent',
      agent: 'customer',
      b: 'customer agent',
    })
  })

  it('P3 the agent steps aside: the others go on, without music', () => {
    const held = stateAfter(conference, { type: 'hold', agentId })
    expect(sounds(held)).toEqual({})
    expect(room(conference, { type: 'hold', agentId })).toEqual({ customer: 'b', b: 'customer', agent: '' })
  })

  it('P12 the agent leaves: the colleague has the call, with the queue’s terms, the agent wraps up', () => {
    const [call, effects] = step(conference, { type: 'hang-up', agentId })
    expect(call).toMatchObject({ lastAgent: 'b1', stage: { part: { agentId: 'b1', seatLeg: B, terms } }, guests: [] })
    expect(effects).toContainEqual(
      expect.objectContaining({ machine: 'agent', id: 'a1', input: expect.objectContaining({ wrapUpMs: 30_000 }) }),
    )
  })

  it('P12 whom the agent alone had goes with him', () => {
    const third = { type: 'consult', agentId, guest: { ...b, agentId: 'd1' } } as const
    const asking = stateAfter(conference, third, { type: 'guest.ringing', agentId: 'd1' })
    const [call, effects] = step(asking, { type: 'seat.given-up', agentId })
    expect(call).toMatchObject({ lastAgent: 'b1', guests: [] })
    expect(told(effects)).toContain('agent d1 ring-ended')
  })

  it('P12 with a number alone it is bridged, and ends with either', () => {
    const joined = stateAfter(withNumber, { type: 'join-guest', agentId, legId: N })
    const bridged = stateAfter(joined, { type: 'hang-up', agentId })
    expect(bridged).toMatchObject({ stage: { name: 'bridged' } })
    expect(recordOf(step(bridged, gone(N))[0])).toMatchObject({ outcome: 'answered' })
    expect(recordOf(step(bridged, gone('l1'))[0])).toMatchObject({ endedBy: 'customer' })
    expect(recordOf(step(bridged, { type: 'timer', name: 'bridge' })[0])).toMatchObject({ endedBy: 'system' })
  })

  it('C13 a seat that is lost leaves the others in it', () => {
    expect(stateAfter(conference, { type: 'seat.given-up', agentId })).toMatchObject({
      stage: { part: { agentId: 'b1' } },
    })
    expect(stateAfter(withB, { type: 'seat.given-up', agentId })).toMatchObject({
      stage: { name: 'queued' },
      guests: [],
    })
  })

  it('C18 the customer’s end is everybody’s', () => {
    const [call, effects] = step(conference, gone('l1'))
    expect(recordOf(call)).toMatchObject({ endedBy: 'customer' })
    expect(told(effects)).toEqual(
      expect.arrayContaining([`leg ${B} hang-up`, 'agent b1 call-ended', 'leg c1.s1 hang-up', 'agent a1 call-ended']),
    )
  })
})

it('only the agent whose call it is may do any of it', () => {
  const acts: CallInput[] = [
    { type: 'consult', agentId: 'b1', guest: number },
    { type: 'join-guest', agentId: 'b1', legId: B },
    { type: 'complete', agentId: 'b1', legId: B, refer: false },
    { type: 'drop-guest', agentId: 'b1', legId: B },
    { type: 'to-queue', agentId: 'b1', queueId: 'care' },
    { type: 'hold', agentId: 'b1' },
  ]
  for (const act of acts) expect(step(withB, act)).toEqual([withB, []])
})

it('C22 what a lost gateway forgot is said again: the room and every player', () => {
  const customer = stateAfter(withB, { type: 'speak-with', agentId, legId: null })
  const [, effects] = step(customer, { type: 'gateway.reconciled', recordings: ['c1.r1'] })
  expect(commands(effects)).toEqual(['room.set'])
  expect(effects.filter(({ type }) => type === 'play')).toMatchObject([{ legId: B, loop: true }])
})
