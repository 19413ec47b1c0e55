import { expect, it } from 'vitest'
import { nextAt } from './next-at.ts'

const now = new Date(2026, 10, 27, 17, 30).getTime()

it.each([
  ['18:00', new Date(2026, 10, 27, 18, 0).getTime()],
  ['17:30', new Date(2026, 10, 28, 17, 30).getTime()],
  ['08:00', new Date(2026, 10, 28, 8, 0).getTime()],
  ['', null],
  ['25:00', null],
])('%s, asked at 17:30', (time, expected) => expect(nextAt(time, now)).toBe(expected))
