import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLine } from '../line/line-store.ts'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { closeStores, openStores } from './stores.ts'

const REAL = join(import.meta.dirname, '../../migrations')
let folder: string
let database: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-migrate-'))
  database = openDatabase(join(folder, 'a.db'))
  writeFileSync(join(folder, 'core-0001-first.sql'), 'create table one (a integer) strict;')
  writeFileSync(join(folder, 'events-0001-first.sql'), 'create table other (a integer) strict;')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('migrate', () => {
  it('applies its own family once, in order', () => {
    writeFileSync(join(folder, 'core-0002-second.sql'), 'alter table one add column b integer;')
    expect(migrate(database, folder, 'core')).toEqual(['core-0001-first.sql', 'core-0002-second.sql'])
    expect(migrate(database, folder, 'core')).toEqual([])
    expect(database.all('select a, b from one')).toEqual([])
  })

  it('refuses a migration that was changed after it was applied', () => {
    migrate(database, folder, 'core')
    writeFileSync(join(folder, 'core-0001-first.sql'), 'create table one (a text) strict;')
    expect(() => migrate(database, folder, 'core')).toThrow('core-0001-first.sql was changed after it had been applied')
  })

  it('refuses a file of a newer version', () => {
    migrate(database, folder, 'core')
    rmSync(join(folder, 'core-0001-first.sql'))
    expect(() => migrate(database, folder, 'core')).toThrow('was written by a newer version')
  })

  it('leaves nothing of a migration that fails half-way', () => {
    writeFileSync(join(folder, 'core-0002-broken.sql'), 'create table two (a integer); create nonsense;')
    expect(() => migrate(database, folder, 'core')).toThrow()
    expect(database.all("select name from sqlite_schema where name in ('one', 'two')")).toEqual([{ name: 'one' }])
  })
})

describe('our own migrations', () => {
  it('insert no account: only words of results, our music, published holidays, and what was there in another table', () => {
    const files = readdirSync(REAL).filter((name) => name.endsWith('.sql'))
    const guilty = files.filter((name) =>
      /\b(insert|replace)\b\s+(or\s+\w+\s+)?into\b(?!\s+(disposition|music_list|prompt_version|prompt_current|flow_version|holiday_year|number_list(_entry|_key)?)\b)/i.test(
        readFileSync(join(REAL, name), 'utf8'),
      ),
    )
    expect(files.length).toBeGreaterThan(3)
    expect(guilty).toEqual([])
  })

  it('give the SIP lines of an older version their new settings, and leave their own', () => {
    const names = readdirSync(REAL).filter((name) => name.startsWith('core-'))
    const isOlder = (name: string) => name < 'core-0005'
    const copy = (wanted: (name: string) => boolean) => {
      for (const name of names.filter(wanted)) copyFileSync(join(REAL, name), join(folder, name))
    }
    rmSync(join(folder, 'core-0001-first.sql'))
    copy(isOlder)
    migrate(database, folder, 'core')
    const settings = { host: 'trunk.example', port: 5070, register: true, user: 'acme', maxCalls: 9 }
    const insert = 'insert into line (id, kind, name, enabled, settings, password) values (?, ?, ?, ?, ?, ?)'
    database.run(insert, 'trunk', 'sip', 'Trunk', 1, JSON.stringify(settings), 'secret')
    database.run(insert, 'card', 'simulator', 'Card', 1, '{"number":"1234"}', '')
    copy((name) => !isOlder(name))
    migrate(database, folder, 'core')
    const added = {
      transport: 'udp',
      largeOverTcp: false,
      proxy: '',
      authorities: '',
      sources: [],
      maxCallsPerSecond: 0,
    }
    expect(findLine(database, 'trunk')).toMatchObject({ ...settings, ...added, password: 'secret' })
    expect(findLine(database, 'card')).not.toHaveProperty('transport')
  })

  it('run twice without a change', () => {
    const data = join(folder, 'data')
    const schema = () => {
      const stores = openStores(data)
      const all = [stores.core, stores.events].map((file) =>
        file.all('select name, sql from sqlite_schema order by name'),
      )
      closeStores(stores)
      return all
    }
    expect(schema()).toEqual(schema())
  })
})
