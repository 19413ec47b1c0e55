import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase, type Value } from './database.ts'
import { StoreError } from './store-error.ts'

let folder: string
let database: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-store-'))
  database = openDatabase(join(folder, 'a.db'))
  database.script('create table t (id integer primary key, v any) strict')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const stored = (value: Value) => {
  database.run('insert into t (v) values (?)', value)
  return database.get<{ v: unknown; kind: string }>('select v, typeof(v) as kind from t order by id desc limit 1')
}
const codeOf = (work: () => unknown) => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error)
  }
}

describe('values', () => {
  it.each<[string, Value, unknown, string]>([
    ['an integer', 5, 5, 'integer'],
    ['true', true, 1, 'integer'],
    ['false', false, 0, 'integer'],
    ['a big integer', 9_007_199_254_740_991n, 9_007_199_254_740_991, 'integer'],
    ['a fraction', 1.5, 1.5, 'real'],
    ['a date', new Date(1_700_000_000_000), 1_700_000_000_000, 'integer'],
    ['text', '曹杨路', '曹杨路', 'text'],
    ['null', null, null, 'null'],
  ])('keeps %s as it is', (_, value, shown, kind) => {
    expect(stored(value)).toEqual({ v: shown, kind })
  })

  it('takes a lone Buffer, which aborts libsql, as one blob', () => {
    expect(stored(new Uint8Array([1, 2, 255]))?.kind).toBe('blob')
  })

  it('makes a lone surrogate well-formed', () => {
    expect(stored('a\ud800')?.v).toBe('a\ufffd')
  })

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['an unsafe integer', 2 ** 60],
    ['an integer beyond 64 bits', 2n ** 70n],
    ['text with NUL', 'a\0b'],
    ['undefined', undefined],
    ['an object', { a: 1 }],
    ['an array', [1]],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
  ])('refuses %s', (_, value) => {
    expect(codeOf(() => stored(value as Value))).toBe('bad-value')
  })

  it('adds no _metadata to a row', () => {
    expect(Object.keys(database.get('select 1 as a') ?? {})).toEqual(['a'])
    expect(database.get('select 1 as a where 1 = 0')).toBeNull()
  })
})

describe('tx', () => {
  const count = () => database.get<{ n: number }>('select count(*) as n from t')?.n
  const add = () => database.run('insert into t (v) values (1)')

  it('rolls back what an error leaves', () => {
    expect(() =>
      database.tx(() => {
        add()
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(count()).toBe(0)
  })

  it('undoes only the inner part when the outer one goes on', () => {
    database.tx(() => {
      add()
      expect(() =>
        database.tx(() => {
          add()
          throw new Error('inner')
        }),
      ).toThrow('inner')
      add()
    })
    expect(count()).toBe(2)
  })

  it('refuses asynchronous work and keeps nothing of it', () => {
    expect(codeOf(() => database.tx(async () => add()))).toBe('bad-value')
    expect(count()).toBe(0)
  })
})

describe('files', () => {
  it('are WAL, synchronous FULL, with foreign keys', () => {
    expect(database.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(database.get('pragma synchronous')).toEqual({ synchronous: 2 })
    expect(database.get('pragma foreign_keys')).toEqual({ foreign_keys: 1 })
  })

  it('that are no database are named', () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'this is no database '.repeat(500))
    expect(() => openDatabase(path)).toThrow(`The file ${path} is not a database`)
  })

  it('in a missing folder are named', () => {
    expect(codeOf(() => openDatabase(join(folder, 'none/a.db')))).toBe('unreadable')
  })

  it('that another program holds are named after the wait', () => {
    const other = openDatabase(database.path)
    other.script('begin immediate')
    expect(() => database.tx(() => 1)).toThrow('is in use by another program')
    other.close()
  })

  it('once closed say so', () => {
    database.close()
    expect(codeOf(() => database.get('select 1'))).toBe('closed')
  })
})

describe('the door to libsql', () => {
  it('is opened by store/database.ts only', () => {
    const server = join(import.meta.dirname, '..')
    const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const importers = files.filter((name) =>
      /from '(?:@libsql\/|libsql)/.test(readFileSync(join(server, name), 'utf8')),
    )
    expect(importers).toEqual(['store/database.ts'])
  })

  it('survives thousands of hostile values in a child process', () => {
    const script = join(import.meta.dirname, 'fuzz-child.ts')
    const child = Bun.spawnSync([process.execPath, script, join(folder, 'fuzz.db'), '20261122'])
    expect(child.stdout.toString()).toContain('survived 4000')
    expect(child.exitCode).toBe(0)
  })
})
