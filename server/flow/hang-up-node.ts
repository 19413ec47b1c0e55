// How a walk ends the call: a word, then the tone of a busy or a congested line, where the call is answered. Rules F12, F43.
import type { FlowNode, HangUpHow } from '#protocol/flow-config'
import type { PlayItem } from '#protocol/gateway-messages'
import type { Ms } from '#protocol/ids'
import type { CallInput } from '../call/call-inputs.ts'
import { nextPlayer, nodeOf, type Outcome, play, type Walk, type Walker, went } from './flow-state.ts'

type HangUp = Extract<FlowNode, { kind: 'hang-up' }>

/** GB/T 3380: 450 Hz, as long on as off; five seconds of it. */
const CADENCES = { busy: { ms: 350, times: 7 }, congestion: { ms: 700, times: 4 } } satisfies Partial<
  Record<HangUpHow, { ms: Ms; times: number }>
>

/** F12 */
export function hangUp(walk: Walk, node: HangUp): Outcome {
  went(walk, node.id, node.kind)
  if (node.prompt !== null) return { stage: { name: 'saying-goodbye', playerId: play(walk, [node.prompt]) } }
  return sound(walk, node)
}

export const goodbyeSaid = (walk: Walk): Outcome => sound(walk, nodeOf(walk.run, 'hang-up'))

/** F43: before the answer the network gives the tone, and the caller pays nothing. */
function sound(walk: Walk, { how }: HangUp): Outcome {
  const { run } = walk
  if (run.isUnanswered || (how !== 'busy' && how !== 'congestion')) return 'stop'
  const { ms, times } = CADENCES[how]
  const period: PlayItem[] = [
    { kind: 'tone', hz: [450], ms },
    { kind: 'silence', ms },
  ]
  const items = Array.from({ length: times }, () => period).flat()
  const playerId = nextPlayer(run)
  const { legId } = run
  walk.effects.push({
    type: 'gateway',
    command: { type: 'player.start', playerId, legId, items, loop: false, bargeIn: false },
  })
  return { stage: { name: 'sounding-tone', playerId } }
}

/** What the call is told at the end: the cause, where a node that hangs up says one. */
export function flowEnded({ flow, node }: Walker): CallInput & { type: 'flow.ended' } {
  const last = flow.nodes.find(({ id }) => id === node)
  const how = last?.kind === 'hang-up' ? (last.how ?? 'normal') : 'normal'
  return how === 'normal' ? { type: 'flow.ended' } : { type: 'flow.ended', cause: how }
}
