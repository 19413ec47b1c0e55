// What a box's settings change in the flows that lead to it. M3.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { MessageBoxConfig } from '#protocol/messages'

export function withBoxes(flow: FlowDefinition, boxes: readonly MessageBoxConfig[]): FlowDefinition {
  if (!flow.nodes.some((node) => settingsOf(node, boxes))) return flow
  return { ...flow, nodes: flow.nodes.flatMap((node) => ofBox(node, settingsOf(node, boxes))) }
}

const settingsOf = (node: FlowNode, boxes: readonly MessageBoxConfig[]): MessageBoxConfig | undefined =>
  node.kind === 'message' ? boxes.find(({ id }) => id === node.box) : undefined

function ofBox(node: FlowNode, box: MessageBoxConfig | undefined): FlowNode[] {
  if (node.kind !== 'message' || !box) return [node]
  const { greetingPrompt, savedPrompt, maxMs } = box
  const kept = `${node.id}.saved`
  const taken = {
    ...node,
    prompt: greetingPrompt ?? node.prompt,
    maxMs: Math.min(node.maxMs, maxMs ?? node.maxMs),
    next: savedPrompt === null ? node.next : kept,
  }
  return savedPrompt === null ? [taken] : [taken, { id: kept, kind: 'play', prompt: savedPrompt, next: node.next }]
}
