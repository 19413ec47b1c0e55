// Short numbers and names of numbers that are dialled often (F211, F212).
import type { BookEntry } from '#protocol/api'
import { searchOf } from '../site/name-search.ts'
import type { Database } from '../store/database.ts'

type Row = Omit<BookEntry, 'search'>

export const listBook = (core: Database): BookEntry[] =>
  core
    .all<Row>('select short, number, name from number_book order by short')
    .map((row) => ({ ...row, search: searchOf(row.name) }))

/** What a caller of this number is called where no customer is known; '' = it is not in the book. */
export const bookName = (core: Database, number: string): string =>
  core.get<{ name: string }>('select name from number_book where number = ? order by short limit 1', number)?.name ?? ''

/** The names of all numbers in the book; of several short numbers the first counts. */
export const bookNames = (core: Database): ReadonlyMap<string, string> =>
  new Map(
    core
      .all<Row>('select short, number, name from number_book order by short desc')
      .map(({ number, name }) => [number, name]),
  )

/** What a short number stands for; null where it stands for nothing. */
export const longOf = (core: Database, short: string): string | null =>
  core.get<{ number: string }>('select number from number_book where short = ?', short.trim())?.number ?? null

export function saveEntry(core: Database, { short, number, name }: Row): void {
  core.run('insert or replace into number_book (short, number, name) values (?, ?, ?)', short, number, name)
}

export function deleteEntry(core: Database, short: string): boolean {
  const known = longOf(core, short) !== null
  core.run('delete from number_book where short = ?', short)
  return known
}
