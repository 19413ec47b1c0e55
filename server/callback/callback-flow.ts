// What a customer hears of a call-back: that it will come, and then who calls.

import type { FlowDefinition } from '#protocol/flow-config'
import type { QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'

/** Told to whoever asked by key. */
export const farewellFlow = (language: Language): FlowDefinition => ({
  id: 'callback-asked',
  name: 'callback-asked',
  version: 1,
  language,
  start: 'asked',
  nodes: [{ id: 'asked', kind: 'hang-up', prompt: 'callback-asked' }],
})

/** `prompt` says who calls; then the queue. */
export const callbackFlow = (queue: QueueConfig['id'], prompt: string, language: Language): FlowDefinition => ({
  id: 'callback',
  name: 'callback',
  version: 1,
  language,
  start: 'who-calls',
  nodes: [
    { id: 'who-calls', kind: 'play', prompt, next: 'queue' },
    { id: 'queue', kind: 'queue', queue, full: 'goodbye', timeout: 'goodbye' },
    { id: 'goodbye', kind: 'hang-up', prompt: 'goodbye' },
  ],
})
