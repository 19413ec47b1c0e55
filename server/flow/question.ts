// Questions that a caller answers by keys: menu, survey, collected digits. Rules F6-F9, F17-F19.
import type { FlowNode } from '#protocol/flow-config'
import { digitsPass } from './digit-check.ts'
import {
  assign,
  type FlowStage,
  type Outcome,
  play,
  stopPlayer,
  tell,
  type Walk,
  type Walker,
  went,
} from './flow-state.ts'

type Question = Extract<FlowNode, { kind: 'menu' | 'survey' | 'collect' }>
type Collect = Extract<FlowNode, { kind: 'collect' }>
type Choice = Exclude<Question, Collect>

export function questionAt(run: Walker): Question {
  const node = run.flow.nodes.find((candidate) => candidate.id === run.node)
  if (node?.kind === 'menu' || node?.kind === 'survey' || node?.kind === 'collect') return node
  throw new Error(`flow ${run.flow.id} is not at a question`)
}

/** F9: what was typed ahead answers before the prompt begins. F18: but not a secret. */
export function askQuestion(walk: Walk, node: Question): Outcome {
  went(walk, node.id, node.kind)
  if (node.kind === 'collect' && node.secret === true) walk.run.ahead = ''
  return walk.run.ahead === '' ? prompt(walk, [node.prompt], node.tries) : typedAhead(walk, node, node.tries)
}

function prompt(walk: Walk, prompts: string[], triesLeft: number): Outcome {
  const playerId = play(walk, prompts, { bargeIn: true })
  return { stage: { name: 'prompting', triesLeft, playerId } }
}

function typedAhead(walk: Walk, node: Question, triesLeft: number): Outcome {
  const { run } = walk
  if (node.kind !== 'collect') {
    const digit = run.ahead.charAt(0)
    run.ahead = run.ahead.slice(1)
    return choose(walk, node, digit, triesLeft)
  }
  let outcome: Outcome = { stage: { name: 'typing', typed: '', triesLeft } }
  while (run.ahead !== '' && typeof outcome === 'object' && 'stage' in outcome && outcome.stage.name === 'typing') {
    const digit = run.ahead.charAt(0)
    run.ahead = run.ahead.slice(1)
    outcome = typed(walk, node, outcome.stage.typed, digit, triesLeft)
  }
  return outcome
}

/** A key while the question is put or waits. */
export function keyPressed(walk: Walk, stage: FlowStage & { triesLeft: number }, digit: string): Outcome {
  walk.effects.push({ type: 'clear-timer', name: 'no-key' })
  if (stage.name === 'prompting') walk.effects.push(stopPlayer(stage.playerId))
  walk.run.silent = 0
  const node = questionAt(walk.run)
  if (node.kind !== 'collect') return choose(walk, node, digit, stage.triesLeft)
  return typed(walk, node, stage.name === 'typing' ? stage.typed : '', digit, stage.triesLeft)
}

/** F6, F30 */
function choose(walk: Walk, node: Choice, digit: string, triesLeft: number): Outcome {
  if (node.kind === 'menu') {
    const next = node.keys[digit]
    if (next === undefined) return again(walk, node, triesLeft, 'wrong')
    went(walk, `${node.id}:${digit}`)
    return { go: next }
  }
  const score = Number(digit)
  if (!Number.isInteger(score) || score < node.lowest || score > node.highest)
    return again(walk, node, triesLeft, 'wrong')
  went(walk, `${node.id}:${digit}`)
  const { id, callId } = walk.run
  walk.effects.push({ type: 'record-survey', answer: { callId, runId: id, node: node.id, topic: node.topic, score } })
  return { go: node.next }
}

/** F17: the finish key, or the most digits, end them. */
function typed(walk: Walk, node: Collect, before: string, digit: string, triesLeft: number): Outcome {
  if (digit === node.finishKey) return complete(walk, node, before, triesLeft)
  if (digit === '*' || digit === '#') return again(walk, node, triesLeft, 'wrong')
  const all = before + digit
  if (all.length >= node.max) return complete(walk, node, all, triesLeft)
  walk.effects.push({ type: 'set-timer', name: 'no-key', after: node.betweenMs })
  return { stage: { name: 'typing', typed: all, triesLeft } }
}

/** F17: silence after some digits ends them too. */
export function typingOver(walk: Walk, typedSoFar: string, triesLeft: number): Outcome {
  const node = questionAt(walk.run)
  return node.kind === 'collect' ? complete(walk, node, typedSoFar, triesLeft) : again(walk, node, triesLeft, 'silent')
}

function complete(walk: Walk, node: Collect, digits: string, triesLeft: number): Outcome {
  if (digits.length < node.min) return again(walk, node, triesLeft, 'wrong')
  if (node.secret === true) return checkSecret(walk, node, triesLeft)
  if (!digitsPass(node.check, digits)) return again(walk, node, triesLeft, 'wrong')
  assign(walk.run, node.into, digits)
  went(walk, `${node.id}:ok`)
  return { go: node.next }
}

/** F18: only whoever keeps them knows the digits. */
function checkSecret(walk: Walk, node: Collect, triesLeft: number): Outcome {
  const { run } = walk
  const askId = `${run.id}:${run.players}`
  const { into, check } = node
  walk.effects.push(
    { type: 'set-timer', name: 'answer', after: 5000 },
    { type: 'ask', runId: run.id, askId, question: { kind: 'secret', into, check } },
  )
  return { stage: { name: 'asking', askId, playerId: null, triesLeft } }
}

/** What whoever keeps the secret says of it. */
export function secretChecked(walk: Walk, node: Collect, ok: boolean, triesLeft: number): Outcome {
  if (!ok) return again(walk, node, triesLeft, 'wrong')
  const { run } = walk
  run.secrets = [...run.secrets.filter((name) => name !== node.into), node.into]
  run.variables = { ...run.variables, [node.into]: '' }
  went(walk, `${node.id}:ok`)
  return { go: node.next }
}

/** F7, F8: a wrong key or silence costs a try; none left leads to `failed`, or `silent`. */
export function again(walk: Walk, node: Question, triesLeft: number, why: 'wrong' | 'silent'): Outcome {
  went(walk, `${node.id}:${why}`)
  if (triesLeft <= 1) return { go: why === 'silent' ? (node.silent ?? node.failed) : node.failed }
  return prompt(walk, [why === 'wrong' ? node.wrongPrompt : node.silentPrompt, node.prompt], triesLeft - 1)
}

/** F18: the digits that come now are secret: into this variable. */
export function secretWanted(run: Walker): string | null {
  const { stage } = run
  if (stage.name === 'playing') {
    // Typed ahead through what is said before the question.
    const here = run.flow.nodes.find((node) => node.id === run.node)
    const next = here && 'next' in here ? run.flow.nodes.find((node) => node.id === here.next) : undefined
    return next?.kind === 'collect' && next.secret === true ? next.into : null
  }
  if (stage.name !== 'prompting' && stage.name !== 'listening' && stage.name !== 'typing') return null
  const node = questionAt(run)
  return node.kind === 'collect' && node.secret === true ? node.into : null
}

/** The caller's turn: the prompt has been heard. */
export function promptHeard(walk: Walk, triesLeft: number): Outcome {
  walk.effects.push({ type: 'set-timer', name: 'no-key', after: questionAt(walk.run).timeoutMs })
  return { stage: { name: 'listening', triesLeft } }
}

/** F27: the caller's own language for all that follows. */
export function setLanguage(walk: Walk, node: Extract<FlowNode, { kind: 'language' }>): Outcome {
  walk.run.language = node.language
  went(walk, node.id, node.kind)
  tell(walk, { type: 'flow.language', language: node.language })
  return { go: node.next }
}
