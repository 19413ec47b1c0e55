import { expect, it } from 'vitest'
import { timeOfDay } from '#lib/clock/format.ts'
import { inLanguage } from '#lib/text/sentence.ts'
import type { Decision } from '#protocol/api'
import { decisionText, type Say } from './decision-text.ts'

const say: Say = (sentence, values) => inLanguage(sentence, 'zh-CN', values)
const at = 1_795_000_000_000
const decision: Decision = {
  ...{ at, queueId: 'q', callId: 'c', chosen: 'a1', waitedMs: 65_000, position: 2 },
  candidates: [
    { agentId: 'a1', name: '王晓敏', rule: 'chosen', value: 125_000 },
    { agentId: 'a2', name: '李文静', rule: 'tier-not-open', value: 12, tier: 2 },
  ],
  others: { 'signed-out': 3, busy: 1 },
  inputs: {
    ...{
      strategy: 'longest-idle',
      priority: 5,
      weight: 2,
      head: true,
      skills: [],
      keptFor: null,
      keptUntil: null,
      seed: 1,
    },
    marks: { vip: true, line: 0, flow: 0 },
  },
}

it('a reason is copied whole: place, inputs, choice, every candidate with its rule, the rest by number', () => {
  const lines = decisionText(decision, '售后', say).split('\n')
  expect(lines).toHaveLength(6)
  for (const part of ['售后', '1:05', timeOfDay(at)]) expect(lines[0]).toContain(part)
  for (const part of ['5', '2', 'VIP']) expect(lines[1]).toContain(part)
  expect(lines[2]).toContain('王晓敏')
  expect(lines[3]).toBe('1. 王晓敏 · 已选中 · 2:05')
  expect(lines[4]).toMatch(/^2\. 李文静 · 梯队未到时间 · .*2.* · 12$/)
  expect(lines[5]).toMatch(/未签入 3 · 正在通话 1$/)
})

it('an old one without inputs, and one for nobody, are said as far as they go', () => {
  const { inputs: _, others: __, ...old } = decision
  const lines = decisionText({ ...old, chosen: null, candidates: [] }, '', say).split('\n')
  expect(lines).toHaveLength(3)
})
