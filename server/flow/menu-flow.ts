import type { FlowDefinition } from '#protocol/flow-config'
import type { Language } from '#protocol/reasons'

/** The first opening hours of a site. */
export const HOURS_ID = 'main'
const MENU_WAIT_MS = 6000
const MESSAGE_MS = 120_000

type MenuFlow = {
  id: string
  name: string
  language: Language
  queue: string
  greeting: string
  menu: string
  hours?: string
}

/** Hours → greeting → menu (1 = queue, 2 = message); closed → message. Whoever keys nothing three times is sent off. */
export function menuFlow({ id, name, language, queue, greeting, menu, hours = HOURS_ID }: MenuFlow): FlowDefinition {
  return {
    id,
    name,
    version: 1,
    language,
    start: 'hours',
    nodes: [
      { id: 'hours', kind: 'hours', hours, open: 'greeting', closed: 'closed' },
      { id: 'greeting', kind: 'play', prompt: greeting, next: 'menu' },
      {
        id: 'menu',
        kind: 'menu',
        prompt: menu,
        keys: { '1': 'queue', '2': 'message' },
        wrongPrompt: 'wrong-key',
        silentPrompt: 'no-key',
        timeoutMs: MENU_WAIT_MS,
        tries: 3,
        failed: 'bye',
      },
      { id: 'queue', kind: 'queue', queue, full: 'full', timeout: 'message' },
      { id: 'full', kind: 'play', prompt: 'queue-full', next: 'message' },
      { id: 'closed', kind: 'play', prompt: 'closed', next: 'message' },
      { id: 'message', kind: 'message', prompt: 'leave-message', maxMs: MESSAGE_MS, box: queue, next: 'saved' },
      { id: 'saved', kind: 'play', prompt: 'message-saved', next: 'bye' },
      { id: 'bye', kind: 'hang-up', prompt: 'goodbye' },
    ],
  }
}
