import { describe, expect, it } from 'vitest'
import { adminSentences } from './admin-sentences.ts'
import { adminWords } from './admin-words.ts'
import { appWords } from './app-words.ts'
import { callWords } from './call-words.ts'
import { eventSentences, eventWhys } from './event-sentences.ts'
import * as reasons from './reason-sentences.ts'
import { seatWords } from './seat-words.ts'
import { inLanguage, type Sentence } from './sentence.ts'
import { sipCallWords } from './sip-call-words.ts'
import { stateWords } from './state-words.ts'

function* sentencesIn(value: unknown, path: string): Generator<[string, Sentence]> {
  if (Array.isArray(value)) yield [path, value as unknown as Sentence]
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) yield* sentencesIn(child, `${path}.${key}`)
}

const all = Object.entries({
  adminWords,
  adminSentences,
  appWords,
  callWords,
  eventSentences,
  eventWhys,
  reasons,
  seatWords,
  sipCallWords,
  stateWords,
}).flatMap(([name, tree]) => [...sentencesIn(tree, name)])
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('inLanguage', () => {
  it('puts values in', () =>
    expect(inLanguage(['等待 {time}', 'waited {time}'], 'en', { time: '0:42' })).toBe('waited 0:42'))
  it('shows a missing value instead of hiding it', () => expect(inLanguage(['{a}', '{a}'], 'zh-CN')).toBe('{a}'))
})

describe('the sentences', () => {
  it('are many', () => expect(all.length).toBeGreaterThan(300))
  it('are in both languages with the same values', () => {
    for (const [path, [zh, en]] of all) {
      expect(zh.trim() === '' || en.trim() === '', path).toBe(false)
      expect(names(zh), path).toEqual(names(en))
    }
  })
  it('use no banned wording', () => {
    for (const [path, [zh, en]] of all) {
      expect(zh, path).not.toMatch(/操作失败|系统异常|未知错误|抱歉|您|我们|登陆|其它|！|示忙|示闲|坐席/)
      expect(en, path).not.toMatch(/!|[Ss]uccessfully|[Pp]lease|[\u4e00-\u9fff]/)
    }
  })
})
