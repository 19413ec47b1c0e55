import type { Ms } from '#protocol/ids'
import type { FlowRunInput } from './flow-inputs.ts'
import { newFlowRun, stepFlowRun } from './flow-run.ts'

/** F43: the flow sends its caller off before anything is heard, asked or waited for: walked once, for nothing, to know. */
export function endsUnheard(id: string, start: FlowRunInput & { type: 'start' }, now: Ms): boolean {
  const [run, effects] = stepFlowRun(newFlowRun(id), { ...start, unanswered: true }, now)
  return (
    run.state === 'ended' &&
    effects.some(
      (effect) =>
        effect.type === 'tell' &&
        effect.machine === 'call' &&
        effect.input.type === 'flow.ended' &&
        effect.input.cause !== undefined,
    )
  )
}
