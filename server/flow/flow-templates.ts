// What a new flow begins with.
import type { NewFlowBody } from '#protocol/flow-api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { Language } from '#protocol/reasons'
import { listHours } from '../hours/hours-store.ts'
import { listQueues } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { HOURS_ID, menuFlow } from './menu-flow.ts'
import { selfServiceFlow } from './self-service-flow.ts'

const LONGEST_MESSAGE_MS = 180_000

export function templateFlow(core: Database, { id, name, template }: NewFlowBody, language: Language): FlowDefinition {
  const queue = listQueues(core)[0]?.id ?? 'service'
  if (template === 'menu') {
    const hours = listHours(core)[0]?.id ?? HOURS_ID
    return menuFlow({ id, name, language, queue, hours, greeting: 'greeting-service', menu: 'menu-service' })
  }
  if (template === 'self-service') return selfServiceFlow({ id, name, language, queue })
  const basics = { id, name, version: 1, language }
  if (template === 'empty')
    return { ...basics, start: 'bye', nodes: [{ id: 'bye', kind: 'hang-up', prompt: 'goodbye' }] }
  return {
    ...basics,
    start: 'message',
    nodes: [
      { id: 'message', kind: 'message', prompt: 'leave-message', maxMs: LONGEST_MESSAGE_MS, box: queue, next: 'bye' },
      { id: 'bye', kind: 'hang-up', prompt: 'message-saved' },
    ],
  }
}
