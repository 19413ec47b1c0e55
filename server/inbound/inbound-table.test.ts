// 400 numbers × times × lists: who gets the call. The table is what an administrator would write down beforehand.
import { describe, expect, it } from 'vitest'
import type { CallerMark, CustomerTest, InboundRule, NextStep } from '#protocol/inbound-rules'
import type { ListKind, NumberList } from '#protocol/number-lists'
import { hoursSample } from '../../tests/harness/samples.ts'
import { stranger } from '../../tests/harness/site-samples.ts'
import { parseNumber } from '../number/phone-number.ts'
import { spanOf, typedOf } from '../number-list/entry-span.ts'
import { entryKeys, keysOf } from '../number-list/number-keys.ts'
import { verdictOf } from '../number-list/verdict.ts'
import { type CallerFacts, type InboundSetting, inboundStep } from './inbound-rules.ts'

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
  rule('suppliers', flow('care'), caller({ lists: ['suppliers'], regions: ['0755', 'CN-SC'] })),
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

const list = (id: string, kind: ListKind, more: Partial<NumberList> = {}): NumberList => ({
  ...{ id, name: id, kind, enabled: true, direction: 'both', only: false, fourEyes: true, defaultDays: null },
  answer: { kind: 'busy' },
  ...more,
})
const lists: NumberList[] = [
  list('nuisance', 'black', { direction: 'in' }),
  list('shouters', 'black', { answer: { kind: 'flow', flow: 'hidden' } }),
  list('not to be called', 'black', { direction: 'out' }),
  list('off', 'black', { enabled: false }),
  list('let through', 'white'),
  list('leaders’ friends', 'red'),
  list('suppliers', 'plain'),
]
/** As they would be typed, or stand in a file. */
const entries: Record<string, string[]> = {
  nuisance: ['152000*', '15800000000-15899999999', '+1646*', '0592*'],
  shouters: ['1550000-1550009'],
  'not to be called': ['137*', '0108*'],
  off: ['137*'],
  'let through': ['15888*'],
  'leaders’ friends': ['159000*'],
  suppliers: ['18800000000-18800099999', '400820*'],
}
const spans = Object.entries(entries).flatMap(([listId, cells]) =>
  cells.map((cell) => {
    const read = spanOf(typedOf(cell))
    if (!read.ok) throw new Error(cell)
    return { listId, entryId: cell, keys: entryKeys(read.span) }
  }),
)

function knownOf(number: string, marks: CallerMark[]): CallerFacts {
  const keys = new Set(keysOf(number))
  const standings = spans.filter((span) => span.keys.some((key) => keys.has(key)))
  const { refusal, isRed, lists: own } = verdictOf(lists, standings, 'in')
  return { ...stranger, marks: [...marks, ...(isRed ? (['red'] as const) : [])], lists: own, refusal }
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
  'on a black list, by prefix': { numbers: twenty('152000', 11), expected: everyCall('refused') },
  'on a black list, VIP or not': { numbers: twenty('0592', 12), marks: ['vip'], expected: everyCall('refused') },
  'on a black list, from abroad': { numbers: twenty('+1646555', 12), expected: everyCall('refused') },
  'on a black list, by segment': { numbers: twenty('1580', 11), expected: everyCall('refused') },
  'on a black list that has a flow': { numbers: twenty('155000', 11), expected: everyCall('hidden') },
  'on a black and a white list: let through': {
    numbers: twenty('15888', 11),
    expected: 'service service box:service box:service holiday | care care care care holiday | 02161234567',
  },
  'on a red list': { numbers: twenty('159000', 11), expected: everyCall('leaders') },
  'on a list of suppliers': {
    numbers: twenty('188000', 11),
    expected: 'care care box:service box:service holiday | care care care care holiday | care',
  },
  'landlines of Shenzhen': {
    numbers: twenty('07552', 12),
    expected: 'care care box:service box:service holiday | care care care care holiday | care',
  },
  'landlines of Sichuan': {
    numbers: twenty('0288', 11),
    expected: 'care care box:service box:service holiday | care care care care holiday | care',
  },
  'others who call from a town of their own': {
    numbers: twenty('0108', 11),
    expected: 'service service box:service box:service holiday | care care care care holiday | 02161234567',
  },
}

/** Whatever the time, the number and the line. */
function everyCall(to: string): string {
  return [Array(5).fill(to).join(' '), Array(5).fill(to).join(' '), to].join(' | ')
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

describe('400 numbers, five times, three ways in (I0, I2-I8)', () => {
  it('there are 400 numbers, all of them different', () => {
    const all = Object.values(groups).flatMap(({ numbers }) => numbers)
    expect(new Set(all.map(parseNumber)).size).toBe(400)
    expect(all.map(parseNumber)).not.toContain(null)
  })

  it.each(Object.entries(groups))('%s', (_name, { numbers, marks = [], expected }) => {
    for (const number of numbers) {
      const customer = parseNumber(number) ?? ''
      const call = { customer, caller: knownOf(customer, marks) }
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
    flow: 'service' as string | null,
  }
  type Over = Partial<typeof call> & { marks?: CallerMark[]; known?: Partial<CallerFacts> }
  const step = ({ marks = [], known = {}, ...over }: Over, setting = inbound) =>
    inboundStep(
      { ...around, inbound: setting },
      { ...call, ...over, caller: { ...stranger, marks, ...known } },
      times.day,
    )

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
        { id: 'suppliers', name: 'suppliers', why: ['caller'] },
        { id: 'abroad', name: 'abroad', why: ['caller'] },
        { id: 'shanghai', name: 'shanghai', why: ['number', 'caller'] },
        { id: 'line 7', name: 'line 7', why: ['line'] },
        { id: 'hidden', name: 'hidden', why: ['caller'] },
      ],
    })
  })

  it('I0 a list refuses before forced handling; what it would have the caller hear is busy once it is gone', () => {
    const forced = { rules, forced: { on: true, step: flow('forced') } }
    const by = (answer: NumberList['answer']) =>
      step({ known: { refusal: { list: list('black', 'black', { answer }), entryId: 'e1' } } }, forced)
    const answer = { by: 'list', list: { id: 'black', name: 'black', entry: 'e1' }, rule: null, rules: [] }
    expect(by({ kind: 'busy' })).toEqual({ ...answer, step: null })
    expect(by({ kind: 'flow', flow: 'care' })).toEqual({ ...answer, step: flow('care') })
    expect(by({ kind: 'flow', flow: 'gone' })).toEqual({ ...answer, step: null })
    const sorry = { kind: 'hang-up', prompt: 'sorry', language: 'en' } as const
    expect(by({ kind: 'prompt', prompt: 'sorry', language: 'en' })).toEqual({ ...answer, step: sorry })
  })

  const acme = { name: 'Li Lei', company: 'ACME Ltd', note: 'calls often', level: 'vip', agent: '8001' }
  it.each<[CustomerTest['field'], CustomerTest['op'], string, boolean, boolean]>([
    ['level', 'is', 'vip', true, false],
    ['level', 'is-not', 'vip', false, true],
    ['company', 'begins', 'acme', true, false],
    ['company', 'contains', 'LTD', true, false],
    ['company', 'contains', 'GmbH', false, false],
    ['agent', 'is', '8001', true, false],
    ['note', 'empty', '', false, true],
    ['name', 'filled', '', true, false],
  ])('I12 %s %s “%s”: of a customer %s, of a stranger %s', (field, op, to, customer, unknown) => {
    const only = { rules: [rule('c', flow('care'), { customer: [{ field, op, to }] })], forced: inbound.forced }
    const isTaken = (fields: CallerFacts['fields']) => step({ known: { fields } }, only).by === 'rule'
    expect([isTaken(acme), isTaken(stranger.fields)]).toEqual([customer, unknown])
  })

  it('I12 all tests hold, and the caller is one of those named too', () => {
    const customer: CustomerTest[] = [
      { field: 'level', op: 'is', to: 'vip' },
      { field: 'company', op: 'is', to: 'Other' },
    ]
    const only = (tests: CustomerTest[]) => ({
      rules: [rule('c', flow('care'), { customer: tests, ...caller({ prefixes: ['138'] }) })],
      forced: inbound.forced,
    })
    const why = (tests: CustomerTest[]) => step({ known: { fields: acme } }, only(tests)).rules[0]?.why
    expect(why(customer)).toEqual(['caller', 'customer'])
    expect(why(customer.slice(0, 1))).toEqual(['caller'])
  })
})
