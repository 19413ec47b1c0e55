import { expect, it } from 'vitest'
import type { SayAs } from '#protocol/flow-config'
import { say } from '../say/say.ts'
import { saidAs } from './said-value.ts'

it.each<[SayAs, string, Parameters<typeof say>[0]]>([
  ['digits', '110', { kind: 'digits', digits: '110', yao: false }],
  ['telephone', '110', { kind: 'digits', digits: '110', yao: true }],
  ['number', ' -12.5 ', { kind: 'number', value: -12.5 }],
  ['percent', '99.5', { kind: 'percent', value: 99.5 }],
  ['ordinal', '3', { kind: 'ordinal', value: 3, unit: null }],
  // 1.15 * 100 is 114.99999999999999.
  ['money', '1.15', { kind: 'money', fen: 115 }],
  ['money', '-0.05', { kind: 'money', fen: -5 }],
  ['money', '20', { kind: 'money', fen: 2000 }],
  ['date', '20261127', { kind: 'date', date: '2026-11-27' }],
  ['date', '2026-11-27T10:00', { kind: 'date', date: '2026-11-27' }],
  ['time', '1405', { kind: 'time', minutes: 845 }],
  ['time', '14:05:09', { kind: 'time', minutes: 845 }],
  ['duration', '90', { kind: 'duration', seconds: 90 }],
])('F28 %s of %s is said as that value', (as, text, value) => {
  for (const language of ['zh-CN', 'en'] as const) {
    expect(saidAs(as, text, language)).toEqual(say(value, language))
    expect(saidAs(as, text, language)).not.toEqual([])
  }
})

it.each<[SayAs, string]>([
  ['digits', 'none'],
  ['number', '1,000'],
  ['number', ''],
  ['ordinal', '-1'],
  ['money', '¥5'],
  ['date', '20260230'],
  ['date', 'tomorrow'],
  ['time', '2460'],
  ['duration', '1:30'],
])('F28 %s of “%s” has no words', (as, text) => expect(saidAs(as, text, 'zh-CN')).toEqual([]))
