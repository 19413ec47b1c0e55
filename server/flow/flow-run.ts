// One caller's walk through a flow: a pure interpreter. Rules F1-F43 in SPEC.md.
import type { FlowNode } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { LeftQueue } from '../queue/queue-inputs.ts'
import { byHours, compare, enterSubFlow, loop, setVariable, split } from './data-nodes.ts'
import type { FlowRunInput } from './flow-inputs.ts'
import {
  type FlowRun,
  type FlowStage,
  MAX_NODES,
  MAX_SILENT_NODES,
  nodeOf,
  type Outcome,
  play,
  stopPlayer,
  tell,
  type Walk,
  type Walker,
  went,
} from './flow-state.ts'
import { flowEnded, goodbyeSaid, hangUp } from './hang-up-node.ts'
import { answered, askOutside, ringEnded } from './outside-nodes.ts'
import { again, askQuestion, keyPressed, promptHeard, questionAt, setLanguage, typingOver } from './question.ts'
import { askToSpeak, spoken, startToRecord } from './record-node.ts'
import { saidAs } from './said-value.ts'
import { filled } from './template.ts'

export const newFlowRun = (id: string): FlowRun => ({ state: 'new', id })

/** F2, F3: from node to node until one waits. A name that no node has leads out of a sub-flow, or ends the flow. */
function enter(walk: Walk, first: string): FlowStage | 'stop' {
  const { run } = walk
  let target = first
  for (;;) {
    run.silent += 1
    run.entered += 1
    if (run.silent > MAX_SILENT_NODES || run.entered > MAX_NODES) {
      went(walk, 'loop')
      return 'stop'
    }
    const node = run.flow.nodes.find((candidate) => candidate.id === target)
    if (!node || node.kind === 'end') {
      const outer = run.stack.at(-1)
      if (!outer) {
        went(walk, node ? node.id : 'end')
        return 'stop'
      }
      run.stack = run.stack.slice(0, -1)
      run.flow = outer.flow
      target = outer.next
      continue
    }
    run.node = node.id
    const outcome = atNode(walk, node)
    if (typeof outcome === 'string') return 'stop'
    if ('stage' in outcome) return outcome.stage
    target = outcome.go
  }
}

function atNode(walk: Walk, node: Exclude<FlowNode, { kind: 'end' }>): Outcome {
  switch (node.kind) {
    case 'hours':
      return byHours(walk, node)
    case 'set':
      return setVariable(walk, node)
    case 'compare':
      return compare(walk, node)
    case 'loop':
      return loop(walk, node)
    case 'sub-flow':
      return enterSubFlow(walk, node)
    case 'split':
      return split(walk, node)
    case 'language':
      return setLanguage(walk, node)
    case 'http':
    case 'customer':
    case 'customer-note':
    case 'listed':
    case 'queue-status':
    case 'callback':
      return askOutside(walk, node)
    case 'play':
    case 'say':
    case 'menu':
    case 'survey':
    case 'collect':
    case 'queue':
    case 'ring':
    case 'message':
    case 'record':
    case 'hang-up':
      // F37: nobody hears it any more.
      return walk.run.isGone ? 'stop' : withCaller(walk, node)
    default:
      return assertNever(node)
  }
}

type CallerNode = Extract<
  FlowNode,
  { kind: 'play' | 'say' | 'menu' | 'survey' | 'collect' | 'queue' | 'ring' | 'message' | 'record' | 'hang-up' }
>

function withCaller(walk: Walk, node: CallerNode): Outcome {
  if (node.kind !== 'play' && node.kind !== 'say' && node.kind !== 'hang-up') walk.run.isUnanswered = false
  switch (node.kind) {
    case 'play':
      went(walk, node.id, node.kind)
      return { stage: { name: 'playing', playerId: play(walk, [node.prompt]) } }
    case 'say': {
      const prompts = saidAs(node.as, filled(walk, node.value), walk.run.language)
      went(walk, prompts.length > 0 ? node.id : `${node.id}:nothing`)
      if (prompts.length === 0) return { go: node.next }
      return { stage: { name: 'playing', playerId: play(walk, prompts) } }
    }
    case 'menu':
    case 'survey':
    case 'collect':
      return askQuestion(walk, node)
    case 'queue':
      return intoQueue(walk, node)
    case 'ring':
      return askOutside(walk, node)
    case 'message':
      went(walk, node.id, node.kind)
      return { stage: { name: 'greeting-message', playerId: play(walk, [node.prompt, 'beep']) } }
    case 'record':
      return askToSpeak(walk, node)
    case 'hang-up':
      return hangUp(walk, node)
    default:
      return assertNever(node)
  }
}

/** F10 */
function intoQueue(walk: Walk, node: FlowNode & { kind: 'queue' }): Outcome {
  const { queues, language, variables } = walk.run
  const queue = queues.find((candidate) => candidate.id === node.queue)
  went(walk, node.id, node.kind)
  if (!queue) return { go: node.full }
  const { priority = 0, after } = node
  const goOn = after === undefined || after === '' ? {} : { after }
  tell(walk, { type: 'flow.queue', queue, language, priority, variables, ...goOn })
  return { stage: { name: 'in-queue' } }
}

/** F9: a key during what is said ends it and counts for the question behind it; F16: unless it is to be heard whole. */
function skipped(walk: Walk, playerId: string, digit: string): Outcome {
  const { run } = walk
  run.ahead = (run.ahead + digit).slice(-MAX_AHEAD)
  const node = run.flow.nodes.find((candidate) => candidate.id === run.node)
  if (node?.kind === 'play' && node.whole === true) return { stage: run.stage }
  walk.effects.push(stopPlayer(playerId))
  return { go: node && 'next' in node ? node.next : '' }
}
const MAX_AHEAD = 64

/** F10: who could not wait at all leaves as from a full queue, who has waited as by the limit. */
const exitOf = ({ full, timeout }: FlowNode & { kind: 'queue' }, why: LeftQueue): string =>
  why === 'timeout' || why === 'key' || why === 'overflow' ? timeout : full

/** F4: what follows a prompt that has been heard to its end. */
function played(walk: Walk, stage: Extract<FlowStage, { playerId: string }>): Outcome {
  switch (stage.name) {
    case 'playing': {
      const node = walk.run.flow.nodes.find((candidate) => candidate.id === walk.run.node)
      return { go: node && 'next' in node ? node.next : '' }
    }
    case 'prompting':
      return promptHeard(walk, stage.triesLeft)
    case 'greeting-message': {
      const node = nodeOf(walk.run, 'message')
      tell(walk, { type: 'flow.message', box: node.box, maxMs: node.maxMs })
      return { stage: { name: 'taking-message' } }
    }
    case 'before-recording':
      return startToRecord(walk)
    case 'saying-goodbye':
      return goodbyeSaid(walk)
    case 'sounding-tone':
      return 'stop'
  }
}

/** F13, F37: the caller has gone, or another has the call. */
function left(walk: Walk, isGone: boolean): Outcome {
  const { run } = walk
  walk.effects.push({ type: 'clear-timer', name: 'no-key' }, { type: 'clear-timer', name: 'answer' })
  if ('playerId' in run.stage && run.stage.playerId !== null) walk.effects.push(stopPlayer(run.stage.playerId))
  const lane = run.stack[0]?.flow ?? run.flow
  if (!isGone || run.isGone || lane.afterHangUp === undefined) return 'gone'
  run.isGone = true
  run.stack = []
  run.flow = lane
  return { go: lane.afterHangUp }
}

function react(walk: Walk, input: Exclude<FlowRunInput, { type: 'start' }>): Outcome | null {
  const { stage } = walk.run
  switch (input.type) {
    case 'player.finished':
      return 'playerId' in stage && stage.name !== 'asking' && stage.playerId === input.playerId
        ? played(walk, stage)
        : null
    case 'digit':
      if (stage.name === 'playing') return skipped(walk, stage.playerId, input.digit)
      if (stage.name === 'prompting' || stage.name === 'listening' || stage.name === 'typing')
        return keyPressed(walk, stage, input.digit)
      return null
    case 'timer':
      if (stage.name === 'asking') return input.name === 'answer' ? answered(walk, stage, null) : null
      if (input.name !== 'no-key') return null
      if (stage.name === 'typing') return typingOver(walk, stage.typed, stage.triesLeft)
      return stage.name === 'listening' ? again(walk, questionAt(walk.run), stage.triesLeft, 'silent') : null
    case 'answer':
      return stage.name === 'asking' && stage.askId === input.askId ? answered(walk, stage, input.answer) : null
    case 'queue.left':
      if (stage.name !== 'in-queue') return null
      if (input.why === 'timeout' || input.why === 'key') walk.run.silent = 0
      return { go: input.at ?? exitOf(nodeOf(walk.run, 'queue'), input.why) }
    case 'ring.ended':
      return stage.name === 'ringing' ? ringEnded(walk, input.why) : null
    case 'message.ended':
      return stage.name === 'taking-message' ? { go: nodeOf(walk.run, 'message').next } : null
    case 'record.ended':
      return stage.name === 'recording' ? spoken(walk, input) : null
    case 'gateway.reconciled':
      if (!('playerId' in stage) || stage.name === 'asking' || input.players.includes(stage.playerId)) return null
      return played(walk, stage)
    case 'hang-up':
      return left(walk, input.gone === true)
    default:
      return assertNever(input)
  }
}

function start(id: string, input: FlowRunInput & { type: 'start' }, now: Ms): [FlowRun, Effect[]] {
  const { callId, legId, flow, flows = [], hours, queues, zone = 'UTC', caller = '', called = '' } = input
  const { variables = {}, language = flow.language, unanswered: isUnanswered = false } = input
  const run: Walker = {
    ...{ state: 'live', id, callId, legId, flow, flows, hours, queues, zone, caller, called, language, variables },
    ...{ node: '', players: 0, ahead: '', secrets: [], rounds: {}, stack: [], silent: 0, entered: 0, isGone: false },
    ...{ isUnanswered, stage: { name: 'in-queue' } },
  }
  return goOn({ run, effects: [], now }, { go: input.at ?? flow.start })
}

function goOn(walk: Walk, outcome: Outcome): [FlowRun, Effect[]] {
  const led = typeof outcome === 'object' && 'go' in outcome ? enter(walk, outcome.go) : outcome
  if (typeof led === 'object') return [{ ...walk.run, stage: 'stage' in led ? led.stage : led }, walk.effects]
  if (led === 'stop') tell(walk, flowEnded(walk.run))
  return [{ state: 'ended', id: walk.run.id }, walk.effects]
}

export function stepFlowRun(state: FlowRun, input: FlowRunInput, now: Ms): [FlowRun, Effect[]] {
  if (state.state === 'ended') return [state, []]
  if (state.state === 'new') return input.type === 'start' ? start(state.id, input, now) : [state, []]
  if (input.type === 'start') return [state, []]
  const walk: Walk = { run: { ...state }, effects: [], now }
  const outcome = react(walk, input)
  if (outcome === null) return [state, []]
  return goOn(walk, outcome)
}
