// Where a number stands, looked up: a few index look-ups, however long the lists are.
import type { Ms } from '#protocol/ids'
import type { RefusalReason } from '#protocol/reasons'
import { isEmergency } from '../outbound/destination.ts'
import type { Database } from '../store/database.ts'
import { listNumberLists } from './list-store.ts'
import { keysOf } from './number-keys.ts'
import { type Refusal, type Standing, type Verdict, verdictOf } from './verdict.ts'

/** `number` as stored; '' = withheld. */
export const standingsOf = (core: Database, number: string, now: Ms): Standing[] =>
  core.all<Standing>(
    `select list_id as listId, entry_id as entryId from number_list_key
     where key in (select value from json_each(?)) and (until_at is null or until_at > ?) order by entry_id desc`,
    JSON.stringify(keysOf(number)),
    now,
  )

export const callerVerdict = (core: Database, number: string, now: Ms): Verdict =>
  verdictOf(listNumberLists(core), standingsOf(core, number, now), 'in')

export const isRed = (core: Database, number: string, now: Ms): boolean => callerVerdict(core, number, now).isRed

/** Is it in this list, which counts? */
export const standsIn = (core: Database, listId: string, number: string, now: Ms): boolean =>
  callerVerdict(core, number, now).lists.includes(listId)

export type Barred = Refusal & { reason: RefusalReason }

/** N14: why a number may not be called; null: the lists let it. */
export function barredOut(core: Database, number: string, now: Ms): Barred | null {
  if (isEmergency(number)) return null
  const { refusal } = verdictOf(listNumberLists(core), standingsOf(core, number, now), 'out')
  return refusal && { ...refusal, reason: refusal.entryId === null ? 'number-not-listed' : 'number-listed' }
}
