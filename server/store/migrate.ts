// Forward-only migrations: files <family>-NNNN-name.sql, each applied once in its own transaction and remembered
// with its checksum in the table _migration.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from './database.ts'
import { StoreError } from './store-error.ts'

type MigrationFamily = 'core' | 'events'

/** Applies what is missing; returns the names applied. */
export function migrate(database: Database, folder: string, family: MigrationFamily): string[] {
  database.script(
    'create table if not exists _migration (name text primary key, checksum text not null, at integer not null) strict',
  )
  const known = new Map(
    database
      .all<{ name: string; checksum: string }>('select name, checksum from _migration order by name')
      .map((row) => [row.name, row.checksum]),
  )
  const files = migrationFiles(folder, family)
  refuseStrangers(database.path, [...known.keys()], files)
  return files.filter((name) => applyOnce(database, join(folder, name), name, known.get(name)))
}

function migrationFiles(folder: string, family: MigrationFamily): string[] {
  const pattern = new RegExp(`^${family}-[0-9]{4}-[a-z0-9-]+\\.sql$`)
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort()
}

function refuseStrangers(path: string, known: string[], files: string[]): void {
  const stranger = known.find((name) => !files.includes(name))
  if (stranger !== undefined) {
    throw new StoreError('failed', `${path} was written by a newer version: migration ${stranger} is not known here`)
  }
}

function applyOnce(database: Database, path: string, name: string, applied: string | undefined): boolean {
  const sql = readFileSync(path, 'utf8')
  const checksum = new Bun.CryptoHasher('sha256').update(sql).digest('hex')
  if (applied === checksum) return false
  if (applied !== undefined) {
    throw new StoreError('failed', `Migration ${name} was changed after it had been applied to ${database.path}`)
  }
  database.tx(() => {
    database.script(sql)
    database.run('insert into _migration (name, checksum, at) values (?, ?, ?)', name, checksum, Date.now())
  })
  return true
}
