// Nodes that ask something outside the walk and wait for the answer. Rules F31-F36.

import type { FlowNode } from '#protocol/flow-config'
import type { FlowAnswer, FlowQuestion } from './flow-question.ts'
import { assign, nodeOf, type Outcome, play, stopPlayer, tell, type Walk, type Walker, went } from './flow-state.ts'
import { secretChecked } from './question.ts'
import { filled } from './template.ts'

type Asking = Extract<
  FlowNode,
  { kind: 'http' | 'customer' | 'customer-note' | 'listed' | 'queue-status' | 'callback' | 'ring' }
>

/** F31: everything but HTTP answers at once; this is for what a crash left unanswered. */
const ANSWER_MS = 5000

/** F31: asks, and plays what the node wants to be heard meanwhile. */
export function askOutside(walk: Walk, node: Asking): Outcome {
  went(walk, node.id, node.kind)
  if (node.kind === 'ring' && node.party.kind === 'agent') {
    const { agent: agentId } = node.party
    tell(walk, { type: 'flow.ring', guest: { kind: 'agent', agentId, camp: false, aimed: true }, ringMs: node.ringMs })
    return { stage: { name: 'ringing' } }
  }
  const { run } = walk
  const prompt = node.kind === 'http' && !run.isGone ? node.waitPrompt : null
  const playerId = prompt === null ? null : play(walk, [prompt], { loop: true })
  run.players += 1
  const askId = `${run.id}:${run.players}`
  const after = node.kind === 'http' ? node.timeoutMs + 1000 : ANSWER_MS
  walk.effects.push(
    { type: 'set-timer', name: 'answer', after },
    { type: 'ask', runId: run.id, askId, question: questionOf(walk, node) },
  )
  return { stage: { name: 'asking', askId, playerId, triesLeft: 0 } }
}

function questionOf(walk: Walk, node: Asking): FlowQuestion {
  const text = (template: string) => filled(walk, template)
  const number = (template: string) => text(template).trim() || walk.run.caller
  switch (node.kind) {
    case 'http': {
      const headers = node.headers.map(({ name, value }) => ({ name, value: text(value) }))
      const { method, timeoutMs, take } = node
      return { kind: 'http', method, url: urlOf(walk, node.url), headers, body: text(node.body), timeoutMs, take }
    }
    case 'customer':
      return { kind: 'customer', number: number(node.number) }
    case 'customer-note':
      return { kind: 'customer-note', number: number(node.number), text: text(node.text) }
    case 'listed':
      return { kind: 'listed', list: node.list, number: number(node.number) }
    case 'queue-status':
      return { kind: 'queue-status', queue: node.queue }
    case 'callback':
      return { kind: 'callback', queue: node.queue, number: number(node.number) }
    case 'ring': {
      const typed = node.party.kind === 'number' ? text(node.party.number) : ''
      return { kind: 'way-out', number: typed, ringMs: node.ringMs }
    }
  }
}

/** F32: values are escaped, so that no caller's digits or name make another address of it. */
function urlOf(walk: Walk, template: string): string {
  const pieces = template.split(/(\{\{[^}]*\}\})/)
  return pieces
    .map((piece) => {
      const text = filled(walk, piece)
      return piece.startsWith('{{') && text !== piece ? encodeURIComponent(text) : text
    })
    .join('')
}

type Asked = Walker['stage'] & { name: 'asking' }

/** F31: the answer, or (null) none in time. */
export function answered(walk: Walk, stage: Asked, answer: FlowAnswer | null): Outcome {
  const { run } = walk
  walk.effects.push({ type: 'clear-timer', name: 'answer' })
  if (stage.playerId !== null) walk.effects.push(stopPlayer(stage.playerId))
  const node = run.flow.nodes.find((candidate) => candidate.id === run.node)
  if (node?.kind === 'collect') return secretChecked(walk, node, answer?.ok === true, stage.triesLeft)
  const ok = answer?.ok === true
  if (answer && ok) for (const [name, value] of Object.entries(answer.values)) assign(run, name, value)
  switch (node?.kind) {
    case 'http':
    case 'callback':
    case 'customer-note':
      went(walk, `${node.id}:${ok ? 'ok' : 'failed'}`)
      return { go: ok ? node.next : node.failed }
    case 'customer':
      went(walk, `${node.id}:${ok ? 'found' : 'unknown'}`)
      return { go: ok ? node.found : node.unknown }
    case 'listed':
      went(walk, `${node.id}:${ok ? 'yes' : 'no'}`)
      return { go: ok ? node.yes : node.no }
    case 'queue-status':
      return { go: node.next }
    case 'ring':
      return waysOut(walk, node, answer)
    default:
      return 'stop'
  }
}

function waysOut(walk: Walk, node: Extract<FlowNode, { kind: 'ring' }>, answer: FlowAnswer | null): Outcome {
  if (!answer?.ok || !answer.guest) {
    went(walk, `${node.id}:busy`)
    return { go: node.busy }
  }
  tell(walk, { type: 'flow.ring', guest: answer.guest, ringMs: node.ringMs })
  return { stage: { name: 'ringing' } }
}

/** F35: nobody came. */
export function ringEnded(walk: Walk, why: 'busy' | 'no-answer'): Outcome {
  const node = nodeOf(walk.run, 'ring')
  went(walk, `${node.id}:${why}`)
  return { go: why === 'busy' ? node.busy : node.noAnswer }
}
