// 200 numbers × times × lists: who gets the call. The table is what an administrator would write down beforehand.
import { describe, expect, it } from 'vitest'
import type { CallerMark, InboundRule, NextStep } from '#protocol/inbound-rules'
import { hoursSample } from '../../tests/harness/samples.ts'
import { parseNumber } from '../number/phone-number.ts'
import { type InboundSetting, inboundStep } from './inbound-rules.ts'

const rule = (id: string, step: NextStep, more: Partial<InboundRule> = {}): InboundRule => ({
  ...{ id, name: id, enabled: true, numbers: [], lines: [], time: null, step, ...more },
  caller: { prefixes: [], countries: [], marks: [], ...more.caller },
})
const caller = (of: Partial<InboundRule['caller']>) => ({
  caller: { prefixes: [], countries: [], marks: [], ...of },
})
const flow = (id: string): NextStep => ({ kind: 'flow', flow: id })
const queue = (id: string): NextStep => ({ kind: 'queue', queue: id, language: 'zh-CN' })
const CLOSED = { hours: 'main', states: ['closed', 'holiday'] as ('closed' | 'holiday')[] }

const rules: InboundRule[] = [
  rule('nuisance', { kind: 'hang-up', prompt: null, language: 'zh-CN' }, caller({ prefixes: ['020888', '170'] })),
  rule('red', queue('leaders'), caller({ marks: ['red'] })),
  rule('holiday', flow('holiday'), { time: { hours: 'main', states: ['holiday'] } }),
  rule('night', { kind: 'message', box: 'service', language: 'zh-CN' }, { time: CLOSED, numbers: ['4008008888'] }),
  rule('vip', queue('vip'), caller({ marks: ['vip'] })),
  rule('abroad', queue('english'), caller({ countries: ['US', 'GB'], prefixes: ['+33'] })),
  rule(
    'shanghai',
    { kind: 'agent', agent: 'a1', language: 'zh-CN' },
    {
      ...caller({ prefixes: ['021'] }),
      numbers: ['4008009999'],
    },
  ),
  rule('line 7', { kind: 'number', number: '02161234567', language: 'zh-CN' }, { lines: ['line-7'] }),
  rule('hidden', flow('hidden'), caller({ marks: ['withheld'] })),
]
const inbound: InboundSetting = { rules, forced: { on: false, step: null } }
const around = {
  inbound,
  hours: [{ ...hoursSample('auto'), special: [{ date: '2026-10-01', spans: [] }] }],
  flows: ['service', 'care', 'holiday', 'hidden', 'forced'].map((id) => ({ id })),
  queues: ['leaders', 'vip', 'english', 'service'].map((id) => ({ id })),
  people: new Map([['a1', { id: 'a1' }]]),
}

const times = {
  day: Date.parse('2026-09-29T10:00:00+08:00'),
  lunch: Date.parse('2026-09-29T12:30:00+08:00'),
  night: Date.parse('2026-09-29T22:00:00+08:00'),
  sunday: Date.parse('2026-09-27T10:00:00+08:00'),
  holiday: Date.parse('2026-10-01T10:00:00+08:00'),
}
const dids = { '4008008888': 'service', '4008009999': 'care' }

/** Twenty numbers each that begin so, written as a telephone shows them. */
const twenty = (first: string, length: number): string[] =>
  Array.from({ length: 20 }, (_, at) => `${first}${String(at * 4391 + 17).padStart(length - first.length, '0')}`)

/** Expected at: 8888 day, lunch, night, sunday, holiday; 9999 the same; then by line 7 to 9999 by day. */
type Group = { numbers: string[]; marks?: CallerMark[]; expected: string }
const groups: Record<string, Group> = {
  'nuisance mobiles': {
    numbers: twenty('170', 11),
    expected: 'hang-up hang-up hang-up hang-up hang-up | hang-up hang-up hang-up hang-up hang-up | hang-up',
  },
  'nuisance in Canton, on the red list too': {
    numbers: twenty('020888', 11),
    marks: ['red'],
    expected: 'hang-up hang-up hang-up hang-up hang-up | hang-up hang-up hang-up hang-up hang-up | hang-up',
  },
  'the red list': {
    numbers: twenty('138', 11),
    marks: ['red'],
    expected: 'leaders leaders leaders leaders leaders | leaders leaders leaders leaders leaders | leaders',
  },
  'both lists: the earlier rule': {
    numbers: twenty('186', 11),
    marks: ['vip', 'red'],
    expected: 'leaders leaders leaders leaders leaders | leaders leaders leaders leaders leaders | leaders',
  },
  VIP: {
    numbers: twenty('139', 11),
    marks: ['vip'],
    expected: 'vip vip box:service box:service holiday | vip vip vip vip holiday | vip',
  },
  'the United States': {
    numbers: twenty('+14155', 12),
    expected: 'english english box:service box:service holiday | english english english english holiday | english',
  },
  'France, by prefix': {
    numbers: twenty('+3314', 12),
    expected: 'english english box:service box:service holiday | english english english english holiday | english',
  },
  Shanghai: {
    numbers: twenty('0216', 11),
    expected: 'service service box:service box:service holiday | agent agent agent agent holiday | agent',
  },
  'other mobiles': {
    numbers: twenty('137', 11),
    expected: 'service service box:service box:service holiday | care care care care holiday | 02161234567',
  },
  'others who call from a town of their own': {
    numbers: twenty('0108', 11),
    expected: 'service service box:service box:service holiday | care care care care holiday | 02161234567',
  },
}

function shown(step: NextStep | null): string {
  switch (step?.kind) {
    case 'flow':
      return step.flow
    case 'queue':
      return step.queue
    case 'message':
      return `box:${step.box}`
    case 'number':
      return step.number
    default:
      return step?.kind ?? 'refused'
  }
}

describe('200 numbers, five times, three ways in (I2-I8)', () => {
  it('there are 200 numbers, all of them different', () => {
    const all = Object.values(groups).flatMap(({ numbers }) => numbers)
    expect(new Set(all.map(parseNumber)).size).toBe(200)
    expect(all.map(parseNumber)).not.toContain(null)
  })

  it.each(Object.entries(groups))('%s', (_name, { numbers, marks = [], expected }) => {
    for (const number of numbers) {
      const call = { customer: parseNumber(number) ?? '', marks }
      const at = (dialed: keyof typeof dids, lineId: string, time: number) =>
        shown(inboundStep(around, { ...call, dialed, lineId, flow: dids[dialed] }, time).step)
      const row = [
        ...(['4008008888', '4008009999'] as const).map((did) =>
          Object.values(times)
            .map((time) => at(did, 'trunk', time))
            .join(' '),
        ),
        at('4008009999', 'line-7', times.day),
      ]
      expect(row.join(' | '), number).toBe(expected)
    }
  })
})

describe('inbound rules', () => {
  const call = {
    dialed: '4008008888',
    lineId: 'trunk',
    customer: '+8613700137000',
    marks: [] as CallerMark[],
    flow: 'service' as string | null,
  }
  const step = (over: Partial<typeof call>, setting = inbound) =>
    inboundStep({ ...around, inbound: setting }, { ...call, ...over }, times.day)

  it('I1 forced handling takes every call, and none once it is off or leads nowhere', () => {
    const on = (to: string) => ({ rules, forced: { on: true, step: flow(to) } })
    const red = { marks: ['red' as const], dialed: '999', flow: null }
    expect(step(red, on('forced'))).toEqual({ by: 'forced', rule: null, step: flow('forced'), rules: [] })
    expect(step(red, on('gone')).rule?.name).toBe('red')
    expect(step(red, { rules, forced: { on: false, step: flow('forced') } }).rule?.name).toBe('red')
  })

  it('I5 a withheld number has its mark and nothing else', () => {
    expect(shown(step({ customer: '', marks: ['withheld'] }).step)).toBe('hidden')
    expect(shown(step({ customer: '' }).step)).toBe('service')
  })

  it('I3 a number of ours matches as trunks write it', () => {
    const only = { rules: [rule('one', flow('care'), { numbers: ['+862155556666'] })], forced: inbound.forced }
    for (const dialed of ['+862155556666', '862155556666', '2155556666', '02155556666'])
      expect(shown(step({ dialed }, only).step), dialed).toBe('care')
    expect(step({ dialed: '02155556667' }, only).rules).toEqual([{ id: 'one', name: 'one', why: ['number'] }])
  })

  it('I6, I7 rules that are off, whose hours or target are gone, are passed over and say so', () => {
    const time = { hours: 'nowhere', states: ['open' as const] }
    const lost = rule('lost', queue('gone'), { enabled: false, lines: ['l'], time, ...caller({ prefixes: ['1'] }) })
    const answer = step({ customer: '+14155550000', flow: null }, { rules: [lost], forced: inbound.forced })
    expect(answer).toEqual({
      ...{ by: 'none', rule: null, step: null },
      rules: [{ id: 'lost', name: 'lost', why: ['off', 'line', 'caller', 'hours', 'target'] }],
    })
  })

  it('I8, I10 the number’s own flow comes last, and every rule says why it was not the one', () => {
    expect(step({})).toEqual({
      ...{ by: 'number', rule: null, step: flow('service') },
      rules: [
        { id: 'nuisance', name: 'nuisance', why: ['caller'] },
        { id: 'red', name: 'red', why: ['caller'] },
        { id: 'holiday', name: 'holiday', why: ['time'] },
        { id: 'night', name: 'night', why: ['time'] },
        { id: 'vip', name: 'vip', why: ['caller'] },
        { id: 'abroad', name: 'abroad', why: ['caller'] },
        { id: 'shanghai', name: 'shanghai', why: ['number', 'caller'] },
        { id: 'line 7', name: 'line 7', why: ['line'] },
        { id: 'hidden', name: 'hidden', why: ['caller'] },
      ],
    })
  })
})
