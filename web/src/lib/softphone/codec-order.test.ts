import { expect, it } from 'vitest'
import { codecFor, telephoneFirst } from './codec-order.ts'

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

it('finds what to send among the negotiated codecs', () => {
  const negotiated = ['audio/PCMU', 'audio/opus', 'audio/telephone-event'].map((mimeType) => ({ mimeType }))
  expect(codecFor('opus', negotiated)?.mimeType).toBe('audio/opus')
  expect(codecFor('g711', negotiated)?.mimeType).toBe('audio/PCMU')
  expect(codecFor('opus', negotiated.slice(0, 1))).toBeNull()
})
