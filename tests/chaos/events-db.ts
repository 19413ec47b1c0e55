// What is on disk in events.db, read beside the running server.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Trunkline, until } from '../harness/trunkline.ts'
import { BUN } from './bun.ts'

const READ = `
const { Database } = require('bun:sqlite')
const [path, sql, parameters] = JSON.parse(process.argv.at(-1))
const database = new Database(path, { readonly: true })
console.log(JSON.stringify(database.query(sql).all(...parameters)))`

async function readDatabase<Row>(path: string, sql: string, ...parameters: (string | number)[]): Promise<Row[]> {
  const { stdout } = await promisify(execFile)(BUN, ['-e', READ, JSON.stringify([path, sql, parameters])])
  return JSON.parse(stdout) as Row[]
}

export function readEvents<Row>(dataDir: string, sql: string, ...parameters: (string | number)[]): Promise<Row[]> {
  return readDatabase(join(dataDir, 'events.db'), sql, ...parameters)
}

const CALL_OF = `select call_id from event where machine = 'call' and type = 'offered' and instr(data, ?) > 0`

/** Waits until the call of this customer was told this, e.g. 'queue-entry.enter'. */
export async function toldOf({ dataDir }: Trunkline, customer: string, told: string, withinMs = 10_000): Promise<void> {
  let events: { told: string }[] = []
  await until(
    async () => {
      events = await readEvents(
        dataDir,
        `select machine || '.' || type as told from event where call_id = (${CALL_OF}) order by seq`,
        customer,
      )
      return events.some((event) => event.told === told)
    },
    withinMs,
    () => `the call of ${customer} was not told ${told}: ${events.map((event) => event.told).join(' ')}`,
  )
}

export type StoredRecord = {
  id: string
  outcome: string
  cause: string
  ended_by: string
  started_at: number
  ended_at: number
  menu_ms: number
  wait_ms: number
  ring_ms: number
  talk_ms: number
  hold_ms: number
}

export function recordsOf({ dataDir }: Trunkline, customer: string): Promise<StoredRecord[]> {
  return readEvents<StoredRecord>(dataDir, 'select * from call_record where instr(customer, ?) > 0', customer)
}

export type StoredRecording = { id: string; state: string; recovered: number; duration_ms: number; started_at: number }

export function recordingsOf({ dataDir }: Trunkline, callId: string): Promise<StoredRecording[]> {
  return readEvents<StoredRecording>(dataDir, 'select * from recording where call_id = ?', callId)
}

/** Machines that the log holds open: what would be replayed at a start. */
export async function openMachines(dataDir: string): Promise<string[]> {
  const rows = await readEvents<{ name: string }>(
    dataDir,
    `select machine || ' ' || machine_id as name from open_machine where machine <> 'agent'`,
  )
  return rows.map(({ name }) => name)
}

/** Both databases, with nobody writing: 'ok' and 'ok'. */
export async function checkIntegrity(dataDir: string): Promise<string[]> {
  const check = async (file: string) => {
    const [row] = await readDatabase<{ integrity_check: string }>(join(dataDir, file), 'pragma integrity_check')
    return row?.integrity_check ?? ''
  }
  return [await check('core.db'), await check('events.db')]
}
