import { describe, expect, it } from 'vitest'
import { agentId, offered, recordOf, start, stateAfter, step, talking } from '../../tests/harness/party-call.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import { type Call, type LiveCall, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const limits: CallInput = { type: 'limits', limits: { talkMs: 100_000, answerMs: 45_000 } }
const none: CallInput = { type: 'limits', limits: { talkMs: 0, answerMs: 0 } }
const due: CallInput = { type: 'timer', name: 'limit' }
const warning: CallInput = { type: 'timer', name: 'limit-warning' }
const menu = stateAfter(newCall('c1'), offered, limits, { type: 'leg.answered', legId: 'l1' })
const queue = start[2]!
const queued = stateAfter(menu, queue)
const talk = stateAfter(menu, ...start.slice(2))
const held = stateAfter(talk, { type: 'hold', agentId })
const at = (call: Call, now: number, ...inputs: CallInput[]) =>
  inputs.reduce<[Call, { type: string }[]]>(([state], input) => stepCall(state, input, now), [call, []])
const timers = (effects: { type: string }[]) =>
  effects.filter(({ type }) => type === 'set-timer' || type === 'clear-timer')

const handing = stateAfter(talk, { type: 'hand-over', agentId, guest: { kind: 'agent', agentId: 'b1', camp: false } })
const ringing = stateAfter(menu, {
  type: 'flow.ring',
  guest: { kind: 'agent', agentId: 'b1', camp: false },
  ringMs: 9000,
})

describe('limits of a call', () => {
  it('C70-C73 in every stage', () =>
    walkTable<Call, CallInput>({
      step: stepCall,
      states: {
        menu,
        queued,
        ringing,
        talking: talk,
        held,
        handing,
        bridged: { ...talk, stage: { name: 'bridged' }, guests: [] } as LiveCall,
        parked: stateAfter(talk, { type: 'park', agentId, slot: 1 }),
        message: stateAfter(menu, { type: 'flow.message', box: 'service', maxMs: 60_000 }),
        unlimited: talking,
      },
      inputs: { warning, due },
      nameOf: (call) => (call.state === 'ended' ? call.record.cause : call.state === 'live' ? call.stage.name : 'new'),
      rows: `
                   warning  due
        menu       -        -
        queued     -        no-answer
        ringing    -        no-answer
        talking    same     time-limit
        held       -        time-limit
        handing    -        time-limit
        bridged    same     time-limit
        parked     -        time-limit
        message    -        -
        unlimited  same     -
      `.replace(/^\s+/, ''),
    }))

  it('C70 a talk is timed from its beginning, and warned of 30 s before', () => {
    const [, effects] = step(queued, ...start.slice(3))
    expect(timers(effects)).toEqual([
      { type: 'clear-timer', name: 'limit' },
      { type: 'clear-timer', name: 'limit-warning' },
      { type: 'set-timer', name: 'limit', after: 100_000 },
      { type: 'set-timer', name: 'limit-warning', after: 70_000 },
    ])
  })

  it('C70 what is changed counts from where the talk began', () => {
    const longer: CallInput = { type: 'limits', limits: { talkMs: 120_000, answerMs: 0 } }
    expect(timers(at(talk, 80_000, longer)[1]).slice(2)).toEqual([
      { type: 'set-timer', name: 'limit', after: 100_000 },
      { type: 'set-timer', name: 'limit-warning', after: 70_000 },
    ])
    const over: CallInput = { type: 'limits', limits: { talkMs: 5000, answerMs: 0 } }
    expect(timers(at(talk, 80_000, over)[1]).slice(2)).toEqual([{ type: 'set-timer', name: 'limit', after: 0 }])
    expect(timers(at(talk, 80_000, none)[1])).toHaveLength(2)
    expect(at(talk, 80_000, none, due)[0]).toMatchObject({ state: 'live' })
  })

  it('C71 both hear three short tones, and a hold changes nothing of the time', () => {
    const tones = step(talk, warning)[1].flatMap((effect) =>
      effect.type === 'gateway' && effect.command.type === 'player.start' ? [effect.command] : [],
    )
    expect(tones.map(({ legId }) => legId)).toEqual(['l1', 'c1.s1'])
    expect(tones[0]?.items.filter(({ kind }) => kind === 'tone')).toHaveLength(3)
    expect(timers(step(talk, { type: 'hold', agentId })[1])).toEqual([])
  })

  it('C72 the record says so, and that the system did', () => {
    expect(recordOf(step(talk, due)[0])).toMatchObject({ cause: 'time-limit', endedBy: 'system', outcome: 'answered' })
  })

  it('C73 waiting counts from the first that is waited for; a message, or the flow, ends it', () => {
    const [, effects] = step(menu, queue)
    expect(timers(effects)).toEqual([{ type: 'set-timer', name: 'limit', after: 45_000 }])
    const offer: CallInput = { type: 'queue.offered', agentId }
    expect(timers(step(queued, offer)[1])).toEqual([])
    const [back, more] = step(queued, { type: 'queue.left', why: 'timeout' })
    expect(timers(more)).toContainEqual({ type: 'clear-timer', name: 'limit' })
    expect(back).toMatchObject({ stage: { name: 'menu' } })
  })

  it('C73 says nothing of calls out and of colleagues', () => {
    const dialed: CallInput = {
      ...{ type: 'dialed', agentId, lineId: 'trunk', customer: '+8613800138000', to: '13800138000', from: '400' },
      ...{ noAnswerMs: 60_000, wrapUpMs: 0, language: 'zh-CN' },
    }
    const [call, effects] = step(newCall('c2'), dialed, limits)
    expect(timers(effects)).toEqual([])
    const [, more] = step(call, { type: 'leg.answered', legId: 'c2.c1' })
    expect(timers(more)[0]).toEqual({ type: 'set-timer', name: 'limit', after: 100_000 })
  })
})
