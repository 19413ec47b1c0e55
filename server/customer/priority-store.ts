// The customers who are VIPs: until when and why.
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'
import { STILL } from './customer-store.ts'

export type PriorityRow = {
  id: string
  name: string
  number: string
  note: string
  /** null: for good. */
  until: Ms | null
}

/** By name. */
export const listPriority = (core: Database): PriorityRow[] =>
  core.all<PriorityRow>(
    `select id, name, number, priority_note as note, priority_until as until from customer
     where vip and ${STILL} order by name, id`,
  )

export type Priority = Pick<PriorityRow, 'id' | 'note' | 'until'> & { vip: boolean }

export function setPriority(core: Database, { id, vip, note, until }: Priority): void {
  core.run('update customer set vip = ?, priority_note = ?, priority_until = ? where id = ?', vip, note, until, id)
}
