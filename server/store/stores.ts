// The two files of a site: core.db (configuration, users, customers) and events.db (what happened).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

export type Stores = { core: Database; events: Database }

const MIGRATIONS = join(import.meta.dirname, '../../migrations')

export function openStores(dataDir: string, migrations = MIGRATIONS): Stores {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const core = openDatabase(join(dataDir, 'core.db'))
  try {
    migrate(core, migrations, 'core')
    const events = openDatabase(join(dataDir, 'events.db'))
    try {
      migrate(events, migrations, 'events')
      return { core, events }
    } catch (cause) {
      events.close()
      throw cause
    }
  } catch (cause) {
    core.close()
    throw cause
  }
}

export function closeStores(stores: Stores): void {
  stores.events.close()
  stores.core.close()
}

/** UUIDv7: ordered by time. */
export function newId(): string {
  return Bun.randomUUIDv7()
}
