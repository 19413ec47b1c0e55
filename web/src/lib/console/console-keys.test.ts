import { expect, it } from 'vitest'
import { consoleAct } from './console-keys.ts'

const press = (key: string, more = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isComposing: false,
  ...more,
})
const idle = { box: '', hasCall: false, hasGuest: false }
const talking = { box: '', hasCall: true, hasGuest: false }

it.each([
  ['K1', 'Enter', { ...talking, box: 'cy' }, { act: 'ring' }],
  ['K1', 'Enter', { ...talking, hasGuest: true }, { act: 'complete' }],
  ['K2', '+', { ...talking, box: '8001' }, { act: 'handOver' }],
  ['K2', '+', { ...idle, box: '8001' }, null],
  ['K3', '-', talking, { act: 'letGo' }],
  ['K4', '/', { ...talking, hasGuest: true }, { act: 'swap' }],
  ['K4', '/', talking, null],
  ['K5', '*', talking, { act: 'park' }],
  ['K5', '*', idle, null],
  ['K5', '*', { ...idle, box: '3' }, { act: 'retrieve', slot: 3 }],
  ['K6', '.', { ...talking, box: 'cy' }, { act: 'camp' }],
  ['K7', 'Escape', { ...idle, box: 'x' }, { act: 'clear' }],
  ['', 'ArrowDown', idle, { act: 'choose', step: 1 }],
  ['', 'a', idle, null],
] as const)('%s %s', (_, key, state, wanted) => {
  expect(consoleAct(press(key), state)).toEqual(wanted)
})

it('the number pad’s Enter is Enter; nothing while an input method composes or with a modifier', () => {
  expect(consoleAct(press('Enter', { code: 'NumpadEnter' }), talking)).toEqual({ act: 'ring' })
  for (const more of [{ isComposing: true }, { altKey: true }, { ctrlKey: true }])
    expect(consoleAct(press('Enter', more), talking)).toBeNull()
})
