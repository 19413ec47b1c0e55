// The keyboard: one map, matched by event.code. `everywhere` keys work in fields and while an input method composes.
export type KeyAct =
  | 'answer'
  | 'hang-up'
  | 'hold'
  | 'mute'
  | 'keypad'
  | 'redial'
  | 'record'
  | 'transfer'
  | 'complete'
  | 'join'
  | 'alternate'
  | 'leader'
  | 'presence'
  | 'finish'
  | 'extend'
  | 'note'
  | 'chat'
  | 'save'
  | 'save-and-finish'
  | 'search'
  | 'keys'

export type KeyBinding = {
  act: KeyAct
  code: string
  alt?: true
  ctrl?: true
  shift?: true
  scope: 'everywhere' | 'fields' | 'page'
}
export type KeyPress = Pick<
  KeyboardEvent,
  'code' | 'altKey' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'isComposing' | 'keyCode' | 'repeat'
>

/** `everywhere`: also while composing · `fields`: also in fields · `page`: only outside fields. */
export const bindings: readonly KeyBinding[] = [
  { act: 'answer', code: 'F2', scope: 'everywhere' },
  { act: 'hang-up', code: 'F4', scope: 'everywhere' },
  { act: 'hold', code: 'F8', scope: 'everywhere' },
  { act: 'mute', code: 'F9', scope: 'everywhere' },
  { act: 'keypad', code: 'KeyK', alt: true, scope: 'fields' },
  { act: 'redial', code: 'KeyR', alt: true, scope: 'fields' },
  { act: 'transfer', code: 'KeyB', alt: true, scope: 'fields' },
  { act: 'complete', code: 'KeyG', alt: true, scope: 'fields' },
  { act: 'join', code: 'KeyJ', alt: true, scope: 'fields' },
  { act: 'alternate', code: 'KeyL', alt: true, scope: 'fields' },
  { act: 'leader', code: 'KeyY', alt: true, scope: 'fields' },
  { act: 'record', code: 'KeyP', alt: true, scope: 'fields' },
  { act: 'presence', code: 'KeyQ', alt: true, scope: 'fields' },
  { act: 'finish', code: 'KeyW', alt: true, scope: 'fields' },
  { act: 'extend', code: 'KeyX', alt: true, scope: 'fields' },
  { act: 'note', code: 'KeyO', alt: true, scope: 'fields' },
  { act: 'chat', code: 'KeyM', alt: true, scope: 'fields' },
  { act: 'save', code: 'KeyS', ctrl: true, scope: 'fields' },
  { act: 'save-and-finish', code: 'Enter', ctrl: true, scope: 'fields' },
  { act: 'search', code: 'Slash', scope: 'page' },
  { act: 'keys', code: 'Slash', shift: true, scope: 'page' },
]

const chord = ({ code, alt, ctrl, shift }: Omit<KeyBinding, 'act' | 'scope'>): string =>
  `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${code}`

/** Chords that browsers, systems, input methods or screenshot tools own (ui.md section 3). */
export function isForbidden(binding: Omit<KeyBinding, 'act' | 'scope'>): boolean {
  const { code, alt, ctrl, shift } = binding
  if (/^F(1|3|5|6|7|10|11|12)$/.test(code) && !ctrl) return true
  if (ctrl && !alt && ['KeyN', 'KeyT', 'KeyW', 'Tab', 'Space', 'Period'].includes(code)) return true
  if (alt && !ctrl && /^(Key[DEFAINU]|F4|ArrowLeft|ArrowRight|Digit\d)$/.test(code)) return true
  if (ctrl && alt && ['KeyA', 'KeyW', 'KeyZ'].includes(code)) return true
  return (shift === true && (alt === true || ctrl === true)) || code.startsWith('Shift')
}

/** Bindings that share a chord, and bindings on forbidden chords; empty when all is well. */
export function conflicts(list: readonly KeyBinding[]): string[] {
  const seen = new Map<string, KeyAct>()
  const found: string[] = []
  for (const binding of list) {
    const name = chord(binding)
    const other = seen.get(name)
    if (other) found.push(`${name}: ${other}, ${binding.act}`)
    if (isForbidden(binding)) found.push(`${name}: ${binding.act} is not allowed there`)
    seen.set(name, binding.act)
  }
  return found
}

export function keyActOf(press: KeyPress, inField: boolean): KeyAct | null {
  if (press.repeat || press.metaKey) return null
  const pressed = chord({
    code: press.code,
    ...(press.altKey ? { alt: true } : {}),
    ...(press.ctrlKey ? { ctrl: true } : {}),
    ...(press.shiftKey ? { shift: true } : {}),
  })
  const binding = bindings.find((candidate) => chord(candidate) === pressed)
  if (!binding) return null
  const composing = press.isComposing || press.keyCode === 229
  if (composing && binding.scope !== 'everywhere') return null
  return inField && binding.scope === 'page' ? null : binding.act
}

/** A binding as it is printed on its button. */
export function keyName(act: KeyAct): string {
  const binding = bindings.find((candidate) => candidate.act === act)
  if (!binding) return ''
  if (act === 'keys') return '?'
  if (act === 'search') return '/'
  return chord(binding).replace('Key', '')
}
