// Short numbers and names of numbers that are dialled often (F211, F212).
import type { BookEntry } from '#protocol/api'
import type { Database } from '../store/database.ts'

export const listBook = (core: Database): BookEntry[] =>
  core.all<BookEntry>('select short, number, name from number_book order by short')

/** What a short number stands for; null where it stands for nothing. */
export const longOf = (core: Database, short: string): string | null =>
  core.get<{ number: string }>('select number from number_book where short = ?', short.trim())?.number ?? null

export function saveEntry(core: Database, { short, number, name }: BookEntry): void {
  core.run('insert or replace into number_book (short, number, name) values (?, ?, ?)', short, number, name)
}

export function deleteEntry(core: Database, short: string): boolean {
  const known = longOf(core, short) !== null
  core.run('delete from number_book where short = ?', short)
  return known
}
