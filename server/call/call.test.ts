import { describe, expect, it } from 'vitest'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { CallInput, CallRecord, Effect } from '../machine/inputs.ts'
import { type Call, newCall } from './call.ts'
import { stepCall } from './call-step.ts'

const offered: CallInput = {
  type: 'offered',
  legId: 'l1',
  lineId: 'trunk',
  did: '4008008888',
  customer: '+8613800138000',
  customerName: '',
  flow: flowSample(),
  hours: [hoursSample()],
}
const dialed: CallInput = {
  type: 'dialed',
  agentId: 'a1',
  lineId: 'trunk',
  customer: '+8613800138000',
  to: '13800138000',
  from: '4008008888',
  noAnswerMs: 60_000,
  wrapUpMs: 15_000,
  language: 'zh-CN',
}
const terms = { id: 'service', priority: 0, wrapUpMs: 30_000, music: 'music' }
const ended = (legId: string): CallInput => ({ type: 'leg.ended', legId, cause: 'normal', by: 'them', detail: '' })

const inputs = {
  offered,
  dialed,
  customerUp: { type: 'leg.answered', legId: 'l1' },
  seatUp: { type: 'leg.answered', legId: 'c1.s1' },
  customerGone: ended('l1'),
  calledGone: ended('c1.c1'),
  seatGone: ended('c1.s1'),
  one: { type: 'leg.digit', legId: 'l1', digit: '1' },
  hash: { type: 'leg.digit', legId: 'l1', digit: '#' },
  toQueue: { type: 'flow.queue', queue: queueSample(), language: 'zh-CN' },
  toMessage: { type: 'flow.message', box: 'service', maxMs: 60_000 },
  flowEnded: { type: 'flow.ended' },
  offeredTo: { type: 'queue.offered', agentId: 'a1' },
  offerEnded: { type: 'queue.offer-ended', agentId: 'a1', why: 'no-answer' },
  accepted: { type: 'queue.accepted', agentId: 'a1', terms },
  left: { type: 'queue.left', why: 'timeout' },
  hangUp: { type: 'hang-up', agentId: 'a1' },
  foreign: { type: 'hang-up', agentId: 'a2' },
  hold: { type: 'hold', agentId: 'a1' },
  resume: { type: 'resume', agentId: 'a1' },
  mute: { type: 'mute', agentId: 'a1', muted: true },
  digits: { type: 'digits', agentId: 'a1', digits: '12' },
  away: { type: 'seat.away', agentId: 'a1' },
  givenUp: { type: 'seat.given-up', agentId: 'a1' },
  again: { type: 'gateway.reconciled', recordings: [] },
  timer: { type: 'timer', name: 'message' },
  record: { type: 'record', agentId: 'a1', keeping: 'pause' },
} satisfies Record<string, CallInput>

function walk(call: Call, ...names: (keyof typeof inputs)[]): Call {
  return names.reduce((state, name, i) => stepCall(state, inputs[name], (i + 1) * 1000)[0], call)
}
const answering = stepCall(newCall('c1'), offered, 0)[0]
const menu = walk(answering, 'customerUp')
const queued = walk(menu, 'toQueue')
const ringing = walk(queued, 'offeredTo')
const connecting = walk(ringing, 'accepted')
const talking = walk(connecting, 'seatUp')
const states: Record<string, Call> = {
  new: newCall('c1'),
  answering,
  menu,
  queued,
  ringing,
  connecting,
  talking,
  held: walk(talking, 'hold'),
  message: walk(menu, 'toMessage'),
  dialing: stepCall(newCall('c1'), dialed, 0)[0],
  ended: walk(menu, 'customerGone'),
}
const nameOf = (call: Call) => {
  if (call.state !== 'live') return call.state
  const { stage } = call
  return stage.name === 'queued' && stage.offeredTo !== null ? 'ringing' : stage.name
}
const commands = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'gateway' ? [effect.command.type] : []))
const recordIn = (effects: Effect[]): CallRecord | undefined =>
  effects.flatMap((effect) => (effect.type === 'record' ? [effect.record] : []))[0]

describe('call', () => {
  it('C1-C23 does in every state with every input what the table says', () => {
    walkTable({
      step: stepCall,
      states,
      inputs: inputs as Record<string, CallInput>,
      nameOf,
      rows: `
        offered    dialed    customerUp seatUp  customerGone calledGone seatGone one    hash toQueue toMessage flowEnded offeredTo offerEnded accepted   left hangUp foreign hold resume  mute    digits away    givenUp again timer record
        new        answering dialing    -       -            -          -        -      -    -       -         -         -         -          -          -    -      -       -    -       -       -      -       -       -     -     -     -
        answering  -         -          menu    -            ended      -        -      -    -       -         -         -         -          -          -    -      -       -    -       -       -      -       -       -     -     -     -
        menu       -         -          -       -            ended      -        -      same same    queued    message   ended     -          -          -    -      -       -    -       -       -      -       -       -     -     -     -
        queued     -         -          -       -            ended      -        -      -    -       -         -         -         ringing    queued     connecting menu -      -    -       -       -      -       -       -     -     -     -
        ringing    -         -          -       -            ended      -        -      -    -       -         -         -         ringing    queued     connecting menu -      -    -       -       -      -       -       -     -     -     -
        connecting -         -          -       talking      ended      -        queued -    -       -         -         -         -          -          -    -      ended   -    -       -       -      -       -       queued same  -     -
        talking    -         -          -       -            ended      -        queued -    -       -         -         -         -          -          -    -      ended   -    held    -       talking same  talking queued same  -     talking
        held       -         -          -       -            ended      -        queued -    -       -         -         -         -          -          -    -      ended   -    -       talking -      -       held    queued same  -     held
        message    -         -          -       -            ended      -        -      -    menu    -         -         -         -          -          -    -      -       -    -       -       -      -       -       -     same  menu     -
        dialing    -         -          -       dialing      -          ended    ended  -    -       -         -         -         -          -          -    -      ended   -    -       -       -      -       -       ended same  -     -
        ended      -         -          -       -            -          -        -      -    -       -         -         -         -          -          -    -      -       -    -       -       -      -       -       -     -     -     -
      `,
    })
  })

  it('C2 refuses a number that nobody configured, and still writes its record', () => {
    const [call, effects] = stepCall(newCall('c1'), { ...offered, flow: null }, 0)
    expect(call.state).toBe('ended')
    expect(recordIn(effects)).toMatchObject({ outcome: 'refused', cause: 'unknown-number' })
  })

  it('C10 joins the two at the click: seat opened, then room, no waiting in between', () => {
    const [, effects] = stepCall(ringing, inputs.accepted, 9000)
    const order = effects.map((effect) => (effect.type === 'tell' ? effect.input.type : effect.type))
    expect(order).toEqual(['hang-up', 'talking', 'open-seat', 'gateway'])
  })

  it('C11 records from the moment they talk, once, also across a seat that came and went', () => {
    const [, effects] = stepCall(connecting, inputs.seatUp, 9000)
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'open-recording', recordingId: 'c1.r1', kind: 'call' }),
    )
    const back = walk(talking, 'givenUp', 'offeredTo', 'accepted')
    const [, second] = stepCall(back, { type: 'leg.answered', legId: 'c1.s2' }, 9000)
    expect(second.map((effect) => effect.type)).not.toContain('open-recording')
  })

  it('C23 pauses, masks and resumes the recording of one’s own call, and tells again what a lost gateway forgot', () => {
    const commandOf = (call: Call, keeping: 'keep' | 'pause' | 'mask', agentId = 'a1') => {
      const [next, effects] = stepCall(call, { type: 'record', agentId, keeping }, 9000)
      return { next, command: effects.flatMap((effect) => (effect.type === 'gateway' ? [effect.command] : [])) }
    }
    const paused = commandOf(talking, 'pause')
    expect(paused.command).toEqual([{ type: 'recording.pause', recordingId: 'c1.r1', mode: 'pause' }])
    const masked = commandOf(paused.next, 'mask')
    expect(masked.command).toEqual([{ type: 'recording.pause', recordingId: 'c1.r1', mode: 'mask' }])
    expect(commandOf(masked.next, 'keep').command).toEqual([{ type: 'recording.resume', recordingId: 'c1.r1' }])
    for (const nothing of [
      commandOf(talking, 'keep'),
      commandOf(masked.next, 'mask'),
      commandOf(talking, 'pause', 'a2'),
    ])
      expect(nothing.command).toEqual([])
    const [, again] = stepCall(masked.next, inputs.again, 9000)
    expect(commands(again)).toEqual(['room.set', 'recording.start', 'recording.pause'])
  })

  it('C23 the next agent’s part is recorded again', () => {
    const paused = walk(talking, 'record')
    const [queuedAgain, effects] = stepCall(paused, inputs.givenUp, 9000)
    expect(commands(effects)).toContain('recording.resume')
    expect(queuedAgain).toMatchObject({ recordingGap: null })
  })

  it('C12 holds with music and nobody hearing anybody, and joins again', () => {
    const [held, effects] = stepCall(talking, inputs.hold, 9000)
    expect(effects).toContainEqual({
      type: 'gateway',
      command: {
        type: 'room.set',
        roomId: 'c1',
        members: [
          { legId: 'l1', hears: [] },
          { legId: 'c1.s1', hears: [] },
        ],
      },
    })
    expect(commands(stepCall(held, inputs.resume, 9500)[1])).toEqual(['player.stop', 'room.set'])
  })

  it('C13 puts the customer back at the head of the queue with the time already waited', () => {
    const [, effects] = stepCall(talking, inputs.givenUp, 9000)
    expect(effects).toContainEqual(expect.objectContaining({ type: 'requeue', queueId: 'service', enteredAt: 1000 }))
  })

  it('C14 ends a call that no queue gave when its seat is gone', () => {
    const outbound = walk(states.dialing as Call, 'seatUp')
    const [, effects] = stepCall(outbound, inputs.givenUp, 9000)
    expect(recordIn(effects)).toMatchObject({ cause: 'seat-lost', endedBy: 'system' })
  })

  it.each([
    ['menu', 'customerGone', 'menu-only', 'customer'],
    ['queued', 'customerGone', 'abandoned', 'customer'],
    ['ringing', 'customerGone', 'abandoned', 'customer'],
    ['talking', 'customerGone', 'answered', 'customer'],
    ['talking', 'hangUp', 'answered', 'agent'],
    ['dialing', 'calledGone', 'failed', 'customer'],
    ['dialing', 'hangUp', 'abandoned', 'agent'],
  ] as const)('C21 a call ended in %s by %s is %s', (state, input, outcome, endedBy) => {
    const [, effects] = stepCall(states[state] as Call, inputs[input], 60_000)
    expect(recordIn(effects)).toMatchObject({ outcome, endedBy })
  })

  it('C16 counts a message only when somebody spoke for a second', () => {
    const message = states.message as Call
    expect(recordIn(stepCall(message, inputs.customerGone, 1500)[1])?.outcome).toBe('menu-only')
    expect(recordIn(stepCall(message, inputs.customerGone, 3000)[1])?.outcome).toBe('message')
  })

  it('C20 durations of the phases add up to the whole', () => {
    const [, effects] = stepCall(walk(talking, 'hold', 'resume'), inputs.customerGone, 77_000)
    const record = recordIn(effects) as CallRecord
    const { menuMs, waitMs, ringMs, talkMs, holdMs } = record
    expect(menuMs + waitMs + ringMs + talkMs + holdMs).toBe(record.endedAt - record.startedAt)
  })
})
