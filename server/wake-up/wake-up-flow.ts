// What is heard when a wake-up call is answered: why it is called, twice; or once and the key to confirm it by.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Language } from '#protocol/reasons'

/** The node of the flow that only who has confirmed comes to. */
export const CONFIRMED = 'confirmed'

const SAID: FlowNode[] = [
  { id: 'ask', kind: 'play', prompt: 'wake-up', next: 'again' },
  { id: 'again', kind: 'hang-up', prompt: 'wake-up' },
]
const ASKED: FlowNode[] = [
  {
    id: 'ask',
    kind: 'menu',
    prompt: 'wake-up-confirm',
    keys: { '1': CONFIRMED },
    wrongPrompt: 'wrong-key',
    silentPrompt: 'no-key',
    timeoutMs: 6000,
    tries: 3,
    failed: 'goodbye',
  },
  { id: CONFIRMED, kind: 'hang-up', prompt: 'wake-up-confirmed' },
  { id: 'goodbye', kind: 'hang-up', prompt: 'goodbye' },
]

export const wakeUpFlow = (language: Language, confirm: boolean): FlowDefinition => ({
  id: 'wake-up',
  name: 'wake-up',
  version: 1,
  language,
  start: 'ask',
  nodes: confirm ? ASKED : SAID,
})
