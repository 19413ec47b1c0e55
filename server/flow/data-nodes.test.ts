import { describe, expect, it } from 'vitest'
import type { CompareOp, FlowNode } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'
import { hoursSample } from '../../tests/harness/samples.ts'

const say = (id: string): FlowNode => ({ id, kind: 'hang-up', prompt: id })

describe('hours', () => {
  const nodes: FlowNode[] = [
    { id: 'h', kind: 'hours', hours: 'main', open: 'open', closed: 'closed', holiday: 'holiday' },
    ...['open', 'closed', 'holiday'].map(say),
  ]
  const special = [{ date: '2026-11-27', spans: [] }]

  it('F5 leads by the state of the hours; a holiday has its own way, else that of the closed', () => {
    const auto = { ...hoursSample('open'), forced: 'auto' as const, zone: 'Asia/Shanghai', special }
    expect(new FlowWalk(flowOf(nodes), { hours: [auto] }).said).toEqual(['holiday'])
    const [first, ...rest] = nodes
    const { holiday: _, ...plain } = first as FlowNode & { kind: 'hours' }
    expect(new FlowWalk(flowOf([plain, ...rest]), { hours: [auto] }).said).toEqual(['closed'])
    expect(new FlowWalk(flowOf(nodes), { hours: [hoursSample('closed')] }).said).toEqual(['closed'])
  })

  it('F5 hours that are gone count as open', () => {
    expect(new FlowWalk(flowOf(nodes), { hours: [] }).path).toEqual(['h:open', 'open'])
  })
})

describe('variables', () => {
  const filled = (value: string, variables = {}) =>
    new FlowWalk(
      flowOf([
        { id: 's', kind: 'set', into: 'x', value, next: 'q' },
        { id: 'q', kind: 'play', prompt: 'p', next: '' },
      ]),
      {
        variables,
      },
    ).walker.variables.x

  it.each([
    ['{{ANI}}', '+8613800138000'],
    ['{{DNIS}}', '400800888'],
    ['{{DATE}}', '20261127'],
    ['{{TIME}}', '140509'],
    ['{{DATETIME}}', '20261127140509'],
    ['{{WEEKDAY}}', '5'],
    ['{{LANGUAGE}}', 'zh-CN'],
    ['{{CALL}}', 'c1'],
  ])('F25 the macro %s is %s', (template, value) => expect(filled(template)).toBe(value))

  it('F24 values take the places of their names, in Chinese too; what has no value is empty', () => {
    expect(filled('a{{ 姓名 }}-{{order.no}}-{{none}}!', { 姓名: '张三', 'order.no': '7' })).toBe('a张三-7-!')
  })

  it.each(['constructor', 'toString', '__proto__'])('F24 %s, which every object has, is no value', (name) =>
    expect(filled(`[{{${name}}}]`)).toBe('[]'))

  it('F24 a value is cut at 2,000 characters', () => {
    const long = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`v${i}`, 'x'.repeat(500)]))
    expect(
      filled(
        Object.keys(long)
          .map((name) => `{{${name}}}`)
          .join(''),
        long,
      ),
    ).toHaveLength(2000)
  })
})

describe('compare', () => {
  const way = (value: string, op: CompareOp, to: string) =>
    new FlowWalk(
      flowOf([
        { id: 'c', kind: 'compare', value, cases: [{ op, to, next: 'yes' }], otherwise: 'no' },
        say('yes'),
        say('no'),
      ]),
    ).said[0]

  it.each([
    ['2', 'equal', '2.0', 'yes'],
    ['02', 'equal', '2', 'yes'],
    ['a', 'equal', 'b', 'no'],
    ['a', 'not-equal', 'b', 'yes'],
    ['9', 'less', '10', 'yes'],
    ['b', 'less', 'a', 'no'],
    ['10', 'at-most', '10', 'yes'],
    ['10', 'greater', '9', 'yes'],
    ['-1', 'greater', '0', 'no'],
    ['3.5', 'at-least', '3.50', 'yes'],
    ['400800888', 'starts-with', '400', 'yes'],
    ['400800888', 'contains', '800', 'yes'],
    ['400800888', 'contains', '801', 'no'],
    ['  ', 'empty', '', 'yes'],
    // Longer than a number can be held exactly: by text, else 622202…01 and …02 were one.
    ['6222020200011223301', 'equal', '6222020200011223302', 'no'],
  ] as const)('F21 %s %s %s: %s', (value, op, to, expected) => expect(way(value, op, to)).toBe(expected))

  it('F21 the first case that holds, else otherwise', () => {
    const nodes: FlowNode[] = [
      {
        id: 'c',
        kind: 'compare',
        value: '5',
        cases: [
          { op: 'greater', to: '9', next: 'first' },
          { op: 'greater', to: '4', next: 'second' },
          { op: 'greater', to: '3', next: 'first' },
        ],
        otherwise: '',
      },
      say('first'),
      say('second'),
    ]
    expect(new FlowWalk(flowOf(nodes)).path).toEqual(['c:2', 'second'])
  })
})

describe('loops and sub-flows', () => {
  it('F22 the body is walked so many times, then the way is on; entered again it counts anew', () => {
    const nodes: FlowNode[] = [
      { id: 'l', kind: 'loop', times: 3, body: 'p', done: 'end' },
      { id: 'p', kind: 'play', prompt: 'p', next: 'l' },
      say('end'),
    ]
    const walk = new FlowWalk(flowOf(nodes)).heard().heard().heard()
    expect(walk.said).toEqual(['p', 'p', 'p', 'end'])
    expect(walk.walker.rounds).toEqual({ 'f/l': 0 })
  })

  const inner = flowOf([{ id: 'p', kind: 'play', prompt: 'inner', next: '' }], { id: 'inner' })
  const outer: FlowNode[] = [{ id: 's', kind: 'sub-flow', flow: 'inner', next: 'after' }, say('after')]

  it('F23 a sub-flow leads back to where it was entered; its steps carry its name', () => {
    const walk = new FlowWalk(flowOf(outer), { flows: [inner] }).heard()
    expect(walk.said).toEqual(['inner', 'after'])
    expect(walk.path).toEqual(['s', 'inner/p', 'after'])
  })

  it('F23 an end node leads back too', () => {
    const ends = flowOf([{ id: 'e', kind: 'end' }], { id: 'inner' })
    expect(new FlowWalk(flowOf(outer), { flows: [ends] }).said).toEqual(['after'])
  })

  it('F23 a flow that is gone is passed over, and so is the eleventh within each other', () => {
    expect(new FlowWalk(flowOf(outer)).path).toEqual(['s:gone', 'after'])
    const itself = flowOf([{ id: 's', kind: 'sub-flow', flow: 'f', next: 'x' }])
    const walk = new FlowWalk(itself, { flows: [itself] })
    expect(walk.stage).toBe('ended')
    expect(walk.path.filter((step) => step.endsWith('s'))).toHaveLength(11)
  })
})

describe('split', () => {
  const nodes: FlowNode[] = [
    {
      id: 's',
      kind: 'split',
      shares: [
        { percent: 30, next: 'a' },
        { percent: 20, next: 'b' },
      ],
      otherwise: 'c',
    },
    ...['a', 'b', 'c'].map(say),
  ]

  it('F26 sends the shares that it says, and each caller the same way again', () => {
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 }
    for (let i = 0; i < 10_000; i++) {
      const walk = new FlowWalk(flowOf(nodes), { callId: `c${i}` })
      const way = walk.said[0] ?? ''
      counts[way] = (counts[way] ?? 0) + 1
    }
    expect(counts.a).toBeGreaterThan(2800)
    expect(counts.a).toBeLessThan(3200)
    expect(counts.b).toBeGreaterThan(1800)
    expect(counts.b).toBeLessThan(2200)
    const again = new FlowWalk(flowOf(nodes), { callId: 'c7' })
    expect(again.said).toEqual(new FlowWalk(flowOf(nodes), { callId: 'c7' }).said)
  })
})
