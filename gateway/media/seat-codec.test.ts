import { describe, expect, test } from 'vitest'
import {
  type LinkSecond,
  newSeatCodec,
  type SeatCodecMode,
  stepSeatCodec,
  TO_G711_SECONDS,
  TO_OPUS_SECONDS,
} from './seat-codec.ts'

const AUTO = { mode: 'auto' as SeatCodecMode, hasOpus: true }
const second = (lost: number): LinkSecond => ({ expected: 100, lost })
const run = (seconds: LinkSecond[], how = AUTO, from = newSeatCodec()) =>
  seconds.reduce((state, one) => stepSeatCodec(state, one, how), from)
const many = (count: number, lost: number): LinkSecond[] => Array.from({ length: count }, () => second(lost))
const onOpus = run(many(TO_OPUS_SECONDS, 5))

describe('S8 to Opus', () => {
  test.each([
    ['3 % for ten seconds', many(10, 3), 'opus'],
    ['3 % for nine seconds', many(9, 3), 'g711'],
    ['2 % is not over 2 %', many(60, 2), 'g711'],
    ['0 and 6 % in turn are 3 %', Array.from({ length: 10 }, (_, i) => second(i % 2 ? 6 : 0)), 'opus'],
    ['one second of 15 % in a minute', [...many(30, 0), second(15), ...many(30, 0)], 'g711'],
    ['seconds without a packet do not count', many(9, 5).concat(Array(20).fill({ expected: 0, lost: 0 })), 'g711'],
  ] as const)('%s', (_name, seconds, codec) => {
    expect(run([...seconds]).codec).toBe(codec)
  })
})

describe('S9 back to G.711', () => {
  test.each([
    ['a minute without loss', many(TO_G711_SECONDS, 0), 'g711'],
    ['59 seconds', many(59, 0), 'opus'],
    ['half a percent is not under half a percent', Array(60).fill({ expected: 200, lost: 1 }), 'opus'],
    ['1 % for ten minutes', many(600, 1), 'opus'],
    ['loss again in the middle begins the minute anew', [...many(40, 0), second(60), ...many(59, 0)], 'opus'],
  ] as const)('%s', (_name, seconds, codec) => {
    expect(run([...seconds], AUTO, onOpus).codec).toBe(codec)
  })
})

describe('S10 what is set', () => {
  test('always Opus is at once, whatever the link', () => {
    expect(run([second(0)], { mode: 'opus', hasOpus: true }).codec).toBe('opus')
    expect(run(many(100, 0), { mode: 'opus', hasOpus: true }).codec).toBe('opus')
  })
  test('a page without Opus stays with G.711', () => {
    expect(run(many(60, 30), { mode: 'auto', hasOpus: false }).codec).toBe('g711')
    expect(run([second(0)], { mode: 'opus', hasOpus: false }).codec).toBe('g711')
  })
})
