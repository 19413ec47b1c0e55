// One measured value against its limit: raised when it has been beyond for long enough, cleared when it has been well
// within for long enough, so that a value at the edge does not flap. Rules T1-T7 in SPEC.md.
import type { Ms } from '#protocol/ids'
import { assertNever } from '../machine/assert-never.ts'

export type Threshold =
  | { state: 'quiet' }
  /** Beyond the limit since then. */
  | { state: 'rising'; since: Ms }
  | { state: 'raised'; since: Ms }
  /** Raised since `since`, well within the limit since `within`. */
  | { state: 'falling'; since: Ms; within: Ms }
export type ThresholdEffect = 'raise' | 'clear'

/** Which side is bad, how far back inside counts as well within, and how long each must last. */
export type Shape = { bad: 'above' | 'below'; back: (limit: number) => number; riseMs: Ms; fallMs: Ms }
/** Null: there is nothing to measure, or no limit. */
export type Measure = { value: number | null; limit: number | null }

type Next = [Threshold, ThresholdEffect | null]
type Where = 'beyond' | 'between' | 'within' | 'nothing'

export const QUIET: Threshold = { state: 'quiet' }

function whereIs({ value, limit }: Measure, { bad, back }: Shape): Where {
  if (value === null || limit === null) return 'nothing'
  const isOver = (edge: number) => (bad === 'above' ? value > edge : value < edge)
  if (isOver(limit)) return 'beyond'
  return isOver(back(limit)) ? 'between' : 'within'
}

export function stepThreshold(threshold: Threshold, measure: Measure, shape: Shape, now: Ms): Next {
  const where = whereIs(measure, shape)
  switch (threshold.state) {
    case 'quiet':
      return where === 'beyond' ? rising(now, shape, now) : [threshold, null]
    case 'rising':
      return where === 'beyond' ? rising(threshold.since, shape, now) : [QUIET, null]
    case 'raised':
    case 'falling':
      return whileRaised(threshold, where, shape, now)
    default:
      return assertNever(threshold)
  }
}

function rising(since: Ms, { riseMs }: Shape, now: Ms): Next {
  return now - since >= riseMs ? [{ state: 'raised', since }, 'raise'] : [{ state: 'rising', since }, null]
}

function whileRaised(threshold: Threshold & { since: Ms }, where: Where, { fallMs }: Shape, now: Ms): Next {
  const { since } = threshold
  if (where === 'nothing') return [QUIET, 'clear']
  if (where !== 'within') return [threshold.state === 'raised' ? threshold : { state: 'raised', since }, null]
  const within = threshold.state === 'falling' ? threshold.within : now
  return now - within >= fallMs ? [QUIET, 'clear'] : [{ state: 'falling', since, within }, null]
}
