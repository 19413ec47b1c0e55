import { expect, it } from 'vitest'
import { pathText } from './path-text.ts'

it.each([
  ['PT1 hours, then a key', ['hours:open', 'greeting', 'menu', 'menu:2', 'message'], '营业时间内 › 按键 2'],
  ['PT1 nothing came of anything yet', ['greeting'], ''],
  ['PT1 a result that nobody knows', ['menu:later'], ''],
  [
    'PT2 twice silent, then a wrong key',
    ['menu', 'menu:silent', 'menu:silent', 'menu:wrong'],
    '没有按键 › 按键无对应选项',
  ],
  ['a node whose name has a colon', ['main:hours:closed'], '非营业时间'],
])('%s', (_, path, words) => expect(pathText(path, 'zh-CN')).toBe(words))

it('is told in English too', () => {
  expect(pathText(['hours:open', 'menu:*'], 'en')).toBe('Within hours › Key *')
})
