// The ways out of a node, by the names that the editor shows them by.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { assertNever } from '../machine/assert-never.ts'

/** `port`: 'next', 'open', a key as 'key:1', a case or share counted from 1 as 'case:1'. `to` '' = the end. */
export type FlowExit = { port: string; to: string }

export function exitsOf(node: FlowNode): FlowExit[] {
  switch (node.kind) {
    case 'hours':
      return [exit('open', node.open), exit('closed', node.closed), ...maybe('holiday', node.holiday)]
    case 'play':
    case 'say':
    case 'language':
    case 'set':
    case 'sub-flow':
    case 'queue-status':
    case 'message':
      return [exit('next', node.next)]
    case 'menu':
      return [...Object.entries(node.keys).map(([key, to]) => exit(`key:${key}`, to)), ...unanswered(node)]
    case 'collect':
    case 'survey':
      return [exit('next', node.next), ...unanswered(node)]
    case 'compare':
      return [...node.cases.map(({ next }, i) => exit(`case:${i + 1}`, next)), exit('otherwise', node.otherwise)]
    case 'split':
      return [...node.shares.map(({ next }, i) => exit(`share:${i + 1}`, next)), exit('otherwise', node.otherwise)]
    case 'loop':
      return [exit('body', node.body), exit('done', node.done)]
    case 'queue':
      return [exit('full', node.full), exit('timeout', node.timeout), ...maybe('after', node.after)]
    case 'ring':
      return [exit('busy', node.busy), exit('no-answer', node.noAnswer)]
    case 'callback':
    case 'customer-note':
    case 'http':
      return [exit('next', node.next), exit('failed', node.failed)]
    case 'customer':
      return [exit('found', node.found), exit('unknown', node.unknown)]
    case 'listed':
      return [exit('yes', node.yes), exit('no', node.no)]
    case 'record':
      return [exit('next', node.next), exit('nothing', node.nothing)]
    case 'end':
    case 'hang-up':
      return []
    default:
      return assertNever(node)
  }
}

const exit = (port: string, to: string): FlowExit => ({ port, to })
const maybe = (port: string, to: string | undefined): FlowExit[] => (to === undefined ? [] : [exit(port, to)])
const unanswered = ({ failed, silent }: { failed: string; silent?: string }): FlowExit[] => [
  exit('failed', failed),
  ...maybe('silent', silent),
]

/** Nodes that a caller, or who acts after him, can come to. */
export function reachable(flow: Pick<FlowDefinition, 'start' | 'afterHangUp' | 'nodes'>): Set<string> {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()
  const open = [flow.start, flow.afterHangUp ?? '']
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes.get(id)
    if (!node || seen.has(id)) continue
    seen.add(id)
    open.push(...exitsOf(node).map(({ to }) => to))
  }
  return seen
}
