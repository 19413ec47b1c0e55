// Rows in the order of a clicked column head: up, down, none. Pure.
// SO1 numbers by size, text by the language · SO2 what is not known stands last, whichever way · SO3 equal rows keep
// their order, so that a table that is drawn again does not jump · SO4 in an address it is the column's name, with `-`
// before it for down; a name that no column has sorts nothing.
export type Sort<K extends string> = { by: K; down: boolean } | null
type Value = number | string | null

export function nextSort<K extends string>(sort: Sort<K>, by: K): Sort<K> {
  if (sort?.by !== by) return { by, down: false }
  return sort.down ? null : { by, down: true }
}

export const sortText = <K extends string>(sort: Sort<K>): string =>
  sort === null ? '' : `${sort.down ? '-' : ''}${sort.by}`

export function sortOf<K extends string>(text: string, columns: readonly K[]): Sort<K> {
  const down = text.startsWith('-')
  const by = columns.find((column) => column === text.slice(down ? 1 : 0))
  return by === undefined ? null : { by, down }
}

export const ariaSort = <K extends string>(sort: Sort<K>, by: K): 'ascending' | 'descending' | 'none' =>
  sort?.by !== by ? 'none' : sort.down ? 'descending' : 'ascending'

export function sorted<T, K extends string>(
  rows: readonly T[],
  sort: Sort<K>,
  sortValue: (row: T, by: K) => Value,
  locale: string,
): T[] {
  if (sort === null) return [...rows]
  const { by, down } = sort
  return rows
    .map((row) => ({ row, value: sortValue(row, by) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return (down ? -1 : 1) * compare(a.value, b.value, locale)
    })
    .map(({ row }) => row)
}

function compare(a: number | string, b: number | string, locale: string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), locale)
}
