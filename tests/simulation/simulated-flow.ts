// The flow of a simulated day: the plain menu, and behind key 7 whatever else a flow can do.
import type { FlowDefinition, FlowNode } from '../../server/protocol/flow-config.ts'
import { flowSample } from '../harness/samples.ts'
import type { Random } from './random.ts'

const asked = { prompt: 'ask', wrongPrompt: 'wrong', silentPrompt: 'silent', timeoutMs: 5000, tries: 2 }

/** Nothing outside answers in a simulated day: what is asked there fails after its time. */
export function simulatedFlow(agents: readonly string[], random: Random): FlowDefinition {
  const flow = flowSample()
  const after = random.chance(0.5) ? { after: 'survey' } : {}
  const nodes = flow.nodes.map((node): FlowNode => {
    if (node.kind === 'menu') return { ...node, keys: { ...node.keys, '7': 'more' } }
    return node.kind === 'queue' ? { ...node, ...after } : node
  })
  return { ...flow, afterHangUp: 'note', nodes: [...nodes, ...more(random.pick(agents))] }
}

const more = (agent: string): FlowNode[] => [
  {
    ...{ id: 'more', kind: 'split', otherwise: 'rounds' },
    shares: ['ring', 'collect', 'callback'].map((next) => ({ percent: 28, next })),
  },
  { id: 'ring', kind: 'ring', party: { kind: 'agent', agent }, ringMs: 12_000, busy: 'number', noAnswer: 'queue' },
  {
    ...{ id: 'number', kind: 'ring', party: { kind: 'number', number: '13900139000' } },
    ...{ ringMs: 12_000, busy: 'state', noAnswer: 'queue' },
  },
  { id: 'state', kind: 'queue-status', queue: 'service', next: 'queue' },
  {
    ...{ id: 'collect', kind: 'collect', ...asked, into: 'card', min: 1, max: 2, finishKey: '#', betweenMs: 3000 },
    ...{ check: { kind: 'any' }, secret: true, next: 'http', failed: 'queue' },
  },
  {
    ...{ id: 'http', kind: 'http', method: 'GET', url: 'https://crm.example/', headers: [], body: '' },
    ...{ timeoutMs: 2000, take: [], waitPrompt: 'wait', next: 'queue', failed: 'queue' },
  },
  { id: 'callback', kind: 'callback', queue: 'service', number: '', next: 'goodbye', failed: 'queue' },
  { id: 'rounds', kind: 'loop', times: 2, body: 'word', done: 'queue' },
  { id: 'word', kind: 'play', prompt: 'word', next: 'rounds' },
  {
    id: 'survey',
    kind: 'survey',
    ...asked,
    topic: 'service',
    lowest: 1,
    highest: 9,
    next: 'goodbye',
    failed: 'goodbye',
  },
  { id: 'note', kind: 'customer-note', number: '', text: 'gone', next: '', failed: '' },
]
