// What a node starts as when it is put into a drawing. Pure.
import type { FlowNode, FlowNodeKind } from '#protocol/flow-config'

/** Ids of what there is to name; '' where there is none. */
export type Firsts = { queue: string; hours: string; agent: string; flow: string; list: string }

const QUESTION = {
  prompt: 'menu-service',
  wrongPrompt: 'wrong-key',
  silentPrompt: 'no-key',
  timeoutMs: 5000,
  tries: 3,
  failed: '',
}
/** Longest voice message: 3 min. */
const MESSAGE_MS = 180_000
/** An address, a name, an answer: a minute. */
const RECORD_MS = 60_000

const asking = (id: string, kind: FlowNodeKind): FlowNode | null => {
  switch (kind) {
    case 'menu':
      return { id, kind, ...QUESTION, keys: { '1': '' } }
    case 'collect':
      return {
        ...{ id, kind, ...QUESTION, into: 'digits', min: 1, max: 12, finishKey: '#', betweenMs: 3000 },
        ...{ check: { kind: 'any' }, next: '' },
      }
    case 'survey':
      return { id, kind, ...QUESTION, topic: 'service', lowest: 1, highest: 5, next: '' }
    case 'message':
      return { id, kind, prompt: 'leave-message', maxMs: MESSAGE_MS, box: '', next: '' }
    case 'record':
      return {
        ...{ id, kind, prompt: 'say-after-tone', beep: true, into: 'said', maxMs: RECORD_MS, stopKey: '#' },
        ...{ silenceMs: 4000, next: '', nothing: '' },
      }
    default:
      return null
  }
}

const thinking = (id: string, kind: FlowNodeKind): FlowNode | null => {
  switch (kind) {
    case 'set':
      return { id, kind, into: 'value', value: '', next: '' }
    case 'compare':
      return { id, kind, value: '', cases: [{ op: 'equal', to: '', next: '' }], otherwise: '' }
    case 'loop':
      return { id, kind, times: 3, body: '', done: '' }
    case 'split':
      return { id, kind, shares: [{ percent: 50, next: '' }], otherwise: '' }
    case 'customer':
      return { id, kind, number: '', found: '', unknown: '' }
    case 'customer-note':
      return { id, kind, number: '', text: '', next: '', failed: '' }
    case 'http':
      return {
        ...{ id, kind, method: 'GET', url: 'https://', headers: [], body: '', timeoutMs: 5000 },
        ...{ take: [], waitPrompt: null, next: '', failed: '' },
      }
    default:
      return null
  }
}

export function newNode(kind: FlowNodeKind, id: string, firsts: Firsts): FlowNode {
  const { queue, hours, agent, flow, list } = firsts
  const known = asking(id, kind) ?? thinking(id, kind)
  if (known) return known.kind === 'message' ? { ...known, box: queue } : known
  switch (kind) {
    case 'hours':
      return { id, kind, hours, open: '', closed: '' }
    case 'say':
      return { id, kind, value: '', as: 'number', next: '' }
    case 'language':
      return { id, kind, language: 'en', next: '' }
    case 'sub-flow':
      return { id, kind, flow, next: '' }
    case 'queue':
      return { id, kind, queue, full: '', timeout: '' }
    case 'queue-status':
      return { id, kind, queue, next: '' }
    case 'ring':
      return { id, kind, party: { kind: 'agent', agent }, ringMs: 20_000, busy: '', noAnswer: '' }
    case 'callback':
      return { id, kind, queue, number: '', next: '', failed: '' }
    case 'listed':
      return { id, kind, list, number: '', yes: '', no: '' }
    case 'end':
      return { id, kind }
    case 'hang-up':
      return { id, kind, prompt: 'goodbye' }
    default:
      return { id, kind: 'play', prompt: 'greeting-service', next: '' }
  }
}

/** The palette's groups, in its order. */
export const KIND_GROUPS = {
  speak: ['play', 'say', 'language'],
  ask: ['menu', 'collect', 'survey', 'message', 'record'],
  decide: ['hours', 'compare', 'set', 'loop', 'split'],
  connect: ['queue', 'ring', 'callback', 'queue-status'],
  data: ['customer', 'customer-note', 'listed', 'http'],
  lead: ['sub-flow', 'end', 'hang-up'],
} as const satisfies Record<string, readonly FlowNodeKind[]>
export type KindGroup = keyof typeof KIND_GROUPS
