// Values that templates can name: those that some node of the flow gives, and the macros. Pure.
import type { FlowNode } from '#protocol/flow-config'

const MACROS = ['ANI', 'DNIS', 'DATE', 'TIME', 'DATETIME', 'WEEKDAY', 'LANGUAGE', 'CALL']

/** What this node gives. A secret is for HTTP nodes alone. */
export function givenBy(node: FlowNode): string[] {
  switch (node.kind) {
    case 'set':
    case 'collect':
      return [node.into]
    case 'record':
      return [node.into, `${node.into}.seconds`]
    case 'http':
      return node.take.map(({ into }) => into)
    case 'customer':
      return ['id', 'name', 'company', 'note', 'level'].map((field) => `customer.${field}`)
    case 'queue-status':
      return ['waiting', 'free', 'at-work', 'wait'].map((field) => `queue.${field}`)
    default:
      return []
  }
}

export function variablesFor(nodes: readonly FlowNode[], reader: FlowNode): string[] {
  const isSecret = (node: FlowNode) => node.kind === 'collect' && node.secret === true && reader.kind !== 'http'
  return [...new Set([...nodes.filter((node) => !isSecret(node)).flatMap(givenBy), ...MACROS])]
}
