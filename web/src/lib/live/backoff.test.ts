import { expect, it } from 'vitest'
import { reconnectDelay } from './backoff.ts'

it('doubles from half a second and stays at eight', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelay(attempt, 0.5))).toEqual([
    500, 1000, 2000, 4000, 8000, 8000, 8000,
  ])
})
it('spreads by a fifth', () => {
  expect([reconnectDelay(4, 0), reconnectDelay(4, 1)]).toEqual([6400, 9600])
})
