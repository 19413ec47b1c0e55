// The ways out of a node as a drawing needs them: read, and led elsewhere.
import type { FlowNode, FlowNodeKind } from '#protocol/flow-config'

/** `port`: 'next', 'open', or with a value after a colon: 'key:1', 'case:2', 'share:1'. `to` '' = the flow ends there. */
export type FlowExit = { port: string; to: string }

/** Ways out that are a field of the node, by port; those marked '?' need not be there. */
const FIELDS: Record<FlowNodeKind, Record<string, string>> = {
  hours: { open: 'open', closed: 'closed', holiday: 'holiday?' },
  play: { next: 'next' },
  say: { next: 'next' },
  language: { next: 'next' },
  menu: { failed: 'failed', silent: 'silent?' },
  collect: { next: 'next', failed: 'failed', silent: 'silent?' },
  set: { next: 'next' },
  compare: { otherwise: 'otherwise' },
  loop: { body: 'body', done: 'done' },
  'sub-flow': { next: 'next' },
  split: { otherwise: 'otherwise' },
  queue: { full: 'full', timeout: 'timeout', after: 'after?' },
  'queue-status': { next: 'next' },
  ring: { busy: 'busy', 'no-answer': 'noAnswer' },
  message: { next: 'next' },
  callback: { next: 'next', failed: 'failed' },
  survey: { next: 'next', failed: 'failed', silent: 'silent?' },
  customer: { found: 'found', unknown: 'unknown' },
  'customer-note': { next: 'next', failed: 'failed' },
  http: { next: 'next', failed: 'failed' },
  listed: { yes: 'yes', no: 'no' },
  end: {},
  'hang-up': {},
  record: { next: 'next', nothing: 'nothing' },
}

export function exitsOf(node: FlowNode): FlowExit[] {
  return [...listed(node), ...fields(node)]
}

function fields(node: FlowNode): FlowExit[] {
  const values = Object.entries(node)
  return Object.entries(FIELDS[node.kind]).flatMap(([port, field]) => {
    const to: unknown = values.find(([name]) => name === field.replace('?', ''))?.[1]
    return typeof to === 'string' ? [{ port, to }] : []
  })
}

function listed(node: FlowNode): FlowExit[] {
  if (node.kind === 'menu') return Object.entries(node.keys).map(([key, to]) => ({ port: `key:${key}`, to }))
  if (node.kind === 'compare') return node.cases.map(({ next: to }, i) => ({ port: `case:${i + 1}`, to }))
  return node.kind === 'split' ? node.shares.map(({ next: to }, i) => ({ port: `share:${i + 1}`, to })) : []
}

/** The node with this way out leading there. */
export function withExit(node: FlowNode, port: string, to: string): FlowNode {
  const [name = '', value = ''] = port.split(':')
  if (node.kind === 'menu' && name === 'key') return { ...node, keys: { ...node.keys, [value]: to } }
  const index = Number(value) - 1
  if (node.kind === 'compare' && name === 'case')
    return { ...node, cases: node.cases.map((one, i) => (i === index ? { ...one, next: to } : one)) }
  if (node.kind === 'split' && name === 'share')
    return { ...node, shares: node.shares.map((one, i) => (i === index ? { ...one, next: to } : one)) }
  const field = FIELDS[node.kind][name]?.replace('?', '')
  return field === undefined ? node : { ...node, [field]: to }
}

/** Ways that the node could have and does not have. */
export function missingPorts(node: FlowNode): string[] {
  const there = new Set(exitsOf(node).map(({ port }) => port))
  return Object.entries(FIELDS[node.kind]).flatMap(([port, field]) =>
    field.endsWith('?') && !there.has(port) ? [port] : [],
  )
}

/** The node without this way, where it may be without it. */
export function withoutExit(node: FlowNode, port: string): FlowNode {
  const field = FIELDS[node.kind][port]
  if (!field?.endsWith('?')) return node
  const { [field.slice(0, -1)]: _gone, ...rest } = { ...node } as FlowNode & Record<string, unknown>
  return rest as FlowNode
}
