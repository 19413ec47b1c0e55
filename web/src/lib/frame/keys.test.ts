import { describe, expect, it } from 'vitest'
import { bindings, conflicts, isForbidden, type KeyPress, keyActOf, keyName } from './keys.ts'

const press = (code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  code,
  altKey: false,
  ctrlKey: false,
  shiftKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  ...more,
})

describe('the key map', () => {
  it('has no conflict and no forbidden chord', () => expect(conflicts(bindings)).toEqual([]))
  it('notices a shared chord', () => {
    expect(conflicts([...bindings, { act: 'note', code: 'F2', scope: 'page' }])).toEqual(['F2: answer, note'])
  })
  it.each([
    [{ code: 'F5' }],
    [{ code: 'KeyW', ctrl: true }],
    [{ code: 'KeyD', alt: true }],
    [{ code: 'KeyA', ctrl: true, alt: true }],
    [{ code: 'KeyS', ctrl: true, shift: true }],
  ] as const)('%o may not be bound', (binding) => expect(isForbidden(binding)).toBe(true))
})

describe('keyActOf', () => {
  it('call keys work in fields and while composing', () => {
    expect(keyActOf(press('F4', { isComposing: true, keyCode: 229 }), true)).toBe('hang-up')
  })
  it('other keys wait until composing ends', () => {
    expect(keyActOf(press('KeyK', { altKey: true, isComposing: true }), true)).toBeNull()
    expect(keyActOf(press('KeyK', { altKey: true }), true)).toBe('keypad')
  })
  it('key repeat is ignored', () => expect(keyActOf(press('F2', { repeat: true }), false)).toBeNull())
  it('single characters act only outside fields', () => {
    expect(keyActOf(press('Slash'), false)).toBe('search')
    expect(keyActOf(press('Slash'), true)).toBeNull()
    expect(keyActOf(press('Slash', { shiftKey: true }), false)).toBe('keys')
  })
  it('Escape is nothing', () => expect(keyActOf(press('Escape'), false)).toBeNull())
})
it('keys are printed as on the keyboard', () => {
  expect([keyName('answer'), keyName('keypad'), keyName('save'), keyName('keys')]).toEqual([
    'F2',
    'Alt+K',
    'Ctrl+S',
    '?',
  ])
})
