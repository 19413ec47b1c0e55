import { expect, it } from 'vitest'
import { eventText } from './event-text.ts'

const names = { agents: new Map([['a1', '李娜']]), queues: new Map<string, string>() }
const event = (type: string, data: Record<string, unknown>) => ({ seq: 1, at: 0, type, data })

it('puts names for ids and words for codes', () => {
  expect(eventText(event('call.queue.offer-ended', { agentId: 'a1', why: 'declined' }), names, 'zh-CN')).toBe(
    '李娜 未接：拒接',
  )
  expect(eventText(event('call.leg.ended', { cause: 'busy' }), names, 'en')).toBe('A party ended: Busy')
  expect(eventText(event('call.record', { agentId: 'a1', keeping: 'mask' }), names, 'zh-CN')).toBe('录音：遮蔽')
  expect(eventText(event('recording.recording.failed', { detail: 'disk' }), names, 'en')).toBe(
    'Recording broken off: disk',
  )
  expect(eventText(event('call.flow.queue', { queue: { id: 'q', name: '售后' } }), names, 'en')).toBe(
    'Entered queue 售后',
  )
})
it('leaves machines near the wire to the raw list', () => {
  expect(eventText(event('leg.answered', {}), names, 'en')).toBeNull()
})
it('says who answered', () => {
  const answered = event('media.leg.answered-by', { kind: 'machine' })
  expect(eventText(answered, names, 'en')).toBe('It sounds like a machine answered')
})
it('shows a dash for a value that is not there', () => {
  expect(eventText(event('call.leg.digit', {}), names, 'en')).toBe('Key —')
})
it('says of a call in who sent it on and that its caller is not shown', () => {
  const said = (marks: object) => eventText(event('call.offered', { did: '4008008888', ...marks }), names, 'en')
  expect(said({})).toBe('Call in, called 4008008888')
  expect(said({ diverted: '+862155556666' })).toBe('Call in, called 4008008888, sent on by +862155556666')
  expect(said({ withheld: true })).toBe('Call in, called 4008008888, the caller withholds the number')
  expect(said({ diverted: '1', withheld: true })).toBe(
    'Call in, called 4008008888, sent on by 1, the caller withholds the number',
  )
})
it('says of a call in which rule decided', () => {
  const said = (rule: string) => eventText(event('call.offered', { did: '4008008888', rule }), names, 'en')
  expect(said('Night')).toBe('Call in, called 4008008888, by the rule Night')
  expect(said('')).toBe('Call in, called 4008008888, by forced handling')
})
it('says where a far end wants its call to go', () => {
  expect(eventText(event('call.leg.transfer-requested', { target: '4008001111' }), names, 'en')).toBe(
    'The far end asks to go to 4008001111',
  )
})
it('says what came of a transfer', () => {
  const of = (ok: boolean) =>
    eventText(event('call.leg.transferred', { ok, cause: ok ? 'normal' : 'busy' }), names, 'en')
  expect([of(true), of(false)]).toEqual([
    'The far end has taken the call over',
    'Transfer not completed: Busy. The customer stayed',
  ])
})
it('says what came of a step of the flow, and names nothing by its id', () => {
  const said = (data: object) => eventText(event('call.flow.went', { ...data }), names, 'en')
  expect(said({ step: 'hours:open' })).toBe('Within hours')
  expect(said({ step: 'menu', node: 'menu' })).toBe('Played a menu and waited for a key')
  expect([said({ step: 'menu:1' }), said({ step: 'queue', node: 'queue' }), said({ step: 'greeting' })]).toEqual([
    null,
    null,
    null,
  ])
})
