import { describe, expect, it } from 'vitest'
import {
  agentId,
  commands,
  gone,
  recordOf,
  room,
  sounds,
  start,
  stateAfter,
  step,
  terms,
  told,
} from '../../tests/harness/party-call.ts'
import { queueSample } from '../../tests/harness/samples.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { termsOf } from '../queue/entry-offer.ts'
import type { QueueTerms } from '../queue/queue-inputs.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'
import { spokenAgent } from './introduce.ts'

type Introduction = NonNullable<QueueTerms['introduction']>
const NOTHING: Introduction = { whisper: null, agentNumber: false, agentName: false, greeting: null }
const accepts = (said: Partial<Introduction>): CallInput => ({
  type: 'queue.accepted',
  agentId,
  terms: { ...terms, introduction: { ...NOTHING, ...said } },
})
const ringing = stateAfter(newCall('c1'), ...start.slice(0, 4))
const seatUp: CallInput = { type: 'leg.answered', legId: 'c1.s1' }
const finished = (player: number): CallInput => ({ type: 'player.finished', playerId: `call:c1:${player}` })
/** The agent's player is the first of the call, the customer's the second. */
const whisperHeard = finished(1)
const numberHeard = finished(2)
const all = accepts({ whisper: 'care', agentNumber: true, greeting: 'welcome' })
const both = stateAfter(ringing, all, seatUp)
const limit: CallInput = { type: 'timer', name: 'introduction' }
const reconciled = (...players: number[]): CallInput => ({
  type: 'gateway.reconciled',
  recordings: [],
  players: players.map((player) => `call:c1:${player}`),
})
const said = (effects: Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'play' || effect.type === 'introduce' || effect.type === 'whisper'
      ? [{ [effect.legId]: effect.prompts }]
      : [],
  )
const timers = (effects: Effect[]) => effects.flatMap((effect) => (effect.type.endsWith('timer') ? [effect] : []))

describe('what agent and customer hear before they are joined', () => {
  const inputs = {
    whisperHeard,
    numberHeard,
    otherHeard: finished(9),
    seatUp,
    limit,
    gone: gone('l1'),
    seatGone: gone('c1.s1'),
    givenUp: { type: 'seat.given-up', agentId },
    hangUp: { type: 'hang-up', agentId },
    hold: { type: 'hold', agentId },
    playing: reconciled(1, 2),
    notPlaying: reconciled(),
    away: { type: 'seat.away', agentId },
    back: { type: 'seat.back', agentId },
  } satisfies Record<string, CallInput>
  const nameOf = (call: Call) => {
    if (call.state !== 'live') return call.state
    if (call.stage.name === 'talking' && call.stage.away) return 'talking*'
    if (call.stage.name !== 'connecting') return call.stage.name
    const { introduction, away } = call.stage
    return (introduction ? `hearing-${introduction.toHear.length}` : 'joined') + (away ? '*' : '')
  }

  it('C32-C35 does in every state with every input what the table says', () => {
    walkTable<Call, CallInput>({
      step: stepCall,
      states: {
        unopened: stateAfter(ringing, all),
        both,
        agent: stateAfter(both, numberHeard),
        customer: stateAfter(both, whisperHeard),
        joined: stateAfter(ringing, all, whisperHeard, numberHeard),
        lost: stateAfter(both, whisperHeard, { type: 'seat.away', agentId }),
      },
      inputs,
      nameOf,
      rows: `
                 whisperHeard numberHeard otherHeard seatUp    limit    gone  seatGone givenUp hangUp hold playing notPlaying away       back
        unopened hearing-1    hearing-1   -          hearing-2 joined   ended queued   queued  ended  -    same    joined     hearing-2* -
        both     hearing-1    hearing-1   -          -         talking  ended queued   queued  ended  -    same    talking    hearing-2* -
        agent    talking      -           -          -         talking  ended queued   queued  ended  -    same    talking    hearing-1* -
        customer -            talking     -          -         talking  ended queued   queued  ended  -    same    talking    hearing-1* -
        joined   -            -           -          talking   -        ended queued   queued  ended  -    same    same       joined*    -
        lost     -            talking*    -          -         talking* ended queued   queued  ended  -    same    talking*   -          hearing-1
      `,
    })
  })

  it.each([
    [
      'a whisper',
      { whisper: 'care' },
      [{ 'c1.s1': ['care'] }, { l1: ['music'] }],
      { 'c1.s1': 'introduction', l1: 'waiting' },
    ],
    ['a number', { agentNumber: true }, [{ l1: [] }], { l1: 'introduction' }],
    ['a greeting', { greeting: 'welcome' }, [{ l1: ['welcome'] }], { l1: 'introduction' }],
    [
      'all',
      { whisper: 'care', agentNumber: true, greeting: 'welcome' },
      [{ 'c1.s1': ['care'] }, { l1: ['welcome'] }],
      { 'c1.s1': 'introduction', l1: 'introduction' },
    ],
  ] as const)('C32 %s is heard by the one it is for, and nobody hears anybody', (_what, introduction, prompts, heard) => {
    const [call, effects] = step(ringing, accepts(introduction))
    expect(said(effects)).toEqual(prompts)
    expect(sounds(call)).toEqual(heard)
    expect(room(ringing, accepts(introduction))).toEqual({ customer: '', agent: '' })
    expect(timers(effects)).toEqual([{ type: 'set-timer', name: 'introduction', after: 15_000 }])
  })

  it('C32 the number is that of the agent who took the call, looked up when it is said', () => {
    const [, effects] = step(ringing, all)
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'introduce', legId: 'l1', agentId, language: 'zh-CN', prompts: ['welcome'] }),
    )
    const number = ['agent-number', 'digit-8', 'digit-0', 'digit-0', 'digit-1']
    const recorded = 'agent-name-a1'
    expect(spokenAgent('8001', { number: true, name: null }, 'zh-CN')).toEqual([...number, 'agent-service'])
    expect(spokenAgent('8001', { number: false, name: recorded }, 'zh-CN')).toEqual([recorded, 'agent-service'])
    expect(spokenAgent('8001', { number: true, name: recorded }, 'zh-CN')).toEqual([
      ...number,
      recorded,
      'agent-service',
    ])
    expect(spokenAgent('8001', { number: false, name: null }, 'zh-CN')).toEqual([...number, 'agent-service'])
    expect(spokenAgent('', { number: true, name: null }, 'zh-CN')).toEqual([])
  })

  it('C32 the customer hears his in the language of the call, the agent the whisper in his own', () => {
    const english = stateAfter(newCall('c1'), ...start.slice(0, 2), {
      type: 'flow.queue',
      queue: queueSample(),
      language: 'en',
    })
    const [, effects] = step(english, { type: 'queue.offered', agentId }, all)
    const whisper = { type: 'whisper', legId: 'c1.s1', agentId, language: 'en', prompts: ['care'] }
    expect(effects).toContainEqual(expect.objectContaining(whisper))
    expect(effects).toContainEqual(expect.objectContaining({ type: 'introduce', legId: 'l1', language: 'en' }))
  })

  it('C32 a queue hands on what it says, and nothing where it says nothing', () => {
    expect(termsOf(queueSample())).not.toHaveProperty('introduction')
    expect(termsOf(queueSample({ greeting: 'welcome' }))).toMatchObject({
      introduction: { ...NOTHING, greeting: 'welcome' },
    })
  })

  it('C10 a queue that says nothing joins the two at once', () => {
    expect(room(ringing, { type: 'queue.accepted', agentId, terms })).toEqual({ customer: 'agent', agent: 'customer' })
    expect(sounds(stateAfter(ringing, { type: 'queue.accepted', agentId, terms }))).toEqual({})
  })

  it('C32 who has heard his own waits with music, and is not told that he is on hold', () => {
    const [call, effects] = step(both, numberHeard)
    expect(sounds(call)).toEqual({ 'c1.s1': 'introduction', l1: 'waiting' })
    expect(commands(effects)).not.toContain('leg.hold')
  })

  it('C33, C11 the longer one decides when they hear each other and the recording begins', () => {
    const agentWaits = stateAfter(both, whisperHeard)
    expect(agentWaits).toMatchObject({ recordingId: null, answeredAt: null })
    const [call, effects] = step(agentWaits, numberHeard)
    expect(room(agentWaits, numberHeard)).toEqual({ customer: 'agent', agent: 'customer' })
    expect(effects).toContainEqual(expect.objectContaining({ type: 'open-recording', recordingId: 'c1.r1' }))
    expect(timers(effects)).toEqual([{ type: 'clear-timer', name: 'introduction' }])
    expect(sounds(call)).toEqual({})
  })

  it('C34 cuts short what is longer than the limit', () => {
    const [call, effects] = step(both, limit)
    expect(commands(effects).filter((type) => type === 'player.stop')).toHaveLength(2)
    expect(room(both, limit)).toEqual({ customer: 'agent', agent: 'customer' })
    expect(sounds(call)).toEqual({})
  })

  it('C34 says nothing again that a reconnected gateway plays, and nothing that it lost', () => {
    expect(said(step(both, reconciled(1, 2))[1])).toEqual([])
    const [call, effects] = step(both, reconciled(2))
    expect(said(effects).flatMap((prompts) => Object.keys(prompts))).not.toContain('c1.s1')
    expect(sounds(call)).toEqual({ l1: 'introduction' })
    const [talking, joined] = step(both, reconciled())
    expect(said(joined)).toEqual([])
    expect(sounds(talking)).toEqual({})
  })

  it('C20 what is heard before counts as ringing', () => {
    const call = stateAfter(both, whisperHeard, numberHeard, { type: 'hang-up', agentId })
    expect(recordOf(call)).toMatchObject({ outcome: 'answered' })
    const [early] = stepCall(stepCall(ringing, all, 60_000)[0], gone('l1'), 67_000)
    expect(recordOf(early)).toMatchObject({ outcome: 'abandoned', ringMs: 7000, talkMs: 0, answeredAt: null })
  })

  it('C34 a lost seat gives the caller back, and the next agent is introduced anew', () => {
    const [queued, effects] = step(both, { type: 'seat.given-up', agentId })
    expect(timers(effects)).toEqual([{ type: 'clear-timer', name: 'introduction' }])
    expect(told(effects)).toContain('agent a1 call-ended')
    expect(sounds(queued)).toEqual({})
    const next = { ...all, agentId: 'a2' } as CallInput
    expect(step(queued, { type: 'queue.offered', agentId: 'a2' }, next)[1]).toContainEqual(
      expect.objectContaining({ type: 'introduce', agentId: 'a2' }),
    )
  })

  it('C32 a supervisor who listens in is not heard by the customer yet', () => {
    const supervisor = { agentId: 's1', legId: 'c1.v1', mode: 'barge' } as const
    const [, effects] = step(both, { type: 'supervised', supervisor })
    const set = effects.find((effect) => effect.type === 'gateway' && effect.command.type === 'room.set')
    expect(set).toMatchObject({
      command: { members: [{ legId: 'l1', hears: [] }, { legId: 'c1.s1', hears: ['c1.v1'] }, { legId: 'c1.v1' }] },
    })
  })
})
