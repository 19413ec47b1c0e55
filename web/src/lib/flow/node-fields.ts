// What the form of each kind of node asks for, besides where its ways lead. Limits are those of the schema.
import type { FlowNode, FlowNodeKind } from '#protocol/flow-config'

export type NodeField =
  | { name: string; as: 'prompt'; optional?: true }
  | { name: string; as: 'template'; most: number; tall?: true }
  | { name: string; as: 'text'; most: number; required?: true }
  | { name: string; as: 'variable' }
  | { name: string; as: 'toggle' }
  /** `per`: so many of what is stored are one of what is typed. */
  | { name: string; as: 'number'; min: number; max: number; per?: number; optional?: true }
  | { name: string; as: 'choice'; of: readonly string[] }
  | { name: string; as: 'named'; of: 'queues' | 'hours' | 'flows' | 'boxes' | 'lists' }
  /** More than one control: a form of its own. */
  | { name: string; as: 'keys' | 'cases' | 'shares' | 'check' | 'party' | 'headers' | 'take' }

const QUESTION: readonly NodeField[] = [
  { name: 'prompt', as: 'prompt' },
  { name: 'wrongPrompt', as: 'prompt' },
  { name: 'silentPrompt', as: 'prompt' },
  { name: 'timeoutMs', as: 'number', min: 0, max: 86_400, per: 1000 },
  { name: 'tries', as: 'number', min: 1, max: 10 },
]
const SAY_AS = ['digits', 'telephone', 'number', 'ordinal', 'money', 'date', 'time', 'duration', 'percent', 'recording']
const number: NodeField = { name: 'number', as: 'template', most: 500 }
const queue: NodeField = { name: 'queue', as: 'named', of: 'queues' }

export const nodeFields: Record<FlowNodeKind, readonly NodeField[]> = {
  hours: [{ name: 'hours', as: 'named', of: 'hours' }],
  play: [
    { name: 'prompt', as: 'prompt' },
    { name: 'whole', as: 'toggle' },
  ],
  say: [
    { name: 'value', as: 'template', most: 500 },
    { name: 'as', as: 'choice', of: SAY_AS },
  ],
  language: [{ name: 'language', as: 'choice', of: ['zh-CN', 'en'] }],
  menu: [...QUESTION, { name: 'keys', as: 'keys' }],
  collect: [
    ...QUESTION,
    { name: 'into', as: 'variable' },
    { name: 'min', as: 'number', min: 1, max: 32 },
    { name: 'max', as: 'number', min: 1, max: 32 },
    { name: 'finishKey', as: 'choice', of: ['#', '*', ''] },
    { name: 'betweenMs', as: 'number', min: 0, max: 86_400, per: 1000 },
    { name: 'check', as: 'check' },
    { name: 'secret', as: 'toggle' },
  ],
  set: [
    { name: 'into', as: 'variable' },
    { name: 'value', as: 'template', most: 500 },
  ],
  compare: [
    { name: 'value', as: 'template', most: 500 },
    { name: 'cases', as: 'cases' },
  ],
  loop: [{ name: 'times', as: 'number', min: 1, max: 100 }],
  'sub-flow': [{ name: 'flow', as: 'named', of: 'flows' }],
  split: [{ name: 'shares', as: 'shares' }],
  queue: [queue, { name: 'priority', as: 'number', min: 0, max: 100, optional: true }],
  'queue-status': [queue],
  ring: [
    { name: 'party', as: 'party' },
    { name: 'ringMs', as: 'number', min: 1, max: 120, per: 1000 },
  ],
  message: [
    { name: 'prompt', as: 'prompt' },
    { name: 'maxMs', as: 'number', min: 0, max: 86_400, per: 1000 },
    { name: 'box', as: 'named', of: 'boxes' },
  ],
  callback: [queue, number],
  survey: [
    ...QUESTION,
    { name: 'topic', as: 'text', most: 60, required: true },
    { name: 'lowest', as: 'number', min: 0, max: 9 },
    { name: 'highest', as: 'number', min: 0, max: 9 },
  ],
  customer: [number],
  'customer-note': [number, { name: 'text', as: 'template', most: 500, tall: true }],
  listed: [{ name: 'list', as: 'named', of: 'lists' }, number],
  http: [
    { name: 'method', as: 'choice', of: ['GET', 'POST'] },
    { name: 'url', as: 'template', most: 500 },
    { name: 'headers', as: 'headers' },
    { name: 'body', as: 'template', most: 4000, tall: true },
    { name: 'timeoutMs', as: 'number', min: 0.1, max: 20, per: 1000 },
    { name: 'take', as: 'take' },
    { name: 'waitPrompt', as: 'prompt', optional: true },
  ],
  end: [],
  'hang-up': [
    { name: 'prompt', as: 'prompt', optional: true },
    { name: 'how', as: 'choice', of: ['normal', 'busy', 'congestion', 'rejected'] },
  ],
  record: [
    { name: 'prompt', as: 'prompt' },
    { name: 'beep', as: 'toggle' },
    { name: 'into', as: 'variable' },
    { name: 'maxMs', as: 'number', min: 1, max: 300, per: 1000 },
    { name: 'stopKey', as: 'choice', of: ['#', '*', ''] },
    { name: 'silenceMs', as: 'number', min: 1, max: 60, per: 1000, optional: true },
  ],
}

export const fieldOf = (node: FlowNode, name: string): unknown =>
  new Map<string, unknown>(Object.entries(node)).get(name)

/** `undefined` takes the field away. */
export function withField(node: FlowNode, name: string, value: unknown): FlowNode {
  const rest = Object.fromEntries(Object.entries(node).filter(([field]) => field !== name))
  return { ...rest, ...(value === undefined ? {} : { [name]: value }) } as FlowNode
}
