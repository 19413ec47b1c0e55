// Which of the lines that are up a call goes out by. Pure. Rule O7 in SPEC.md.
import type { LineId } from '#protocol/ids'
import type { LineChoice } from '#protocol/outbound-rules'

type Candidate = { id: LineId; calls: number }
/** `random`: 0 to below 1. */
export type Picking = { choice: LineChoice; last: LineId | undefined; random: number }

/** `up` in their order; undefined when there is none. */
export function pickLine(up: readonly Candidate[], { choice, last, random }: Picking): LineId | undefined {
  switch (choice) {
    case 'order':
      return up[0]?.id
    case 'round-robin':
      return up[(up.findIndex(({ id }) => id === last) + 1) % Math.max(up.length, 1)]?.id
    case 'random':
      return up[Math.floor(random * up.length)]?.id
    case 'least-used':
      return up.toSorted((a, b) => a.calls - b.calls)[0]?.id
  }
}
