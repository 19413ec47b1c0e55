// Nodes that only think: hours, variables, branches, loops, sub-flows, shares. Rules F5, F20-F26.
import type { CompareOp, FlowNode } from '#protocol/flow-config'
import { assertNever } from '../machine/assert-never.ts'
import { assign, MAX_DEPTH, type Outcome, type Walk, went } from './flow-state.ts'
import { hoursState } from './opening-hours.ts'
import { filled } from './template.ts'

type Node<K extends FlowNode['kind']> = Extract<FlowNode, { kind: K }>

/** F5: a holiday has its own way where the node gives one; hours that are gone count as open. */
export function byHours(walk: Walk, node: Node<'hours'>): Outcome {
  const hours = walk.run.hours.find((candidate) => candidate.id === node.hours)
  const state = hours ? hoursState(hours, walk.now) : 'open'
  const way = state === 'holiday' && node.holiday === undefined ? 'closed' : state
  went(walk, `${node.id}:${way}`)
  if (way === 'open') return { go: node.open }
  return { go: way === 'holiday' ? (node.holiday ?? node.closed) : node.closed }
}

/** F20 */
export function setVariable(walk: Walk, node: Node<'set'>): Outcome {
  assign(walk.run, node.into, filled(walk, node.value))
  went(walk, node.id, node.kind)
  return { go: node.next }
}

/** F21: the first case that holds. */
export function compare(walk: Walk, node: Node<'compare'>): Outcome {
  const value = filled(walk, node.value)
  const index = node.cases.findIndex(({ op, to }) => holds(op, value, filled(walk, to)))
  const found = node.cases[index]
  went(walk, `${node.id}:${found ? index + 1 : 'otherwise'}`)
  return { go: found ? found.next : node.otherwise }
}

function holds(op: CompareOp, value: string, to: string): boolean {
  switch (op) {
    case 'equal':
      return order(value, to) === 0
    case 'not-equal':
      return order(value, to) !== 0
    case 'less':
      return order(value, to) < 0
    case 'at-most':
      return order(value, to) <= 0
    case 'greater':
      return order(value, to) > 0
    case 'at-least':
      return order(value, to) >= 0
    case 'starts-with':
      return value.startsWith(to)
    case 'contains':
      return value.includes(to)
    case 'empty':
      return value.trim() === ''
    default:
      return assertNever(op)
  }
}

const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/

/** By size where both are numbers; numbers of a customer or an account, which are longer, by text. */
function order(one: string, other: string): number {
  if (NUMBER.test(one) && NUMBER.test(other)) return Number(one) - Number(other)
  return one < other ? -1 : one > other ? 1 : 0
}

/** F22 */
export function loop(walk: Walk, node: Node<'loop'>): Outcome {
  const { run } = walk
  const key = `${run.flow.id}/${node.id}`
  const round = (run.rounds[key] ?? 0) + 1
  const isDone = round > node.times
  run.rounds = { ...run.rounds, [key]: isDone ? 0 : round }
  went(walk, `${node.id}:${isDone ? 'done' : round}`)
  return { go: isDone ? node.done : node.body }
}

/** F23: a flow that is gone, or too many within each other, is passed over. */
export function enterSubFlow(walk: Walk, node: Node<'sub-flow'>): Outcome {
  const { run } = walk
  const sub = run.flows.find((flow) => flow.id === node.flow)
  went(walk, sub ? node.id : `${node.id}:gone`)
  if (!sub || run.stack.length >= MAX_DEPTH) return { go: node.next }
  run.stack = [...run.stack, { flow: run.flow, next: node.next }]
  run.flow = sub
  return { go: sub.start }
}

/** F26: drawn from the walk's own name, so that a replay draws the same. */
export function split(walk: Walk, node: Node<'split'>): Outcome {
  const drawn = hash(`${walk.run.id}/${walk.run.entered}`) % 100
  let upTo = 0
  for (const [i, share] of node.shares.entries()) {
    upTo += share.percent
    if (drawn >= upTo) continue
    went(walk, `${node.id}:${i + 1}`)
    return { go: share.next }
  }
  went(walk, `${node.id}:otherwise`)
  return { go: node.otherwise }
}

/** FNV-1a, 32 bits, its last bits mixed. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}
