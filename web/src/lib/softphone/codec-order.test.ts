import { expect, it } from 'vitest'
import { telephoneFirst } from './codec-order.ts'

it('puts PCMA first, PCMU second and keeps the rest in order', () => {
  const names = ['audio/opus', 'audio/red', 'audio/PCMU', 'audio/PCMA', 'audio/telephone-event', 'audio/CN']
  expect(telephoneFirst(names.map((mimeType) => ({ mimeType }))).map((codec) => codec.mimeType)).toEqual([
    'audio/PCMA',
    'audio/PCMU',
    'audio/opus',
    'audio/red',
    'audio/CN',
    'audio/telephone-event',
  ])
})
