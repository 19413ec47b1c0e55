// The attendant's keys: the target box has the focus always, and these act from within it. Pure.
// K1 Enter rings who is chosen and stays, again completes · K2 + hands over at once · K3 - lets go · K4 / swaps ·
// K5 * parks, with digits takes that place back · K6 . waits for a busy one · K7 Escape empties the box.
export type ConsoleAct =
  | { act: 'ring' | 'complete' | 'handOver' | 'letGo' | 'swap' | 'park' | 'camp' | 'clear' }
  | { act: 'retrieve'; slot: number }
  | { act: 'choose'; step: 1 | -1 }

/** hasCall: a call of one's own is there; hasGuest: somebody has been brought to it. */
export type ConsoleState = { box: string; hasCall: boolean; hasGuest: boolean }
type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing'>

export function consoleAct(press: Press, { box, hasCall, hasGuest }: ConsoleState): ConsoleAct | null {
  if (press.isComposing || press.ctrlKey || press.altKey || press.metaKey) return null
  if (press.key === 'ArrowDown') return { act: 'choose', step: 1 }
  if (press.key === 'ArrowUp') return { act: 'choose', step: -1 }
  switch (press.code === 'NumpadEnter' ? 'Enter' : press.key) {
    case 'Enter':
      return { act: hasGuest ? 'complete' : 'ring' }
    case '+':
      return hasCall && box !== '' ? { act: 'handOver' } : null
    case '-':
      return { act: 'letGo' }
    case '/':
      return hasGuest ? { act: 'swap' } : null
    case '.':
      return box === '' ? null : { act: 'camp' }
    case 'Escape':
      return box === '' ? null : { act: 'clear' }
    case '*':
      if (/^[1-9]$/.test(box)) return { act: 'retrieve', slot: Number(box) }
      return box === '' && hasCall ? { act: 'park' } : null
    default:
      return null
  }
}
