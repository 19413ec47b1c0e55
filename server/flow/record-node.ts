// What a caller is asked to say, and says: kept with the call, and heard again. Rules F40-F42.
import type { FlowNode } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { Spoken } from './flow-inputs.ts'
import { assign, nodeOf, type Outcome, play, tell, type Walk, went } from './flow-state.ts'

/** As of a message (C16): a shorter one is nobody speaking. */
const LEAST_MS: Ms = 1000
/** What the gateway may take to tell that there was nothing but silence. */
const TOLD_MS: Ms = 500

/** F40 */
export function askToSpeak(walk: Walk, { id, kind, prompt, beep }: Extract<FlowNode, { kind: 'record' }>): Outcome {
  went(walk, id, kind)
  return { stage: { name: 'before-recording', playerId: play(walk, beep ? [prompt, 'beep'] : [prompt]) } }
}

export function startToRecord(walk: Walk): Outcome {
  const { maxMs, stopKey, silenceMs = null } = nodeOf(walk.run, 'record')
  tell(walk, { type: 'flow.record', maxMs, stopKey, silenceMs })
  return { stage: { name: 'recording' } }
}

/** F41 */
export function spoken(walk: Walk, { recordingId, ms, cut }: Spoken): Outcome {
  const { id, into, silenceMs, next, nothing } = nodeOf(walk.run, 'record')
  const wasSilent = ms < LEAST_MS || (cut && silenceMs !== undefined && ms < silenceMs + TOLD_MS)
  went(walk, `${id}:${wasSilent ? 'nothing' : 'ok'}`)
  if (wasSilent) return { go: nothing }
  assign(walk.run, into, recordingId)
  assign(walk.run, `${into}.seconds`, String(Math.round(ms / 1000)))
  return { go: next }
}
