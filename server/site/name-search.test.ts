import { expect, it } from 'vitest'
import { searchOf } from './name-search.ts'

it.each([
  ['曹杨', 'caoyang cy'],
  ['王晓敏', 'wangxiaomin wxm'],
  ['Li Wei', 'li wei l'],
  ['重庆分部2', 'chongqingfenbu2 cqfb2'],
])('%s is found by %s', (name, search) => {
  expect(searchOf(name)).toBe(search)
})
