// How long a caller will wait: a base from rank, people at work and how long calls take, and around it a band of 80 %
// that every wait which came true corrects. Rules W1-W9 in SPEC.md.
import type { Ms } from '#protocol/ids'

/** What a caller stands before. */
export type Situation = {
  /** Rank among those who wait, from 1. */
  position: number
  /** Members who are not signed out and not not-ready. */
  atWork: number
}
export type WaitEstimate = {
  position: number
  /** What the rank alone says; waits that came true are compared with it. */
  baseMs: Ms
  medianMs: Ms
  lowMs: Ms
  highMs: Ms
}
/** A wait that came true, as the logarithm of its ratio to the base. */
type Outcome = { lnPosition: number; lnRatio: number }

/** What a queue has learned. */
export type WaitModel = {
  /** How long its last calls kept an agent, wrap-up included; the newest last. */
  handling: readonly Ms[]
  outcomes: readonly Outcome[]
  /** By how much, in logarithms, the band's ends stand off the quantiles of the outcomes. */
  lowShift: number
  highShift: number
}

/** W4: the share of waits that may end below the band, and the same above it. */
const TAIL = 0.1
/** W5: how much one miss moves an end of the band. */
const STEP = 0.01
const MOST_HANDLING = 100
const MOST_OUTCOMES = 200
/** W3: an outcome weighs this much of the one after it. */
const FADING = 0.98
/** W3: how fast an outcome of another rank loses weight: with the logarithm of the ranks' ratio. */
const FARNESS = 2
/** W3: what stands before a caller is a sum of so many times as the rank says: its relative spread falls with the root of the rank. */
const SPREAD = 0.5
/** W1: until a call has ended here. */
const USUAL_HANDLING: Ms = 180_000
/** Nobody is connected faster: it rings first. */
const LEAST_MS: Ms = 5000
/** W2: what is assumed before there are outcomes: ratios between a quarter and the fourfold, each of little weight. */
const ASSUMED = [-1.4, -1, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1, 1.4]
const ASSUMED_WEIGHT = 0.3

export const newWaitModel = (): WaitModel => ({ handling: [], outcomes: [], lowShift: 0, highShift: 0 })

/** A call of the queue kept an agent for so long. */
export const handled = (model: WaitModel, ms: Ms): WaitModel => ({
  ...model,
  handling: [...model.handling, ms].slice(-MOST_HANDLING),
})

/** W7: null when nobody is at work. */
export function estimateWait(model: WaitModel, situation: Situation): WaitEstimate | null {
  if (situation.atWork === 0) return null
  const { position } = situation
  const baseMs = Math.max(LEAST_MS, Math.round(baseOf(model.handling, situation)))
  const [low, median, high] = lnQuantiles(model, Math.log(position), [TAIL, 0.5, 1 - TAIL])
  const of = (ln: number): Ms => Math.round(baseMs * Math.exp(ln))
  const medianMs = of(median)
  const lowMs = Math.min(medianMs, of(low - model.lowShift))
  return { position, baseMs, medianMs, lowMs, highMs: Math.max(medianMs, of(high + model.highShift)) }
}

/** W5: the caller of this estimate has got an agent after `waitedMs`. */
export function cameTrue(model: WaitModel, estimate: WaitEstimate, waitedMs: Ms): WaitModel {
  const lnRatio = Math.log(Math.max(1000, waitedMs) / estimate.baseMs)
  const outcome = { lnPosition: Math.log(estimate.position), lnRatio }
  const shifted = (shift: number, isMissed: boolean) => shift + STEP * (Number(isMissed) - TAIL)
  return {
    ...model,
    outcomes: [...model.outcomes, outcome].slice(-MOST_OUTCOMES),
    lowShift: shifted(model.lowShift, waitedMs < estimate.lowMs),
    highShift: shifted(model.highShift, waitedMs > estimate.highMs),
  }
}

/** W6: who leaves without an agent says nothing, unless the wait was already longer than the band. */
export const gaveUp = (model: WaitModel, estimate: WaitEstimate, waitedMs: Ms): WaitModel =>
  waitedMs > estimate.highMs ? cameTrue(model, estimate, waitedMs) : model

/** W1: the time in which so many agents are free as often as callers stand before, and half a time more. */
function baseOf(handling: readonly Ms[], { position, atWork }: Situation): Ms {
  const mean = handling.length === 0 ? USUAL_HANDLING : handling.reduce((sum, ms) => sum + ms, 0) / handling.length
  return ((position - 0.5) * mean) / atWork
}

/** W3: quantiles of the outcomes, recent ones and those of a like rank weighing more. */
function lnQuantiles(
  { outcomes }: WaitModel,
  lnPosition: number,
  [low, median, high]: readonly [number, number, number],
): [number, number, number] {
  const weighed = ASSUMED.map((lnRatio) => ({ lnRatio, weight: ASSUMED_WEIGHT }))
  for (const [i, outcome] of outcomes.entries()) {
    const recent = FADING ** (outcomes.length - 1 - i)
    const weight = recent * Math.exp(-FARNESS * Math.abs(lnPosition - outcome.lnPosition))
    const spread = Math.exp(SPREAD * (outcome.lnPosition - lnPosition))
    weighed.push({ lnRatio: outcome.lnRatio * spread, weight })
  }
  weighed.sort((a, b) => a.lnRatio - b.lnRatio)
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const at = (share: number): number => {
    let sum = 0
    for (const { lnRatio, weight } of weighed) {
      sum += weight
      if (sum >= share * total) return lnRatio
    }
    return weighed.at(-1)?.lnRatio ?? 0
  }
  return [at(low), at(median), at(high)]
}
