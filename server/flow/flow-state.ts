// What a caller's walk through a flow is made of. Rules F1-F43 in SPEC.md.

import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { CallId, LegId, Ms } from '#protocol/ids'
import type { StoredQueue } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import type { Effect } from '../machine/effects.ts'

/** Where the walk stands: what it waits for. */
export type FlowStage =
  | { name: 'playing'; playerId: string }
  /** A question: its prompt playing, or silent and waiting for a key. */
  | { name: 'prompting'; playerId: string; triesLeft: number }
  | { name: 'listening'; triesLeft: number }
  /** Digits have come, more may. Secret ones are dots. */
  | { name: 'typing'; typed: string; triesLeft: number }
  /** Something outside the walk is asked; `playerId` is what is heard meanwhile. */
  | { name: 'asking'; askId: string; playerId: string | null; triesLeft: number }
  | { name: 'in-queue' }
  | { name: 'ringing' }
  | { name: 'greeting-message'; playerId: string }
  | { name: 'taking-message' }
  | { name: 'before-recording'; playerId: string }
  | { name: 'recording' }
  | { name: 'saying-goodbye'; playerId: string }
  /** Busy, or congested. */
  | { name: 'sounding-tone'; playerId: string }

export type Walker = {
  state: 'live'
  id: string
  callId: CallId
  legId: LegId
  flow: FlowDefinition
  /** All others, for sub-flows, as they were at the start. */
  flows: readonly FlowDefinition[]
  hours: readonly OpeningHours[]
  queues: readonly StoredQueue[]
  /** Zone of DATE and TIME. */
  zone: string
  caller: string
  called: string
  language: Language
  node: string
  stage: FlowStage
  /** Players and questions started so far: names the next one. */
  players: number
  /** Keys pressed before the question they are for. */
  ahead: string
  variables: Readonly<Record<string, string>>
  /** Names of the variables whose digits are kept out of the state. */
  secrets: readonly string[]
  /** Rounds of the loops passed so far, by flow and node. */
  rounds: Readonly<Record<string, number>>
  /** Flows that a sub-flow leads back to. */
  stack: readonly { flow: FlowDefinition; next: string }[]
  /** Nodes entered since the last sound, and in all. */
  silent: number
  entered: number
  /** The caller has hung up; the rest is done without him. */
  isGone: boolean
  /** The call is heard, but not answered: the caller pays nothing yet. */
  isUnanswered: boolean
}
export type FlowRun = { state: 'new'; id: string } | Walker | { state: 'ended'; id: string }

/** F3: nodes entered without a sound between them; more means a loop that would never end. */
export const MAX_SILENT_NODES = 50
/** F3: nodes entered in one walk. */
export const MAX_NODES = 1000
/** F23: flows within flows. */
export const MAX_DEPTH = 10

/** A step of the walk: `run` is this step's own copy. */
export type Walk = { run: Walker; effects: Effect[]; now: Ms }
/** What a node does: stands and waits, leads on at once, ends the flow; `gone`: it ends because the call is elsewhere. */
export type Outcome = { stage: FlowStage } | { go: string } | 'stop' | 'gone'

const tellCall = ({ run }: Walk, input: CallInput): Effect => ({
  type: 'tell',
  machine: 'call',
  id: run.callId,
  input,
})

/** Nobody is told any more of what is done after the caller has hung up. */
export function tell(walk: Walk, input: CallInput): void {
  if (!walk.run.isGone) walk.effects.push(tellCall(walk, input))
}

/** `node`: what the step has entered. A step of the path: the node, and after a colon its way out; within a sub-flow its id stands before. */
export function went(walk: Walk, step: string, node?: FlowNode['kind']): void {
  const { flow, stack } = walk.run
  const path = stack.length > 0 ? `${flow.id}/${step}` : step
  tell(walk, { type: 'flow.went', step: path, ...(node ? { node } : {}) })
}

/** The name of what is heard next. */
export function nextPlayer(run: Walker): string {
  run.players += 1
  run.silent = 0
  return `flow-run:${run.id}:${run.players}`
}

export function play(walk: Walk, prompts: string[], { bargeIn = false, loop = false } = {}): string {
  const { run } = walk
  const playerId = nextPlayer(run)
  const { legId, language } = run
  walk.effects.push({ type: 'play', playerId, legId, prompts, language, loop, bargeIn })
  return playerId
}

export const stopPlayer = (playerId: string): Effect => ({
  type: 'gateway',
  command: { type: 'player.stop', playerId },
})

/** The node at which the walk stands, which is of this kind. */
export function nodeOf<K extends FlowNode['kind']>(run: Walker, kind: K): Extract<FlowNode, { kind: K }> {
  const node = run.flow.nodes.find((candidate) => candidate.id === run.node)
  if (node?.kind !== kind) throw new Error(`flow ${run.flow.id} is not at a ${kind} node`)
  return node as Extract<FlowNode, { kind: K }>
}

/** F24 */
export function assign(run: Walker, name: string, value: string): void {
  run.variables = { ...run.variables, [name]: value.slice(0, MAX_VALUE) }
  if (run.secrets.includes(name)) run.secrets = run.secrets.filter((secret) => secret !== name)
}
const MAX_VALUE = 2000
