import { describe, expect, it } from 'vitest'
import type { ColleagueView } from '#protocol/web-messages'
import { acts, targets } from './target.ts'

const colleague = (id: string, name: string, state: ColleagueView['state']): ColleagueView => ({
  id,
  number: `10${id}`,
  name,
  search: name === '赵敏' ? 'zhaomin zm' : '',
  doNotDisturb: 'off',
  state,
})
const known = {
  colleagues: [
    colleague('1', '王芳', 'busy'),
    colleague('2', 'Li Wei', 'free'),
    colleague('3', '赵敏', 'signed-out'),
    colleague('4', '孙强', 'ringing'),
  ],
  queues: [{ id: 'care', name: '售后' }],
  flows: [{ id: 'news', name: '公告' }],
  book: [{ short: '61', number: '+862161234567', name: '物业', search: 'wuye wy' }],
}
const ids = (typed: string, moment: 'idle' | 'talking') => targets(typed, known, moment).map(({ id }) => id)

describe('targets', () => {
  it('T2 colleagues, free ones first, by name or number; T3 queues and flows in a talk', () => {
    expect(ids('', 'idle')).toEqual(['agent 2', 'agent 4', 'agent 1', 'agent 3'])
    expect(ids('', 'talking')).toEqual(['agent 2', 'agent 4', 'agent 1', 'agent 3', 'queue care', 'flow news'])
    expect(ids('li', 'talking')).toEqual(['agent 2'])
    expect(ids('zm', 'talking')).toEqual(['agent 3'])
    expect(ids('售', 'talking')).toEqual(['queue care'])
  })
  it('T3 the number book, when something of it is typed', () => {
    expect(ids('物', 'idle')).toEqual(['book 61'])
    expect(ids('61', 'idle')).toEqual(['book 61'])
    expect(ids('wy', 'idle')).toEqual(['book 61'])
  })
  it('T1 a number first, beside the colleagues whose number begins so; a colleague’s own is the colleague', () => {
    expect(ids('102', 'idle')).toEqual(['agent 2'])
    expect(
      targets('102', { ...known, colleagues: [colleague('2x', 'x', 'free')] }, 'idle').map(({ id }) => id),
    ).toEqual(['number 102', 'agent 2x'])
    expect(ids('13800138000', 'idle')).toEqual(['number 13800138000'])
    expect(ids('ab', 'idle')).toEqual([])
  })
})

it.each([
  ['free', 'idle', 'call'],
  ['not-ready', 'idle', 'call'],
  ['busy', 'idle', 'campCall'],
  ['ringing', 'idle', 'pickUp campCall'],
  ['away', 'idle', ''],
  ['do-not-disturb', 'idle', ''],
  ['do-not-disturb', 'talking', 'messages'],
  ['free', 'talking', 'consult handOver messages'],
  ['busy', 'holding', 'campConsult campHandOver messages'],
  ['signed-out', 'talking', 'messages'],
] as const)('T4 a colleague who is %s, %s: %s', (state, moment, wanted) => {
  expect(acts({ kind: 'agent', id: 'x', colleague: colleague('1', 'x', state) }, moment).join(' ')).toBe(wanted)
})

it('T4 a number in a talk is consulted first; beside a held call another is made', () => {
  const number = { kind: 'number', id: 'n', number: '10086' } as const
  expect(acts(number, 'idle')).toEqual(['call'])
  expect(acts(number, 'talking')).toEqual(['consult', 'handOver', 'refer'])
  expect(acts(number, 'holding')).toEqual(['consult', 'handOver', 'dialBeside'])
})

it.each([
  ['signed-out', ['away'], 'idle', 'call'],
  ['signed-out', ['busy'], 'idle', ''],
  ['away', ['away'], 'talking', 'consult handOver messages'],
  ['busy', ['busy'], 'idle', 'call campCall'],
  ['do-not-disturb', ['always'], 'talking', 'consult handOver messages'],
  ['free', ['noAnswer'], 'talking', 'consult handOver messages'],
] as const)('T5 a colleague who is %s and forwards when %s, %s: %s', (state, forwards, moment, wanted) => {
  const entry = { ...colleague('1', 'x', state), forwards: [...forwards] }
  expect(acts({ kind: 'agent', id: 'agent 1', colleague: entry }, moment).join(' ')).toBe(wanted)
})
