import { describe, expect, it } from 'vitest'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput, CallRecord } from './call-inputs.ts'
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
const elsewhere = { did: '4008001111', flow: { ...flowSample(), id: 'other' }, hours: [hoursSample()] }
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
  referHere: { type: 'leg.transfer-requested', legId: 'l1', target: '4008001111', to: elsewhere },
  referAway: { type: 'leg.transfer-requested', legId: 'l1', target: '13900139000', to: null },
  transfer: { type: 'transfer', agentId: 'a1', to: '13900139000' },
  moved: { type: 'leg.transferred', legId: 'l1', ok: true, cause: 'normal' },
  notMoved: { type: 'leg.transferred', legId: 'l1', ok: false, cause: 'busy' },
  away: { type: 'seat.away', agentId: 'a1' },
  givenUp: { type: 'seat.given-up', agentId: 'a1' },
  again: { type: 'gateway.reconciled', recordings: [] },
  timer: { type: 'timer', name: 'message' },
  early: { type: 'leg.progressed', legId: 'l1', progress: 'early-media' },
  tooLate: { type: 'timer', name: 'early' },
  record: { type: 'record', agentId: 'a1', keeping: 'pause' },
} satisfies Record<string, CallInput>

function walk(call: Call, ...names: (keyof typeof inputs)[]): Call {
  return names.reduce((state, name, i) => stepCall(state, inputs[name], (i + 1) * 1000)[0], call)
}
const unheard = stepCall(newCall('c1'), { ...offered, early: true }, 0)[0]
const answering = stepCall(newCall('c1'), offered, 0)[0]
const menu = walk(answering, 'customerUp')
const queued = walk(menu, 'toQueue')
const ringing = walk(queued, 'offeredTo')
const connecting = walk(ringing, 'accepted')
const talking = walk(connecting, 'seatUp')
const states: Record<string, Call> = {
  new: newCall('c1'),
  unheard,
  early: walk(unheard, 'early'),
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
  return stage.name === 'queued' && stage.offeredTo.length > 0 ? 'ringing' : stage.name
}
const commands = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'gateway' ? [effect.command.type] : []))
const recordIn = (effects: Effect[]): CallRecord | undefined =>
  effects.flatMap((effect) => (effect.type === 'record' ? [effect.record] : []))[0]

describe('call', () => {
  it('C1-C26 does in every state with every input what the table says', () => {
    walkTable({
      step: stepCall,
      states,
      inputs: inputs as Record<string, CallInput>,
      nameOf,
      rows: `
                   offered   dialed  customerUp seatUp  customerGone calledGone seatGone one  hash toQueue toMessage flowEnded offeredTo offerEnded accepted   left hangUp foreign hold resume  mute    digits referHere referAway transfer moved notMoved away    givenUp again timer early tooLate record
        new        answering dialing -          -       -            -          -        -    -    -       -         -         -         -          -          -    -      -       -    -       -       -      -         -         -        -     -        -       -       -     -     -     -     -
        unheard    -         -       menu       -       ended        -          -        -    -    -       -         -         -         -          -          -    -      -       -    -       -       -      same      same      -        -     -        -       -       -     -     menu  same     -
        early      -         -       -          -       ended        -          -        same same queued  message   ended     -         -          -          -    -      -       -    -       -       -      same      same      -        -     -        -       -       -     -     -     -     -
        answering  -         -       menu       -       ended        -          -        -    -    -       -         -         -         -          -          -    -      -       -    -       -       -      same      same      -        -     -        -       -       -     -     -     -     -
        menu       -         -       -          -       ended        -          -        same same queued  message   ended     -         -          -          -    -      -       -    -       -       -      same      same      -        -     -        -       -       -     -     -     -     -
        queued     -         -       -          -       ended        -          -        same    same    -       -         -         ringing   queued     connecting menu -      -       -    -       -       -      menu      same      -        -     -        -       -       -     -     -     -     -
        ringing    -         -       -          -       ended        -          -        same    same    -       -         -         ringing   queued     connecting menu -      -       -    -       -       -      menu      same      -        -     -        -       -       -     -     -     -     -
        connecting -         -       -          talking ended        -          queued   -    -    -       -         -         -         -          -          -    ended  -       -    -       -       -      menu      same      -        ended -        connecting queued  same  -     -     -     -
        talking    -         -       -          -       ended        -          queued   -    -    -       -         -         -         -          -          -    ended  -       held -       talking same   menu      same      same     ended -        talking queued  same  -     -     -     talking
        held       -         -       -          -       ended        -          queued   -    -    -       -         -         -         -          -          -    ended  -       -    talking -       -      menu      same      same     ended -        held    queued  same  -     -     -     held
        message    -         -       -          -       ended        -          -        -    menu -       -         -         -         -          -          -    -      -       -    -       -       -      menu      same      -        -     -        -       -       same  menu  -     -     -
        dialing    -         -       -          dialing -            ended      ended    -    -    -       -         -         -         -          -          -    ended  -       -    -       -       -      same      same      -        -     -        dialing ended   same  -     -     -     -
        ended      -         -       -          -       -            -          -        -    -    -       -         -         -         -          -          -    -      -       -    -       -       -      -         -         -        -     -        -       -       -     -     -     -     -
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
    expect(order).toEqual(['open-seat', 'gateway', 'hang-up', 'talking'])
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

  it('C26 pauses, masks and resumes the recording of one’s own call, and tells again what a lost gateway forgot', () => {
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

  it('C26 the next agent’s part is recorded again', () => {
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
    expect(commands(stepCall(held, inputs.resume, 9500)[1])).toEqual(['player.stop', 'leg.hold', 'room.set'])
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

  it('C12 tells the far end of a hold and of its end, whichever way it ends', () => {
    const holds = (effects: Effect[]) =>
      effects.flatMap((effect) =>
        effect.type === 'gateway' && effect.command.type === 'leg.hold' ? [effect.command.held] : [],
      )
    const held = states.held as Call
    expect(holds(stepCall(talking, inputs.hold, 9000)[1])).toEqual([true])
    for (const input of ['resume', 'givenUp', 'referHere'] as const)
      expect(holds(stepCall(held, inputs[input], 9500)[1])).toEqual([false])
  })

  it('C23 to a number of ours: yes, the agent goes to wrap-up, the same leg enters that flow', () => {
    const [call, effects] = stepCall(talking, inputs.referHere, 9000)
    expect(call).toMatchObject({ did: '4008001111', stage: { name: 'menu' }, customerLeg: 'l1' })
    expect(commands(effects)).toEqual(['leg.answer-transfer', 'room.set'])
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'start-flow', id: 'c1.f2', legId: 'l1', flow: elsewhere.flow }),
    )
    expect(effects).toContainEqual(
      expect.objectContaining({ machine: 'agent', input: { type: 'call-ended', callId: 'c1', wrapUpMs: 30_000 } }),
    )
    expect(effects).not.toContainEqual(expect.objectContaining({ machine: 'leg', id: 'l1' }))
  })

  it('C23 C26 a pause ends with the part of the agent whose call is taken elsewhere', () => {
    const [moved, effects] = stepCall(walk(talking, 'record'), inputs.referHere, 9000)
    expect(moved).toMatchObject({ recordingGap: null })
    expect(commands(effects)).toContain('recording.resume')
  })

  it('C23 anywhere else, or of a leg that is not the customer: no, and nothing changes', () => {
    for (const input of [inputs.referAway, { ...inputs.referHere, legId: 'c1.s1' }]) {
      const [call, effects] = stepCall(talking, input, 9000)
      expect(call).toBe(talking)
      expect(effects).toMatchObject([{ command: { type: 'leg.answer-transfer', accepted: false } }])
    }
  })

  it('C24 asks the far end to go elsewhere, once, and the call is over when it has', () => {
    const asked = stepCall(talking, inputs.transfer, 9000)
    const command = { type: 'leg.transfer', legId: 'l1', to: '13900139000', replacesLegId: null }
    expect(asked[1]).toEqual([{ type: 'gateway', command }])
    expect(asked[0]).toMatchObject({ transfer: { to: '13900139000', cause: null } })
    expect(stepCall(asked[0], inputs.transfer, 9000)).toEqual([asked[0], []])
    expect(commands(stepCall(asked[0], inputs.again, 9000)[1])).toContain('leg.transfer')
    const [, effects] = stepCall(asked[0], inputs.moved, 9000)
    expect(recordIn(effects)).toMatchObject({ outcome: 'answered', endedBy: 'agent' })
    expect(effects.at(-1)).toMatchObject({ transferredTo: '13900139000' })
  })

  it('C24 keeps why the far end did not, and may be asked again', () => {
    const refused = walk(talking, 'transfer', 'notMoved')
    expect(refused).toMatchObject({ stage: { name: 'talking' }, transfer: { to: '13900139000', cause: 'busy' } })
    expect(commands(stepCall(refused, inputs.again, 9000)[1])).not.toContain('leg.transfer')
    expect(commands(stepCall(refused, inputs.transfer, 9000)[1])).toEqual(['leg.transfer'])
    expect(stepCall(refused, inputs.hangUp, 9000)[1].at(-1)).toMatchObject({ transferredTo: null })
    expect(walk(refused, 'givenUp')).toMatchObject({ transfer: null })
  })

  it('C25 an early flow is heard first, and answered at its first menu, queue or message', () => {
    const legInputs = (effects: Effect[]) =>
      effects.flatMap((effect) => (effect.type === 'tell' && effect.machine === 'leg' ? [effect.input.type] : []))
    const early = states.early as Call
    expect(commands(stepCall(newCall('c1'), { ...offered, early: true }, 0)[1])).toEqual(['leg.progress'])
    const play = flowSample().nodes.find(({ kind }) => kind === 'hours' || kind === 'play')?.id ?? ''
    expect(legInputs(stepCall(early, { type: 'flow.went', step: play }, 1000)[1])).toEqual([])
    for (const input of [
      { type: 'flow.went', step: 'menu', node: 'menu' } as const,
      inputs.toQueue,
      inputs.toMessage,
    ]) {
      const [answered, effects] = stepCall(early, input, 1000)
      expect(legInputs(effects)).toEqual(['answer'])
      expect(answered).toMatchObject({ isEarly: false })
    }
    expect(legInputs(stepCall(early, inputs.flowEnded, 1000)[1])).toEqual(['hang-up'])
  })

  it('C25 without early sound for 2 s the call is answered as any other', () => {
    const [answering, effects] = stepCall(unheard, inputs.tooLate, 2000)
    expect(effects).toMatchObject([{ machine: 'leg', input: { type: 'answer' } }])
    expect(nameOf(stepCall(answering, inputs.early, 2100)[0])).toBe('answering')
    expect(nameOf(stepCall(answering, inputs.customerUp, 2200)[0])).toBe('menu')
  })
})
