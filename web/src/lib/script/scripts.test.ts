import { describe, expect, it } from 'vitest'
import type { ScriptConfig } from '#protocol/desk'
import { filled, scriptsFor } from './scripts.ts'

const script = (id: string, queues: string[]): ScriptConfig => ({
  id,
  kind: 'phrase',
  name: id,
  text: id,
  queues,
  place: 0,
})
const all = [script('every', []), script('service', ['service']), script('care', ['care', 'service'])]

describe('scripts of a call', () => {
  it.each([
    ['service', ['every', 'service', 'care']],
    ['care', ['every', 'care']],
    [null, ['every']],
  ] as const)('of queue %s are %j', (queue, ids) => {
    expect(scriptsFor(all, queue).map(({ id }) => id)).toEqual(ids)
  })

  it('have the names put in; one that is not known leaves nothing behind', () => {
    const values = { agent: '王晓敏', number: '8001', customer: '' }
    expect(filled('您好，工号 {number} {agent} 为您服务', values)).toBe('您好，工号 8001 王晓敏 为您服务')
    expect(filled('Good day {customer}, how can I help?', values)).toBe('Good day, how can I help?')
    expect(filled('{other} stays', values)).toBe('{other} stays')
  })
})
