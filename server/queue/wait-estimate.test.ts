import { describe, expect, it } from 'vitest'
import {
  cameTrue,
  estimateWait,
  gaveUp,
  handled,
  newWaitModel,
  type WaitEstimate,
  type WaitModel,
} from './wait-estimate.ts'

const learned = (...handling: number[]): WaitModel => handling.reduce(handled, newWaitModel())
const of = (model: WaitModel, position = 3, atWork = 5) => estimateWait(model, { position, atWork }) as WaitEstimate

/** Waits of so many times the base come true, one after another. */
function taught(model: WaitModel, ratios: readonly number[], position = 3): WaitModel {
  return ratios.reduce((now, ratio) => {
    const estimate = of(now, position)
    return cameTrue(now, estimate, estimate.baseMs * ratio)
  }, model)
}
const times = (count: number, value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i))

describe('estimated wait', () => {
  it.each([
    [1, 1, 50_000],
    [1, 10, 5000],
    [3, 5, 50_000],
    [10, 5, 190_000],
  ])('W1 takes for rank %i with %i at work and calls of 100 s a base of %i ms', (position, atWork, base) => {
    expect(of(learned(80_000, 120_000), position, atWork).baseMs).toBe(base)
  })

  it('W1 takes calls of three minutes before there are any, and forgets all but the last hundred', () => {
    expect(of(newWaitModel(), 1, 1).baseMs).toBe(90_000)
    expect(of(learned(9_000_000, ...times(100, () => 60_000)), 1, 1).baseMs).toBe(30_000)
  })

  it('W2 says from a quarter to the fourfold before any wait came true', () => {
    const { baseMs, lowMs, medianMs, highMs } = of(learned(100_000))
    expect(lowMs / baseMs).toBeCloseTo(0.25, 1)
    expect(medianMs / baseMs).toBeCloseTo(0.9, 1)
    expect(highMs / baseMs).toBeCloseTo(2.7, 1)
  })

  it('W3 learns that waits are half the base, and the band closes round it', () => {
    const { baseMs, lowMs, medianMs, highMs } = of(
      taught(
        learned(100_000),
        times(200, (i) => 0.45 + (i % 11) * 0.01),
      ),
    )
    expect(medianMs / baseMs).toBeCloseTo(0.5, 1)
    expect(lowMs / baseMs).toBeGreaterThan(0.4)
    expect(highMs / baseMs).toBeLessThan(0.6)
  })

  it('W3 lets waits of other ranks count less', () => {
    const model = taught(
      taught(
        learned(100_000),
        times(60, () => 3),
        20,
      ),
      times(60, () => 0.5),
      1,
    )
    expect(of(model, 1).medianMs / of(model, 1).baseMs).toBeCloseTo(0.5)
    expect(of(model, 20).medianMs / of(model, 20).baseMs).toBeCloseTo(3)
  })

  it('W5 moves an end of the band out when it is missed and in when it is not', () => {
    const model = taught(
      learned(100_000),
      times(50, () => 1),
    )
    const estimate = of(model)
    const late = cameTrue(model, estimate, estimate.highMs + 1)
    expect(late.highShift - model.highShift).toBeCloseTo(0.009)
    expect(late.lowShift - model.lowShift).toBeCloseTo(-0.001)
    const soon = cameTrue(model, estimate, estimate.lowMs - 1)
    expect(soon.lowShift - model.lowShift).toBeCloseTo(0.009)
  })

  it('W6 learns of one who gives up only when the band was over', () => {
    const model = learned(100_000)
    const estimate = of(model)
    expect(gaveUp(model, estimate, estimate.highMs)).toBe(model)
    expect(gaveUp(model, estimate, estimate.highMs + 1).highShift).toBeGreaterThan(0)
  })

  it('W7 says nothing when nobody is at work', () => {
    expect(estimateWait(newWaitModel(), { position: 1, atWork: 0 })).toBeNull()
  })

  it('keeps low, median and high in order whatever came true', () => {
    const model = taught(
      learned(100_000),
      times(300, (i) => (i % 2 === 0 ? 0.001 : 1000)),
    )
    const { lowMs, medianMs, highMs } = of(model)
    expect(lowMs).toBeLessThanOrEqual(medianMs)
    expect(medianMs).toBeLessThanOrEqual(highMs)
  })
})
