// The flow of a colleague's message box: what a customer enters whom an agent sends there.
import type { FlowDefinition } from '#protocol/flow-config'
import type { AgentId, Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'

const LONGEST_MESSAGE_MS: Ms = 180_000

/** `box`: whose messages they are. */
export const messageFlow = (box: AgentId, language: Language): FlowDefinition => ({
  id: 'messages',
  name: 'messages',
  version: 1,
  language,
  start: 'message',
  nodes: [
    { id: 'message', kind: 'message', prompt: 'leave-message', maxMs: LONGEST_MESSAGE_MS, box, next: 'saved' },
    { id: 'saved', kind: 'hang-up', prompt: 'message-saved' },
  ],
})
