// One caller's walk through a flow: a pure interpreter. Rules F1-F14 in SPEC.md.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { CallId, LegId, Ms } from '#protocol/ids'
import type { StoredQueue } from '#protocol/queue-config'
import type { CallInput } from '../call/call-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { LeftQueue } from '../queue/queue-inputs.ts'
import type { FlowRunInput } from './flow-inputs.ts'
import { isOpen } from './opening-hours.ts'

type Running = {
  id: string
  callId: CallId
  legId: LegId
  flow: FlowDefinition
  hours: OpeningHours[]
  queues: StoredQueue[]
  node: string
  /** Players started so far: names the next one. */
  players: number
  /** Keys pressed before the menu they are for. */
  ahead: string
}
export type FlowRun =
  | { state: 'new'; id: string }
  | (Running & { state: 'playing'; playerId: string })
  /** In a menu: prompt playing, or silent and waiting for a key. */
  | (Running & { state: 'prompting'; playerId: string; triesLeft: number })
  | (Running & { state: 'listening'; triesLeft: number })
  | (Running & { state: 'in-queue' })
  | (Running & { state: 'greeting-message'; playerId: string })
  | (Running & { state: 'taking-message' })
  | (Running & { state: 'saying-goodbye'; playerId: string })
  | { state: 'ended'; id: string }

/** F3: nodes entered without a sound between them; more means a loop that would never end. */
export const MAX_SILENT_STEPS = 50

export const newFlowRun = (id: string): FlowRun => ({ state: 'new', id })

type Walk = { run: Running; effects: Effect[]; now: Ms; steps: number }
const tellCall = (run: Running, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id: run.callId, input })
const went = (walk: Walk, step: string, node?: FlowNode['kind']) =>
  walk.effects.push(tellCall(walk.run, { type: 'flow.went', step, ...(node ? { node } : {}) }))

function play(walk: Walk, prompts: string[], bargeIn: boolean): string {
  const { run } = walk
  run.players += 1
  const playerId = `flow-run:${run.id}:${run.players}`
  const { legId, flow } = run
  walk.effects.push({ type: 'play', playerId, legId, prompts, language: flow.language, loop: false, bargeIn })
  return playerId
}

function playing(walk: Walk, state: 'playing' | 'greeting-message' | 'saying-goodbye', prompts: string[]): FlowRun {
  const playerId = play(walk, prompts, false)
  return { ...walk.run, state, playerId }
}

function prompt(walk: Walk, prompts: string[], triesLeft: number): FlowRun {
  const playerId = play(walk, prompts, true)
  return { ...walk.run, state: 'prompting', triesLeft, playerId }
}

function stop(walk: Walk): FlowRun {
  walk.effects.push(tellCall(walk.run, { type: 'flow.ended' }))
  return { state: 'ended', id: walk.run.id }
}

/** F2: enters a node; a name that no node has ends the flow. */
function enter(walk: Walk, next: string): FlowRun {
  const { run } = walk
  const node = run.flow.nodes.find((candidate) => candidate.id === next)
  walk.steps += 1
  if (!node || walk.steps > MAX_SILENT_STEPS) {
    went(walk, node ? 'loop' : 'end')
    return stop(walk)
  }
  run.node = node.id
  return enterNode(walk, node)
}

function enterNode(walk: Walk, node: FlowNode): FlowRun {
  const { run } = walk
  switch (node.kind) {
    case 'hours': {
      const hours = run.hours.find((candidate) => candidate.id === node.hours)
      const open = hours ? isOpen(hours, walk.now) : true
      went(walk, `${node.id}:${open ? 'open' : 'closed'}`)
      return enter(walk, open ? node.open : node.closed)
    }
    case 'play':
      went(walk, node.id, node.kind)
      return playing(walk, 'playing', [node.prompt])
    case 'menu':
      went(walk, node.id, node.kind)
      return run.ahead === '' ? prompt(walk, [node.prompt], node.tries) : choose(walk, nextAhead(run), node.tries)
    case 'queue': {
      const queue = run.queues.find((candidate) => candidate.id === node.queue)
      went(walk, node.id, node.kind)
      if (!queue) return enter(walk, node.full)
      const { priority = 0 } = node
      walk.effects.push(tellCall(run, { type: 'flow.queue', queue, language: run.flow.language, priority }))
      return { ...run, state: 'in-queue' }
    }
    case 'message':
      went(walk, node.id, node.kind)
      return playing(walk, 'greeting-message', [node.prompt, 'beep'])
    case 'hang-up':
      went(walk, node.id, node.kind)
      if (node.prompt === null) return stop(walk)
      return playing(walk, 'saying-goodbye', [node.prompt])
    default:
      return assertNever(node)
  }
}

function nodeOf<K extends FlowNode['kind']>(run: Running, kind: K): Extract<FlowNode, { kind: K }> {
  const node = run.flow.nodes.find((candidate) => candidate.id === run.node)
  if (node?.kind !== kind) throw new Error(`flow ${run.flow.id} is not at a ${kind} node`)
  return node as Extract<FlowNode, { kind: K }>
}

/** F6-F8: a wrong key or silence costs a try; none left leads to `failed`. */
function again(walk: Walk, triesLeft: number, why: 'wrong' | 'silent'): FlowRun {
  const menu = nodeOf(walk.run, 'menu')
  went(walk, `${menu.id}:${why}`)
  if (triesLeft <= 1) return enter(walk, menu.failed)
  const prompts = [why === 'wrong' ? menu.wrongPrompt : menu.silentPrompt, menu.prompt]
  return prompt(walk, prompts, triesLeft - 1)
}

function pressed(walk: Walk, state: FlowRun & { state: 'prompting' | 'listening' }, digit: string): FlowRun {
  walk.effects.push({ type: 'clear-timer', name: 'no-key' })
  if (state.state === 'prompting') walk.effects.push(stopPlayer(state.playerId))
  return choose(walk, digit, state.triesLeft)
}

function choose(walk: Walk, digit: string, triesLeft: number): FlowRun {
  const menu = nodeOf(walk.run, 'menu')
  const next = menu.keys[digit]
  if (next === undefined) return again(walk, triesLeft, 'wrong')
  went(walk, `${menu.id}:${digit}`)
  return enter(walk, next)
}

/** F9: takes the first key pressed ahead. */
function nextAhead(run: Running): string {
  const digit = run.ahead.charAt(0)
  run.ahead = run.ahead.slice(1)
  return digit
}

/** F9: a key during an announcement ends it and counts for the menu behind it. */
function skipped(walk: Walk, playerId: string, digit: string): FlowRun {
  walk.run.ahead += digit
  walk.effects.push(stopPlayer(playerId))
  return enter(walk, nodeOf(walk.run, 'play').next)
}

/** F10: who could not wait at all leaves as from a full queue, who has waited as by the limit. */
const exitOf = ({ full, timeout }: FlowNode & { kind: 'queue' }, why: LeftQueue): string =>
  why === 'timeout' || why === 'key' || why === 'overflow' ? timeout : full

const stopPlayer = (playerId: string): Effect => ({ type: 'gateway', command: { type: 'player.stop', playerId } })

/** F4: what follows a prompt that has been heard to its end. */
function played(walk: Walk, state: Extract<FlowRun, { playerId: string }>): FlowRun {
  switch (state.state) {
    case 'playing':
      return enter(walk, nodeOf(walk.run, 'play').next)
    case 'prompting': {
      const menu = nodeOf(walk.run, 'menu')
      walk.effects.push({ type: 'set-timer', name: 'no-key', after: menu.timeoutMs })
      return { ...walk.run, state: 'listening', triesLeft: state.triesLeft }
    }
    case 'greeting-message': {
      const node = nodeOf(walk.run, 'message')
      walk.effects.push(tellCall(walk.run, { type: 'flow.message', box: node.box, maxMs: node.maxMs }))
      return { ...walk.run, state: 'taking-message' }
    }
    case 'saying-goodbye':
      return stop(walk)
  }
}

function start(run: FlowRun & { state: 'new' }, input: FlowRunInput & { type: 'start' }, now: Ms): [FlowRun, Effect[]] {
  const { callId, legId, flow, hours, queues } = input
  const walk: Walk = {
    run: { id: run.id, callId, legId, flow, hours, queues, node: '', players: 0, ahead: '' },
    effects: [],
    now,
    steps: 0,
  }
  return [enter(walk, input.at ?? flow.start), walk.effects]
}

function whileRunning(
  state: Exclude<FlowRun, { state: 'new' | 'ended' }>,
  input: FlowRunInput,
  now: Ms,
): [FlowRun, Effect[]] {
  const { id, callId, legId, flow, hours, queues, node, players, ahead } = state
  const walk: Walk = {
    run: { id, callId, legId, flow, hours, queues, node, players, ahead },
    effects: [],
    now,
    steps: 0,
  }
  const move = (next: FlowRun): [FlowRun, Effect[]] => [next, walk.effects]
  switch (input.type) {
    case 'player.finished':
      if (!('playerId' in state) || state.playerId !== input.playerId) return [state, []]
      return move(played(walk, state))
    case 'digit':
      if (state.state === 'playing') return move(skipped(walk, state.playerId, input.digit))
      if (state.state !== 'prompting' && state.state !== 'listening') return [state, []]
      return move(pressed(walk, state, input.digit))
    case 'timer':
      return state.state === 'listening' ? move(again(walk, state.triesLeft, 'silent')) : [state, []]
    case 'queue.left':
      if (state.state !== 'in-queue') return [state, []]
      return move(enter(walk, input.at ?? exitOf(nodeOf(walk.run, 'queue'), input.why)))
    case 'message.ended':
      return state.state === 'taking-message' ? move(enter(walk, nodeOf(walk.run, 'message').next)) : [state, []]
    case 'gateway.reconciled':
      if (!('playerId' in state) || input.players.includes(state.playerId)) return [state, []]
      return move(played(walk, state))
    case 'hang-up':
      return [
        { state: 'ended', id },
        [{ type: 'clear-timer', name: 'no-key' }, ...('playerId' in state ? [stopPlayer(state.playerId)] : [])],
      ]
    case 'start':
      return [state, []]
    default:
      return assertNever(input)
  }
}

export function stepFlowRun(state: FlowRun, input: FlowRunInput, now: Ms): [FlowRun, Effect[]] {
  if (state.state === 'ended') return [state, []]
  if (state.state === 'new') return input.type === 'start' ? start(state, input, now) : [state, []]
  return whileRunning(state, input, now)
}
