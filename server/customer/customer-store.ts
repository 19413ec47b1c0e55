import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'
import { containing } from '../store/like.ts'

export type CustomerRow = {
  id: string
  name: string
  /** E.164, or a short number's digits. */
  number: string
  company: string
  note: string
  vip: boolean
  /** The agent who looks after this customer. */
  agentId: string | null
  createdAt: Ms
  updatedAt: Ms
}

type Row = Omit<CustomerRow, 'vip'> & { vip: number }

/** What has run out counts no more, wherever it is read. */
export const STILL = '(priority_until is null or priority_until > unixepoch() * 1000)'
const SELECT = `select id, name, number, company, note, vip and ${STILL} as vip, agent_id as agentId,
  created_at as createdAt, updated_at as updatedAt from customer`

export function findCustomer(core: Database, id: string): CustomerRow | null {
  return customerOf(core.get<Row>(`${SELECT} where id = ?`, id))
}

/** For the screen pop and for the names on live calls. */
export function findCustomerByNumber(core: Database, number: string): CustomerRow | null {
  return customerOf(core.get<Row>(`${SELECT} where number = ?`, number))
}

export function customersByNumber(core: Database, numbers: string[]): Map<string, CustomerRow> {
  const rows = core.all<Row>(`${SELECT} where number in (select value from json_each(?))`, JSON.stringify(numbers))
  return new Map(rows.map((row) => [row.number, rowOf(row)]))
}

/** How numbers are searched: a part of them, or (for those who see them masked) a whole number or its last four. */
export type NumberSearch =
  | { kind: 'part'; digits: string }
  | { kind: 'exact'; number: string }
  | { kind: 'end'; digits: string }
  | null

export function numberPattern(search: NumberSearch): string {
  if (search === null) return ''
  if (search.kind === 'exact') return search.number
  return search.kind === 'end' ? `%${search.digits}` : `%${search.digits}%`
}

export function searchCustomers(core: Database, text: string, number: NumberSearch, limit: number): CustomerRow[] {
  const pattern = containing(text)
  return core
    .all<Row>(
      `${SELECT} where name like ? escape '\\' or company like ? escape '\\' or number like ?
       order by updated_at desc, id limit ?`,
      pattern,
      pattern,
      numberPattern(number),
      limit,
    )
    .map(rowOf)
}

/** Numbers of the customers whose name or company holds the text: for the search in calls. */
export function numbersByName(core: Database, text: string, limit: number): string[] {
  const pattern = containing(text)
  return core
    .all<{ number: string }>(
      `select number from customer where name like ? escape '\\' or company like ? escape '\\' limit ?`,
      pattern,
      pattern,
      limit,
    )
    .map((row) => row.number)
}

export function saveCustomer(core: Database, customer: CustomerRow): void {
  core.run(
    `insert into customer (id, name, number, company, note, vip, agent_id, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, number = excluded.number, company = excluded.company,
     note = excluded.note, vip = excluded.vip, agent_id = excluded.agent_id,
     priority_until = case when priority_until <= excluded.updated_at then null else priority_until end,
     updated_at = excluded.updated_at`,
    customer.id,
    customer.name,
    customer.number,
    customer.company,
    customer.note,
    customer.vip,
    customer.agentId,
    customer.createdAt,
    customer.updatedAt,
  )
}

/** A line more in the customer's note, which keeps its last 4,000 characters; false: there is no such customer. */
export function addCustomerNote(core: Database, number: string, line: string, now: Ms): boolean {
  const customer = findCustomerByNumber(core, number)
  if (customer === null) return false
  const note = [customer.note, line].filter((text) => text !== '').join('\n')
  saveCustomer(core, { ...customer, note: note.slice(-LONGEST_NOTE), updatedAt: now })
  return true
}
const LONGEST_NOTE = 4000

const rowOf = (row: Row): CustomerRow => ({ ...row, vip: row.vip === 1 })
const customerOf = (row: Row | null): CustomerRow | null => row && rowOf(row)
