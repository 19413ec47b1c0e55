// What the lists say of a call from or to a number. Pure. Rules N10-N15 in SPEC.md.
import type { NumberList } from '#protocol/number-lists'

/** A number stands in a list, by this entry. */
export type Standing = { listId: string; entryId: string }
/** `entryId` null: refused because the number stands in no list of those let through. */
export type Refusal = { list: NumberList; entryId: string | null }
export type Verdict = { refusal: Refusal | null; isRed: boolean; lists: string[] }

/** `lists` in their order: the first that refuses is named. */
export function verdictOf(lists: readonly NumberList[], standings: readonly Standing[], way: 'in' | 'out'): Verdict {
  const inForce = lists.filter(({ enabled }) => enabled)
  const entryOf = new Map(standings.map(({ listId, entryId }) => [listId, entryId]))
  const standsIn = ({ id }: NumberList): boolean => entryOf.has(id)
  const forWay = inForce.filter(({ direction }) => direction === 'both' || direction === way)
  return {
    refusal: refusalOf(forWay, entryOf),
    isRed: inForce.some((list) => list.kind === 'red' && standsIn(list)),
    lists: inForce.filter(standsIn).map(({ id }) => id),
  }
}

function refusalOf(lists: readonly NumberList[], entryOf: ReadonlyMap<string, string>): Refusal | null {
  const white = lists.filter(({ kind }) => kind === 'white')
  if (white.some(({ id }) => entryOf.has(id))) return null
  const black = lists.find(({ id, kind }) => kind === 'black' && entryOf.has(id))
  if (black) return { list: black, entryId: entryOf.get(black.id) ?? null }
  const only = white.find((list) => list.only)
  return only ? { list: only, entryId: null } : null
}
