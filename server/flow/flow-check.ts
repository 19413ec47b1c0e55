// What is wrong with a flow before it is published. Rules K1-K14 in SPEC.md.
import type { FlowProblem } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Language } from '#protocol/reasons'
import { exitsOf, reachable } from './flow-exits.ts'
import { MACROS, namesIn } from './template.ts'

/** What a flow may name. */
export type FlowSurroundings = {
  queues: readonly { id: string; hasCallback: boolean }[]
  hours: readonly string[]
  agents: readonly string[]
  /** Message boxes of every kind (M1). */
  boxes: readonly string[]
  flows: readonly FlowDefinition[]
  /** Number lists. */
  lists: readonly string[]
  hasPrompt(name: string, language: Language): boolean
}

export function checkFlow(flow: FlowDefinition, around: FlowSurroundings): FlowProblem[] {
  const present = new Set(flow.nodes.map(({ id }) => id))
  const reached = reachable(flow)
  const problems: FlowProblem[] = []
  if (!present.has(flow.start)) problems.push(problem('no-start', '', flow.start))
  problems.push(...doubles(flow))
  for (const node of flow.nodes) {
    if (!reached.has(node.id)) problems.push(warning('unreachable', node.id, ''))
    for (const { port, to } of exitsOf(node))
      if (to !== '' && !present.has(to)) problems.push(problem('no-target', node.id, `${port} → ${to}`))
    problems.push(...namesNothing(node, around), ...ofItsKind(node), ...prompts(flow, node, around))
  }
  return [
    ...problems,
    ...silentCircles(flow),
    ...endless(flow, reached),
    ...nested(flow, around),
    ...unset(flow, around),
  ]
}

const problem = (why: FlowProblem['why'], node: string, detail: string): FlowProblem => ({
  why,
  node,
  detail,
  isError: true,
})
const warning = (why: FlowProblem['why'], node: string, detail: string): FlowProblem => ({
  ...problem(why, node, detail),
  isError: false,
})

/** K2 */
function doubles({ nodes }: FlowDefinition): FlowProblem[] {
  const seen = new Set<string>()
  return nodes.flatMap(({ id }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [problem('double', id, '')]
  })
}

/** K5: a queue, hours, a colleague, a message box, a number list or a flow that is not there any more. */
function namesNothing(node: FlowNode, { queues, hours, agents, boxes, flows, lists }: FlowSurroundings): FlowProblem[] {
  const missing = (detail: string) => [problem('no-object', node.id, detail)]
  switch (node.kind) {
    case 'queue':
    case 'queue-status':
      return queues.some(({ id }) => id === node.queue) ? [] : missing(node.queue)
    case 'callback': {
      const queue = queues.find(({ id }) => id === node.queue)
      if (!queue) return missing(node.queue)
      return queue.hasCallback ? [] : [problem('no-callback', node.id, node.queue)]
    }
    case 'message':
      return boxes.includes(node.box) ? [] : missing(node.box)
    case 'hours':
      return hours.includes(node.hours) ? [] : missing(node.hours)
    case 'listed':
      return lists.includes(node.list) ? [] : missing(node.list)
    case 'sub-flow':
      return flows.some(({ id }) => id === node.flow) ? [] : missing(node.flow)
    case 'ring':
      return node.party.kind === 'number' || agents.includes(node.party.agent) ? [] : missing(node.party.agent)
    default:
      return []
  }
}

/** K6: settings that can never come true. */
function ofItsKind(node: FlowNode): FlowProblem[] {
  switch (node.kind) {
    case 'menu':
      return Object.keys(node.keys).length === 0 ? [problem('no-keys', node.id, '')] : []
    case 'collect':
      return node.min > node.max ? [problem('min-over-max', node.id, `${node.min} > ${node.max}`)] : []
    case 'survey':
      return node.lowest > node.highest ? [problem('min-over-max', node.id, `${node.lowest} > ${node.highest}`)] : []
    case 'split': {
      const sum = node.shares.reduce((total, { percent }) => total + percent, 0)
      return sum > 100 ? [problem('over-hundred', node.id, `${sum} %`)] : []
    }
    case 'http':
      return /^https?:\/\/[^{}/]+/.test(node.url) ? [] : [problem('bad-address', node.id, node.url)]
    default:
      return []
  }
}

const SOUND_PROMPTS = (node: FlowNode): string[] => {
  switch (node.kind) {
    case 'play':
    case 'message':
    case 'record':
      return [node.prompt]
    case 'menu':
    case 'collect':
    case 'survey':
      return [node.prompt, node.wrongPrompt, node.silentPrompt]
    case 'hang-up':
      return node.prompt === null ? [] : [node.prompt]
    case 'http':
      return node.waitPrompt === null ? [] : [node.waitPrompt]
    default:
      return []
  }
}

/** K7: in every language that the flow speaks; one that exists in the other alone is only a warning. */
function prompts(flow: FlowDefinition, node: FlowNode, { hasPrompt }: FlowSurroundings): FlowProblem[] {
  const languages = languagesOf(flow)
  return SOUND_PROMPTS(node).flatMap((name) => {
    const missing = languages.filter((language) => !hasPrompt(name, language))
    if (missing.length === 0) return []
    const nowhere = !hasPrompt(name, 'zh-CN') && !hasPrompt(name, 'en')
    if (nowhere) return [problem('no-prompt', node.id, name)]
    return missing.map((language) => warning('no-language', node.id, `${name} (${language})`))
  })
}

export const languagesOf = ({ language, nodes }: FlowDefinition): Language[] => [
  ...new Set([language, ...nodes.flatMap((node) => (node.kind === 'language' ? [node.language] : []))]),
]

/** What a walk passes without the caller, or time, having a part in it. */
const THINKING = new Set<FlowNode['kind']>([
  'hours',
  'set',
  'compare',
  'split',
  'language',
  'sub-flow',
  'queue-status',
  'customer',
  'customer-note',
  'listed',
  'http',
  'callback',
])

/** K3: a circle of nodes that only think. A loop node ends by its count. */
function silentCircles({ nodes }: FlowDefinition): FlowProblem[] {
  const thinking = new Map(nodes.filter(({ kind }) => THINKING.has(kind)).map((node) => [node.id, node]))
  return [...thinking.keys()].filter((id) => leadsTo(id, id, thinking)).map((id) => problem('silent-circle', id, ''))
}

function leadsTo(from: string, to: string, among: Map<string, FlowNode>): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = among.get(id)
    if (!node) continue
    for (const exit of exitsOf(node)) {
      if (exit.to === to) return true
      if (seen.has(exit.to)) continue
      seen.add(exit.to)
      open.push(exit.to)
    }
  }
  return false
}

/** K4: from every node that is reached some way leads to an end. */
function endless(flow: FlowDefinition, reached: Set<string>): FlowProblem[] {
  const nodes = flow.nodes.filter(({ id }) => reached.has(id))
  const ends = new Set<string>()
  const isEnd = (to: string) => to === '' || ends.has(to) || !reached.has(to)
  for (let grew = true; grew; ) {
    grew = false
    for (const node of nodes) {
      const exits = exitsOf(node)
      if (ends.has(node.id) || !(exits.length === 0 || exits.some(({ to }) => isEnd(to)))) continue
      ends.add(node.id)
      grew = true
    }
  }
  return nodes.filter(({ id }) => !ends.has(id)).map(({ id }) => problem('no-end', id, ''))
}

/** K8: flows that enter each other in a circle. */
function nested(flow: FlowDefinition, { flows }: FlowSurroundings): FlowProblem[] {
  const others = new Map(flows.map((other) => [other.id, other]))
  others.set(flow.id, flow)
  const enters = (id: string): string[] =>
    (others.get(id)?.nodes ?? []).flatMap((node) => (node.kind === 'sub-flow' ? [node.flow] : []))
  return flow.nodes.flatMap((node) => {
    if (node.kind !== 'sub-flow') return []
    const seen = new Set<string>()
    const open = [node.flow]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === flow.id) return [problem('nested-circle', node.id, node.flow)]
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...enters(id))
    }
    return []
  })
}

const TEMPLATES = (node: FlowNode): string[] => {
  switch (node.kind) {
    case 'say':
    case 'set':
      return [node.value]
    case 'compare':
      return [node.value, ...node.cases.map(({ to }) => to)]
    case 'http':
      return [node.url, node.body, ...node.headers.map(({ value }) => value)]
    case 'customer':
    case 'listed':
    case 'callback':
      return [node.number]
    case 'customer-note':
      return [node.number, node.text]
    case 'ring':
      return node.party.kind === 'number' ? [node.party.number] : []
    default:
      return []
  }
}

function setBy(node: FlowNode): string[] {
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

/** K9: a value that no node of this flow, or of one that it enters, ever gives. */
function unset(flow: FlowDefinition, { flows }: FlowSurroundings): FlowProblem[] {
  const inner = flow.nodes.flatMap((node) =>
    node.kind === 'sub-flow' ? flows.filter(({ id }) => id === node.flow) : [],
  )
  const known = new Set([...MACROS, ...[flow, ...inner].flatMap(({ nodes }) => nodes.flatMap(setBy))])
  return flow.nodes.flatMap((node) =>
    [...new Set(TEMPLATES(node).flatMap(namesIn))]
      .filter((name) => !known.has(name))
      .map((name) => warning('unset', node.id, name)),
  )
}
