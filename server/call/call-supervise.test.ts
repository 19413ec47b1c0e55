import { describe, expect, it } from 'vitest'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import type { Effect } from '../machine/effects.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput, Supervisor } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const terms = { id: 'service', priority: 0, wrapUpMs: 30_000, music: 'music' }
const agentId = 'a1'
const start: CallInput[] = [
  {
    type: 'offered',
    legId: 'l1',
    lineId: 'trunk',
    did: '4008008888',
    customer: '+8613800138000',
    customerName: '',
    flow: flowSample(),
    hours: [hoursSample()],
  },
  { type: 'leg.answered', legId: 'l1' },
  { type: 'flow.queue', queue: queueSample(), language: 'zh-CN' },
  { type: 'queue.offered', agentId },
  { type: 'queue.accepted', agentId, terms },
  { type: 'leg.answered', legId: 'c1.s1' },
]
const by = (mode: Supervisor['mode']): CallInput => ({
  type: 'supervised',
  supervisor: { agentId: 'b1', legId: 'c1.s2', mode },
})
const step = (call: Call, ...inputs: CallInput[]): [Call, Effect[]] =>
  inputs.reduce<[Call, Effect[]]>(([state], input) => stepCall(state, input, 60_000), [call, []])
const talking = step(newCall('c1'), ...start)[0]

/** Who hears whom after the last input, e.g. { customer: 'agent' }. */
function room(effects: Effect[]): Record<string, string> {
  const names: Record<string, string> = { l1: 'customer', 'c1.s1': 'agent', 'c1.s2': 'supervisor' }
  for (const effect of effects)
    if (effect.type === 'gateway' && effect.command.type === 'room.set')
      return Object.fromEntries(
        effect.command.members.map(({ legId, hears }) => [names[legId], hears.map((id) => names[id]).join(' ')]),
      )
  return {}
}
const told = (effects: Effect[]) =>
  effects.map((effect) =>
    effect.type === 'tell'
      ? `${effect.machine} ${effect.id} ${effect.input.type}`
      : effect.type === 'gateway'
        ? effect.command.type
        : effect.type,
  )

describe('a supervised call', () => {
  it.each([
    ['listen', 'agent', 'customer'],
    ['whisper', 'agent', 'customer supervisor'],
    ['barge', 'agent supervisor', 'customer supervisor'],
  ] as const)('C29 %s: the customer hears %s, the agent %s, the supervisor both', (mode, customer, agent) => {
    const [, effects] = step(talking, by(mode))
    expect(room(effects)).toEqual({ customer, agent, supervisor: 'customer agent' })
  })

  it('C29 stays supervised through mute, hold and resume; nobody reaches a customer on hold', () => {
    const barged = step(talking, by('barge'))[0]
    const [muted, quiet] = step(barged, { type: 'mute', agentId, muted: true })
    expect(room(quiet)).toEqual({ customer: 'supervisor', agent: 'customer supervisor', supervisor: 'customer' })
    const [held, parked] = step(muted, { type: 'hold', agentId })
    expect(room(parked)).toEqual({ customer: '', agent: 'supervisor', supervisor: 'customer agent' })
    expect(room(step(held, { type: 'gateway.reconciled', recordings: [] })[1])).toEqual(room(parked))
    const back = { customer: 'agent supervisor', agent: 'customer supervisor', supervisor: 'customer agent' }
    expect(room(step(held, { type: 'resume', agentId })[1])).toEqual(back)
  })

  it('C29 without the supervisor is the room of two again', () => {
    const whispered = step(talking, by('whisper'))[0]
    const [, effects] = step(whispered, { type: 'supervised', supervisor: null })
    expect(room(effects)).toEqual({ customer: 'agent', agent: 'customer' })
  })

  it('C29 ends with the agent’s part, and with the call', () => {
    const barged = step(talking, by('barge'))[0]
    const gone: CallInput = { type: 'leg.ended', legId: 'c1.s1', cause: 'seat-lost', by: 'them', detail: '' }
    const [queued, lost] = step(barged, gone)
    expect(told(lost)).toContain('supervision c1 call-ended')
    expect(queued).toMatchObject({ supervisor: null, stage: { name: 'queued' } })
    expect(told(step(barged, { type: 'hang-up', agentId })[1])).toContain('supervision c1 call-ended')
    expect(told(step(queued, by('listen'))[1])).toEqual(['supervision c1 call-ended'])
  })

  it('C29 tells the supervision what became of its leg and seat', () => {
    const listened = step(talking, by('listen'))[0]
    expect(told(step(listened, { type: 'leg.answered', legId: 'c1.s2' })[1])).toEqual(['supervision c1 leg.answered'])
    const gone: CallInput = { type: 'leg.ended', legId: 'c1.s2', cause: 'normal', by: 'them', detail: '' }
    expect(told(step(listened, gone)[1])).toEqual(['supervision c1 leg.ended'])
    expect(told(step(listened, { type: 'seat.given-up', agentId: 'b1' })[1])).toEqual(['supervision c1 leave'])
  })

  it('C30 take-over: the agent leaves and is free, nothing is said to the customer’s leg', () => {
    const [call, effects] = step(talking, by('listen'), { type: 'take-over' })
    expect(call).toMatchObject({ supervisor: null, lastAgent: 'b1' })
    expect(call).toMatchObject({ stage: { name: 'talking', part: { agentId: 'b1', seatLeg: 'c1.s2', terms } } })
    expect(room(effects)).toEqual({ customer: 'supervisor', supervisor: 'customer' })
    const rest = ['agent a1 call-ended', 'agent b1 talking', 'supervision c1 taken-over']
    expect(told(effects)).toEqual(['leg c1.s1 hang-up', 'room.set', ...rest])
    expect(effects).not.toContainEqual(expect.objectContaining({ machine: 'leg', id: 'l1' }))
    const [, late] = step(call, { type: 'leg.ended', legId: 'c1.s1', cause: 'normal', by: 'us', detail: '' })
    expect(late).toEqual([])
  })

  it('C30 take-over of a held call ends the hold; without a supervisor it is nothing', () => {
    const [, effects] = step(talking, by('listen'), { type: 'hold', agentId }, { type: 'take-over' })
    expect(told(effects).slice(0, 4)).toEqual(['player.stop', 'leg.hold', 'leg c1.s1 hang-up', 'room.set'])
    expect(step(talking, { type: 'take-over' })).toEqual([talking, []])
  })

  it('C31 force-hang-up ends a call of an agent, and no other', () => {
    const [ended] = step(talking, { type: 'force-hang-up', agentId: 'b1' })
    expect(ended).toMatchObject({ state: 'ended', record: { endedBy: 'system', cause: 'normal', agentId: 'a1' } })
    const waiting = step(newCall('c1'), ...start.slice(0, 4))[0]
    expect(step(waiting, { type: 'force-hang-up', agentId: 'b1' })).toEqual([waiting, []])
  })

  it('C47 an announced one is told of by a tone to all who talk: when he comes, and when he begins to be heard', () => {
    const announced = (mode: Supervisor['mode']): CallInput => ({
      type: 'supervised',
      supervisor: { agentId: 'b1', legId: 'c1.s2', mode, announced: true },
    })
    const tones = (effects: Effect[]) =>
      effects.flatMap((effect) =>
        effect.type === 'gateway' && effect.command.type === 'player.start'
          ? [[effect.command.playerId, effect.command.legId, effect.command.items[0]]]
          : [],
      )
    const tone = { kind: 'tone', hz: [450], ms: 200 }
    const [listening, first] = step(talking, announced('listen'))
    const [barging, second] = step(listening, announced('barge'))
    const legs = (effects: Effect[]) => tones(effects).map(([, legId, item]) => [legId, item])
    expect(legs(first)).toEqual([
      ['l1', tone],
      ['c1.s1', tone],
    ])
    expect(legs(second)).toEqual(legs(first))
    const ids = [...tones(first), ...tones(second)].map(([id]) => id)
    expect(new Set(ids).size).toBe(4)
    expect(tones(step(barging, announced('barge'))[1])).toEqual([])
    expect(tones(step(talking, by('barge'))[1])).toEqual([])
    const held = step(talking, { type: 'hold', agentId })[0]
    expect(legs(step(held, announced('barge'))[1])).toEqual([])
  })
})
