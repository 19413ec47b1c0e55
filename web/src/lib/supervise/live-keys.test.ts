import { describe, expect, it } from 'vitest'
import { cellAt, liveAct } from './live-keys.ts'

const press = (code: string, more: Partial<Parameters<typeof liveAct>[0]> = {}) => ({
  code,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
})

describe('keys of the live page', () => {
  it.each([
    ['LK1', 'KeyL', 'listen'],
    ['LK1', 'KeyW', 'whisper'],
    ['LK1', 'KeyB', 'barge'],
    ['LK1', 'KeyT', 'take-over'],
    ['LK3', 'KeyY', 'why'],
    ['LK4', 'Escape', 'close'],
    ['LK2', 'Digit1', null],
    ['another', 'KeyK', null],
  ])('%s %s', (_, code, act) => expect(liveAct(press(code), false)).toBe(act))

  it.each([
    ['Digit1', 'listen'],
    ['Digit2', 'whisper'],
    ['Digit3', 'barge'],
    ['Digit4', 'take-over'],
  ])('LK2 %s once in', (code, act) => expect(liveAct(press(code), true)).toBe(act))

  it.each(['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'repeat'] as const)('%s is for others', (name) => {
    expect(liveAct(press('KeyL', { [name]: true }), true)).toBeNull()
  })
})

// Seven in a row, ten in all.
it.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 6, 7],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 2, 9],
  ['ArrowDown', 3, 3],
  ['ArrowUp', 8, 1],
  ['ArrowUp', 3, 3],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['Enter', 5, null],
])('LK5 %s from %i to %s', (code, from, to) => expect(cellAt(code, from, 7, 10)).toBe(to))
