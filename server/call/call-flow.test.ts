import { describe, expect, it } from 'vitest'
import { agentId, commands, recordOf, sounds, stateAfter, step, talking, told } from '../../tests/harness/party-call.ts'
import { flowSample } from '../../tests/harness/samples.ts'
import { type LiveCall, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const menu: LiveCall = {
  ...talking,
  stage: { name: 'menu' },
  inFlow: true,
  answeredAt: null,
  recordingId: null,
  lastAgent: null,
}
const B = 'b1'
const ringB: CallInput = { type: 'flow.ring', guest: { kind: 'agent', agentId: B, camp: false }, ringMs: 12_000 }
const where = {
  number: '+8613900139000',
  to: '13900139000',
  lineId: 'line',
  from: '400',
  withheld: false,
  noAnswerMs: 9000,
}
const ringNumber: CallInput = { type: 'flow.ring', guest: { kind: 'number', ...where }, ringMs: 9000 }
const seat = `${menu.id}.s${menu.next.seat}`
const number = `${menu.id}.g${menu.next.guest}`

describe('a call whose flow rings somebody', () => {
  it('C61 a seat rings for the flow’s time, the caller hears ring-back', () => {
    const [rung, effects] = step(menu, ringB)
    expect(told(effects)).toEqual(['agent b1 ring'])
    const [ringing, more] = step(rung, { type: 'guest.ringing', agentId: B })
    expect(more).toContainEqual({ type: 'set-timer', name: 'guest', after: 12_000 })
    expect(sounds(ringing)).toEqual({ l1: 'ring-back' })
  })

  it('C61 a colleague who answers has the call, recorded; the flow ends without a word', () => {
    const ringing = stateAfter(menu, ringB, { type: 'guest.ringing', agentId: B })
    const [answered, effects] = step(ringing, { type: 'guest.answered', agentId: B })
    expect(answered).toMatchObject({
      inFlow: false,
      lastAgent: B,
      stage: { name: 'talking', part: { seatLeg: seat, wrapUpMs: 15_000 } },
    })
    expect(told(effects)).toEqual(expect.arrayContaining(['flow-run c1.f1 hang-up', `leg ${seat} open-seat`]))
    expect(effects.some((effect) => effect.type === 'open-recording')).toBe(true)
  })

  it.each<[string, CallInput, string]>([
    ['is busy', { type: 'guest.busy', agentId: B }, 'busy'],
    ['declines', { type: 'guest.declined', agentId: B }, 'busy'],
    ['is lost', { type: 'guest.lost', agentId: B }, 'no-answer'],
  ])('C62 one who %s leads on in the flow', (_, input, why) => {
    const [back, effects] = step(stateAfter(menu, ringB), input)
    expect(back).toMatchObject({ stage: { name: 'menu' }, inFlow: true, guests: [] })
    expect(effects).toContainEqual({
      type: 'tell',
      machine: 'flow-run',
      id: 'c1.f1',
      input: { type: 'ring.ended', why },
    })
  })

  it('C62 who lets it ring leads on in the flow', () => {
    const ringing = stateAfter(menu, ringB, { type: 'guest.ringing', agentId: B })
    const [back, effects] = step(ringing, { type: 'timer', name: 'guest' })
    expect(back).toMatchObject({ stage: { name: 'menu' } })
    expect(told(effects)).toContain('flow-run c1.f1 ring.ended')
  })

  it('C61 a number that answers is bridged; C62 one that does not leads on, with its cause', () => {
    const rung = stateAfter(menu, ringNumber)
    expect(sounds(rung)).toEqual({ l1: 'ring-back' })
    const [bridged, effects] = step(rung, { type: 'leg.answered', legId: number })
    expect(bridged).toMatchObject({ stage: { name: 'bridged' }, inFlow: false })
    expect(told(effects)).toContain('flow-run c1.f1 hang-up')
    const [back, more] = step(rung, { type: 'leg.ended', legId: number, cause: 'busy', by: 'them', detail: '' })
    expect(back).toMatchObject({ stage: { name: 'menu' } })
    expect(more).toContainEqual({
      type: 'tell',
      machine: 'flow-run',
      id: 'c1.f1',
      input: { type: 'ring.ended', why: 'busy' },
    })
  })

  it('C19 the caller who hangs up while it rings takes all of it along', () => {
    const rung = stateAfter(menu, ringNumber)
    const [ended, effects] = step(rung, {
      type: 'leg.ended',
      legId: menu.customerLeg,
      cause: 'normal',
      by: 'them',
      detail: '',
    })
    expect(ended.state).toBe('ended')
    expect(told(effects)).toEqual(expect.arrayContaining([`leg ${number} hang-up`, 'flow-run c1.f1 hang-up']))
    expect(effects).toContainEqual({
      type: 'tell',
      machine: 'flow-run',
      id: 'c1.f1',
      input: { type: 'hang-up', gone: true },
    })
  })

  it('C60 the language is the call’s from then on', () => {
    expect(stateAfter(menu, { type: 'flow.language', language: 'en' })).toMatchObject({ language: 'en' })
  })
})

describe('a caller whom the agent has left', () => {
  const flow = flowSample()
  const withAfter: LiveCall = { ...talking, flow, after: 'goodbye', variables: { account: '7' } }

  it('C63 goes on in the flow, with what it knew; the recording is over, the agent wraps up', () => {
    const [back, effects] = step(withAfter, { type: 'hang-up', agentId })
    expect(back).toMatchObject({
      stage: { name: 'menu' },
      inFlow: true,
      recordingId: null,
      lastAgent: agentId,
      after: null,
    })
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'start-flow', at: 'goodbye', variables: { account: '7' } }),
    )
    expect(commands(effects)).toContain('recording.stop')
    expect(told(effects)).toContain(`agent ${agentId} call-ended`)
    const [ended] = step(back, { type: 'flow.ended' })
    expect(ended.state).toBe('ended')
    expect(recordOf(ended)).toMatchObject({ outcome: 'answered', agentId, queueId: withAfter.queueId })
  })

  it('C63 not when the customer hangs up, nor when a supervisor ends it', () => {
    const customer = step(withAfter, {
      type: 'leg.ended',
      legId: withAfter.customerLeg,
      cause: 'normal',
      by: 'them',
      detail: '',
    })
    expect(customer[0].state).toBe('ended')
    expect(step(withAfter, { type: 'force-hang-up', agentId })[0].state).toBe('ended')
    expect(step(talking, { type: 'hang-up', agentId })[0].state).toBe('ended')
  })
})

describe('a call whose flow records the caller', () => {
  const asked: CallInput = { type: 'flow.record', maxMs: 60_000, stopKey: '*', silenceMs: 3000 }
  const speaking = stateAfter(menu, asked)
  const recordingId = 'c1.r2'
  const ended = (ms: number, cut: boolean) => ({
    type: 'tell',
    machine: 'flow-run',
    id: 'c1.f1',
    input: { type: 'record.ended', recordingId, ms, cut },
  })

  it('C75 a recording of its own begins, that the caller can hear again; it is no message', () => {
    const [, effects] = step(menu, asked)
    expect(effects).toContainEqual({
      ...{ type: 'open-recording', recordingId, callId: 'c1', legId: 'l1', kind: 'call', box: null },
      dictation: { silenceMs: 3000 },
    })
    expect(effects).toContainEqual({ type: 'set-timer', name: 'message', after: 60_000 })
    const gone = stepCall(speaking, { type: 'leg.ended', legId: 'l1', cause: 'normal', by: 'them', detail: '' }, 99_000)
    expect(gone[1]).toContainEqual({ type: 'gateway', command: { type: 'recording.stop', recordingId } })
    expect(recordOf(gone[0])?.outcome).toBe('menu-only')
  })

  it.each<[string, CallInput, boolean]>([
    ['its key', { type: 'leg.digit', legId: 'l1', digit: '*' }, false],
    ['its time', { type: 'timer', name: 'message' }, false],
    ['the gateway', { type: 'recording.ended', recordingId }, true],
  ])('C75 %s ends it, and the flow is told how long it was', (_, input, cut) => {
    const since = speaking.state === 'live' ? speaking.stageSince : 0
    const [back, effects] = stepCall(speaking, input, since + 5000)
    expect(back).toMatchObject({ stage: { name: 'menu' } })
    expect(effects).toContainEqual(ended(5000, cut))
  })

  it.each<[string, CallInput]>([
    ['another key', { type: 'leg.digit', legId: 'l1', digit: '#' }],
    ['the end of another recording', { type: 'recording.ended', recordingId: 'c1.r9' }],
  ])('C75 %s does not', (_, input) => {
    expect(step(speaking, input)).toEqual([speaking, []])
  })

  it('C22 C75 a gateway that has lost it begins it anew', () => {
    const [, effects] = step(speaking, { type: 'gateway.reconciled', recordings: [], players: [] })
    const command = expect.objectContaining({ type: 'recording.start', recordingId, dictation: { silenceMs: 3000 } })
    expect(effects).toContainEqual({ type: 'gateway', command })
  })
})

describe('a call whose flow ends unheard', () => {
  const offered: CallInput = {
    ...{ type: 'offered', legId: 'l1', lineId: 'line', did: '400', customer: '+8613800138000', customerName: '' },
    ...{ flow: flowSample(), hours: [], unheard: true },
  }

  it('C76 its flow runs before the answer, and refuses it with its cause', () => {
    const [running, first] = stepCall(newCall('c1'), offered, 1000)
    expect(first).toEqual([expect.objectContaining({ type: 'start-flow', id: 'c1.f1', unanswered: true })])
    const [refused, effects] = stepCall(running, { type: 'flow.ended', cause: 'busy' }, 1000)
    expect(effects).toContainEqual({
      ...{ type: 'tell', machine: 'leg', id: 'l1' },
      input: { type: 'hang-up', cause: 'busy' },
    })
    expect(recordOf(refused)).toMatchObject({ outcome: 'refused', cause: 'busy', answeredAt: null })
  })

  it('C8 one that was answered ends with the cause, and is no refusal', () => {
    const [ended] = step(menu, { type: 'flow.ended', cause: 'congestion' })
    expect(recordOf(ended)).toMatchObject({ outcome: 'menu-only', cause: 'congestion' })
  })
})
