// The customers who are served before others: VIP and red list, until when and why.
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'
import { STILL } from './customer-store.ts'

export type PriorityRow = {
  id: string
  name: string
  number: string
  vip: boolean
  red: boolean
  note: string
  /** null: for good. */
  until: Ms | null
}
type Row = Omit<PriorityRow, 'vip' | 'red'> & { vip: number; red: number }

/** By name. */
export const listPriority = (core: Database): PriorityRow[] =>
  core
    .all<Row>(
      `select id, name, number, vip, red, priority_note as note, priority_until as until from customer
       where (vip or red) and ${STILL} order by name, id`,
    )
    .map((row) => ({ ...row, vip: row.vip === 1, red: row.red === 1 }))

export function setPriority(core: Database, { id, vip, red, note, until }: Omit<PriorityRow, 'name' | 'number'>): void {
  core.run(
    'update customer set vip = ?, red = ?, priority_note = ?, priority_until = ? where id = ?',
    vip,
    red,
    note,
    until,
    id,
  )
}
