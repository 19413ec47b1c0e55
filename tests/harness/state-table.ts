// Walks every cell of a state × input table: '-' = nothing happens, 'same' = the state stays but effects leave,
// anything else = the name of the next state.
import { expect } from 'vitest'

type Step<S, I> = (state: S, input: I, now: number) => [S, { type: string }[]]

export type Table<S, I> = {
  step: Step<S, I>
  states: Record<string, S>
  inputs: Record<string, I>
  nameOf(state: S): string
  /** First line: input names. Then a line per state: its name, then a cell per input. */
  rows: string
}

export function walkTable<S, I>({ step, states, inputs, nameOf, rows }: Table<S, I>): void {
  const lines = rows
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const [head = [], ...body] = lines
  expect(head).toEqual(Object.keys(inputs))
  expect(body.map((line) => line[0])).toEqual(Object.keys(states))
  const seen = body.map(([name = '', ...cells]) => {
    const state = states[name] as S
    return [name, ...head.map((input, i) => cell(step, state, inputs[input] as I, nameOf, cells[i]))]
  })
  expect(seen.map((line) => line.join(' '))).toEqual(body.map((line) => line.join(' ')))
}

function cell<S, I>(step: Step<S, I>, state: S, input: I, nameOf: (state: S) => string, expected?: string): string {
  const frozen = structuredClone(state)
  const [next, effects] = step(state, input, 100_000)
  expect(state).toEqual(frozen)
  if (next === state && effects.length === 0) return '-'
  const name = nameOf(next)
  return name === nameOf(state) && expected === 'same' ? 'same' : name
}
