import type { NewFlowBody } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Language } from '#protocol/reasons'

const MENU_WAIT_MS = 6000
const MESSAGE_MS = 120_000
const NOTE = '{{DATE}} {{TIME}}: {{ANI}} → {{DNIS}} {{asked}}'

type SelfService = Pick<NewFlowBody, 'id' | 'name'> & { language: Language; queue: string }

/**
 * A caller helps himself: who is known is looked up, what is known is said, the language is his choice, and who has hung up
 * leaves a line with the customer. Three times without a key end the call (F112 of the catalogue).
 */
export function selfServiceFlow({ id, name, language, queue }: SelfService): FlowDefinition {
  const nodes = [...menu(), ...lookUp(), ...languages(), ...agents(queue)]
  return { id, name, version: 1, language, start: 'welcome', afterHangUp: 'note', nodes }
}

const menu = (): FlowNode[] => [
  { id: 'welcome', kind: 'play', prompt: 'greeting-service', next: 'menu' },
  {
    ...{ id: 'menu', kind: 'menu', prompt: 'menu-self-service', wrongPrompt: 'wrong-key', silentPrompt: 'no-key' },
    ...{ timeoutMs: MENU_WAIT_MS, tries: 3, failed: 'bye', keys: { '1': 'asked', '2': 'other', '0': 'agent' } },
  },
  { id: 'bye', kind: 'hang-up', prompt: 'goodbye' },
]

const lookUp = (): FlowNode[] => [
  { id: 'asked', kind: 'set', into: 'asked', value: '{{DATETIME}}', next: 'who' },
  { id: 'who', kind: 'customer', number: '{{ANI}}', found: 'level', unknown: 'number' },
  {
    ...{ id: 'level', kind: 'compare', value: '{{customer.level}}', otherwise: 'number' },
    cases: [{ op: 'equal', to: 'vip', next: 'first' }],
  },
  { id: 'number', kind: 'say', value: '{{ANI}}', as: 'telephone', next: 'day' },
  { id: 'day', kind: 'say', value: '{{DATE}}', as: 'date', next: 'time' },
  { id: 'time', kind: 'say', value: '{{TIME}}', as: 'time', next: 'menu' },
  // For a number that no customer has there is nothing to note it with.
  { id: 'note', kind: 'customer-note', number: '{{ANI}}', text: NOTE, next: '', failed: '' },
]

const languages = (): FlowNode[] => [
  {
    ...{ id: 'other', kind: 'compare', value: '{{LANGUAGE}}', otherwise: 'english' },
    cases: [{ op: 'equal', to: 'en', next: 'chinese' }],
  },
  { id: 'english', kind: 'language', language: 'en', next: 'menu' },
  { id: 'chinese', kind: 'language', language: 'zh-CN', next: 'menu' },
]

const agents = (queue: string): FlowNode[] => [
  { id: 'agent', kind: 'queue', queue, full: 'full', timeout: 'message' },
  { id: 'first', kind: 'queue', queue, priority: 10, full: 'full', timeout: 'message' },
  { id: 'full', kind: 'play', prompt: 'queue-full', next: 'message' },
  { id: 'message', kind: 'message', prompt: 'leave-message', maxMs: MESSAGE_MS, box: queue, next: 'saved' },
  { id: 'saved', kind: 'hang-up', prompt: 'message-saved' },
]
