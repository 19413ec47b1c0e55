import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import { type Agent, canTakeOffer, MAX_WRAP_UP_EXTENSIONS, newAgent, SEAT_GRACE_MS, WARM_MS } from './agent.ts'
import type { AgentInput } from './agent-inputs.ts'
import { stepAgent } from './agent-step.ts'

const here: Agent = { ...newAgent('a1'), presence: 'available', connectionId: 'k1' }
const states: Record<string, Agent> = {
  out: newAgent('a1'),
  idle: here,
  away: { ...here, connectionId: null },
  ready: { ...here, presence: 'not-ready', reason: 'meal' },
  rung: { ...here, activity: { name: 'ringing', since: 1, callId: 'c1', entryId: null, lease: 0 } },
  ringing: { ...here, activity: { name: 'ringing', since: 1, callId: 'c1', entryId: 'c1.q1', lease: 7 } },
  dialing: { ...here, activity: { name: 'dialing', since: 1, callId: 'c1' } },
  talking: { ...here, activity: { name: 'talking', since: 1, callId: 'c1' } },
  holding: { ...here, activity: { name: 'holding', since: 1, callId: 'c1' } },
  two: { ...here, onHold: ['c0'], activity: { name: 'holding', since: 1, callId: 'c1' } },
  lost: { ...here, connectionId: null, awayUntil: 5, activity: { name: 'talking', since: 1, callId: 'c1' } },
  supervising: { ...here, activity: { name: 'supervising', since: 1, callId: 'c1' } },
  wrapUp: {
    ...here,
    activity: { name: 'wrap-up', since: 1, callId: 'c1', until: 120_000, extensions: 0, most: MAX_WRAP_UP_EXTENSIONS },
  },
}
const inputs: Record<string, AgentInput> = {
  signIn: { type: 'sign-in' },
  signOut: { type: 'sign-out' },
  notReady: { type: 'presence', presence: 'not-ready', reason: 'break' },
  seatUp: { type: 'seat.connected', connectionId: 'k2' },
  seatLost: { type: 'seat.lost', connectionId: 'k1' },
  offer: { type: 'offer', callId: 'c1', entryId: 'c1.q1', lease: 7 },
  offerEnded: { type: 'offer-ended', lease: 7, why: 'no-answer', noAnswerLimit: 1 },
  dial: { type: 'dial', callId: 'c1' },
  supervise: { type: 'supervise', callId: 'c1' },
  talk: { type: 'talking', callId: 'c1' },
  hold: { type: 'holding', callId: 'c1' },
  callEnded: { type: 'call-ended', callId: 'c1', wrapUpMs: 30_000 },
  finish: { type: 'finish-wrap-up' },
  extend: { type: 'extend-wrap-up' },
  wrapTimer: { type: 'timer', name: 'wrap-up' },
  grace: { type: 'timer', name: 'grace' },
  ring: { type: 'ring', callId: 'c2' },
  pickUp: { type: 'pick-up', callId: 'c2' },
  ringEnded: { type: 'ring-ended', callId: 'c1' },
}
/** presence/activity/seat, short: A = available, N = not-ready, O = signed out; * = seat away. */
const nameOf = (agent: Agent) =>
  `${{ available: 'A', 'not-ready': 'N', 'signed-out': 'O' }[agent.presence]}.${agent.activity.name}${agent.connectionId ? '' : '*'}`

describe('agent', () => {
  it('A1-A25 does in every state with every input what the table says', () => {
    walkTable({
      step: stepAgent,
      states,
      inputs,
      nameOf,
      rows: `
                    signIn  signOut notReady      seatUp        seatLost       offer     offerEnded dial      supervise     talk      hold       callEnded  finish extend    wrapTimer grace  ring  pickUp  ringEnded
        out         A.idle* -       -             O.idle        -              -         -          -         -             -         -          -          -      -         -         -  O.idle*  -  -
        idle        -       O.idle  N.idle        A.idle        A.idle*        A.ringing -          A.dialing A.supervising -         -          -          -      -         -         -  A.ringing  A.talking  -
        away        -       O.idle* N.idle*       A.idle        -              -         -          -         -             -         -          -          -      -         -         -  A.idle*  -  -
        ready       -       O.idle  N.idle        N.idle        N.idle*        -         -          N.dialing N.supervising -         -          -          -      -         -         -  N.ringing  N.talking  -
        rung        -       O.idle  N.ringing     A.ringing     A.ringing*     -         -          -         -             A.talking A.holding  -          -      -         -         -         same  -  A.idle
        ringing     -       O.idle  N.ringing     A.ringing     A.ringing*     -         N.idle     A.dialing -             A.talking A.holding  -          -      -         -         -  same  -  -
        dialing     -       -       N.dialing     A.dialing     A.dialing*     -         -          -         -             A.talking A.holding  A.idle     -      -         -         -  same  -  -
        talking     -       -       N.talking     A.talking     A.talking*     -         -          A.dialing -             -         A.holding  A.wrap-up  -      -         -         -  same  -  -
        holding     -       -       N.holding     A.holding     A.holding*     -         -          A.dialing -             A.talking -          A.wrap-up  -      -         -         -  same  -  -
        two         -       -       N.holding     A.holding     A.holding*     -         -          A.dialing -             A.talking -          A.holding  -      -         -         -         same  -  -
        lost        -       -       N.talking*    A.talking     -              -         -          A.dialing* -             -         A.holding* A.wrap-up* -      -         -         N.idle*  same  -  -
        supervising -       -       N.supervising A.supervising A.supervising* -         -          -         -             A.talking A.holding  A.wrap-up  -      -         -         -  same  -  -
        wrapUp      -       O.idle  N.wrap-up     A.wrap-up     A.wrap-up*     -         -          -         -             -         -          -          A.idle A.wrap-up A.idle    -  same  -  -
      `,
    })
  })

  it('A1 can take an offer only when available, idle and reachable', () => {
    const able = Object.entries(states).filter(([, agent]) => canTakeOffer(agent))
    expect(able.map(([name]) => name)).toEqual(['idle'])
  })

  it('A5 ignores the end of an offer whose lease has passed', () => {
    const [same] = stepAgent(
      states.ringing as Agent,
      { type: 'offer-ended', lease: 6, why: 'no-answer', noAnswerLimit: 1 },
      9,
    )
    expect(same).toBe(states.ringing)
  })

  it('A6 becomes not-ready only after as many missed offers in a row as the queue allows', () => {
    const miss = { type: 'offer-ended', lease: 7, why: 'no-answer', noAnswerLimit: 2 } as const
    const [once] = stepAgent(states.ringing as Agent, miss, 9)
    expect(once).toMatchObject({ presence: 'available', unanswered: 1 })
    const [twice] = stepAgent({ ...(states.ringing as Agent), unanswered: 1 }, miss, 9)
    expect(twice).toMatchObject({ presence: 'not-ready', reason: 'no-answer' })
  })

  it('A9 waits the grace time for a seat that went away in a call, then gives the call up', () => {
    const [away, effects] = stepAgent(states.talking as Agent, { type: 'seat.lost', connectionId: 'k1' }, 1000)
    expect(away.awayUntil).toBe(1000 + SEAT_GRACE_MS)
    expect(effects).toContainEqual({ type: 'set-timer', name: 'grace', after: SEAT_GRACE_MS })
    const [, given] = stepAgent(away, { type: 'timer', name: 'grace' }, 21_000)
    expect(given).toEqual([
      { type: 'tell', machine: 'call', id: 'c1', input: { type: 'seat.given-up', agentId: 'a1' } },
    ])
  })

  it('A10 does not mistake the loss of a replaced connection for the loss of the seat', () => {
    const [same] = stepAgent(states.talking as Agent, { type: 'seat.lost', connectionId: 'older' }, 1)
    expect(same).toBe(states.talking)
  })

  it('A12 goes straight to idle when the call was never answered or the queue has no wrap-up', () => {
    const ended = { type: 'call-ended', callId: 'c1', wrapUpMs: 0 } as const
    expect(stepAgent(states.talking as Agent, ended, 1)[0].activity.name).toBe('idle')
  })

  it('A14 extends wrap-up a bounded number of times', () => {
    let agent = states.wrapUp as Agent
    for (let i = 0; i < MAX_WRAP_UP_EXTENSIONS; i++) agent = stepAgent(agent, { type: 'extend-wrap-up' }, 100_000)[0]
    const [same, effects] = stepAgent(agent, { type: 'extend-wrap-up' }, 100_000)
    expect(same).toBe(agent)
    expect(effects).toEqual([])
  })

  it('A14 lengthens wrap-up only as often as the queue allows', () => {
    const ended = { type: 'call-ended', callId: 'c1', wrapUpMs: 30_000, extensions: 0 } as const
    const [fixed] = stepAgent(states.talking as Agent, ended, 1)
    expect(stepAgent(fixed, { type: 'extend-wrap-up' }, 2)[0]).toBe(fixed)
  })

  it('A18 becomes not-ready after as many declined offers in a row as the queue allows', () => {
    const no = { type: 'offer-ended', lease: 7, why: 'declined', noAnswerLimit: 1, declineLimit: 2 } as const
    const [once] = stepAgent(states.ringing as Agent, no, 9)
    expect(once).toMatchObject({ presence: 'available', declined: 1, unanswered: 0 })
    const [twice] = stepAgent({ ...(states.ringing as Agent), declined: 1 }, no, 9)
    expect(twice).toMatchObject({ presence: 'not-ready', reason: 'declined' })
    const [never] = stepAgent({ ...(states.ringing as Agent), declined: 8 }, { ...no, declineLimit: 0 }, 9)
    expect(never.presence).toBe('available')
  })

  it('A15 remembers when it signed in, and a break does not change that', () => {
    const [here] = stepAgent(states.out as Agent, { type: 'sign-in' }, 500)
    expect(here.signedInAt).toBe(500)
    const [back] = stepAgent(here, { type: 'presence', presence: 'not-ready', reason: 'meal' }, 900)
    expect(back.signedInAt).toBe(500)
  })

  it('A17 wakes the seat with every offer that it can take, and with no other', () => {
    const [, effects] = stepAgent(states.idle as Agent, inputs.offer as AgentInput, 1)
    expect(effects).toEqual([{ type: 'gateway', command: { type: 'seat.warm', seatId: 'a1', ms: WARM_MS } }])
    expect(stepAgent(states.talking as Agent, inputs.offer as AgentInput, 1)[1]).toEqual([])
  })

  it('A24 do-not-disturb keeps colleagues off; an override gets past it, not past super; the queues are not asked', () => {
    const ring = (level: 'off' | 'on' | 'super', override: boolean) => {
      const quiet = stepAgent(here, { type: 'do-not-disturb', level }, 1)[0]
      expect(canTakeOffer(quiet)).toBe(true)
      return stepAgent(quiet, { type: 'ring', callId: 'c2', override }, 2)[0].activity.name
    }
    expect([ring('off', false), ring('on', false), ring('on', true), ring('super', true)]).toEqual([
      'ringing',
      'idle',
      'ringing',
      'idle',
    ])
  })
})
