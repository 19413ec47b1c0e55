// Every kind of list × direction × state × way of the call, and lists beside each other.
import { describe, expect, it } from 'vitest'
import type { ListKind, NumberList } from '#protocol/number-lists'
import { verdictOf } from './verdict.ts'

const list = (id: string, kind: ListKind, more: Partial<NumberList> = {}): NumberList => ({
  ...{ id, name: id, kind, enabled: true, direction: 'both', only: false, fourEyes: true, defaultDays: null },
  answer: { kind: 'busy' },
  ...more,
})
const refusedBy = (lists: NumberList[], on: string[], way: 'in' | 'out' = 'in') =>
  verdictOf(
    lists,
    on.map((listId) => ({ listId, entryId: `${listId}.e` })),
    way,
  ).refusal

const black = list('black', 'black')
const white = list('white', 'white')
const only = list('only', 'white', { only: true })

describe('what lists say', () => {
  it.each([
    ['N12 black', [black], ['black'], 'black black.e'],
    ['nobody', [black], [], 'passes'],
    ['N10 a list that is off', [{ ...black, enabled: false }], ['black'], 'passes'],
    ['N11 white before black', [black, white], ['black', 'white'], 'passes'],
    ['N11 a white list that is off', [black, { ...white, enabled: false }], ['black', 'white'], 'black black.e'],
    ['N12 the first that refuses', [list('a', 'black'), list('b', 'black')], ['b', 'a'], 'a a.e'],
    ['N13 only those listed: a stranger', [only], [], 'only null'],
    ['N13 only those listed: one of them', [only], ['only'], 'passes'],
    ['N13 listed in another white list', [only, white], ['white'], 'passes'],
    ['N13 off', [{ ...only, enabled: false }], [], 'passes'],
    ['a white list that lets others through too', [white], [], 'passes'],
    ['red refuses nobody', [list('red', 'red')], ['red'], 'passes'],
    ['plain refuses nobody', [list('plain', 'plain')], ['plain'], 'passes'],
  ] as [string, NumberList[], string[], string][])('%s', (_name, lists, on, expected) => {
    const refusal = refusedBy(lists, on)
    expect(refusal === null ? 'passes' : `${refusal.list.id} ${refusal.entryId}`).toBe(expected)
  })

  it.each([
    ['in', 'in', true],
    ['in', 'out', false],
    ['out', 'in', false],
    ['out', 'out', true],
    ['both', 'in', true],
    ['both', 'out', true],
  ] as const)('N10 a list for %s, a call %s: refused %s', (direction, way, expected) => {
    expect(refusedBy([{ ...black, direction }], ['black'], way) !== null).toBe(expected)
    expect(refusedBy([{ ...only, direction }], [], way) !== null).toBe(expected)
    expect(refusedBy([black, { ...white, direction }], ['black', 'white'], way) === null).toBe(expected)
  })

  it('N16 names every list that counts, and who is on a red one', () => {
    const lists = [list('red', 'red'), list('plain', 'plain'), list('off', 'plain', { enabled: false })]
    const standings = ['red', 'plain', 'off'].map((listId) => ({ listId, entryId: 'e' }))
    expect(verdictOf(lists, standings, 'in')).toEqual({ refusal: null, isRed: true, lists: ['red', 'plain'] })
    expect(verdictOf(lists, standings.slice(1), 'in')).toMatchObject({ isRed: false, lists: ['plain'] })
  })
})
