// The only door to libsql. Its native side aborts the whole process on a bound boolean, a lone Buffer, a named
// parameter object and invalid UTF-8, and binds numbers as REAL: every value passes `bindable` first.
import Libsql from 'libsql'
import { BUSY_TIMEOUT_MS, StoreError, storeError } from './store-error.ts'

export type Value = string | number | bigint | boolean | Date | Uint8Array | null
type RunResult = { changes: number; lastInsertRowid: number }

export type Database = {
  readonly path: string
  all<T>(sql: string, ...values: Value[]): T[]
  get<T>(sql: string, ...values: Value[]): T | null
  run(sql: string, ...values: Value[]): RunResult
  /** Several statements without values; for migrations. */
  script(sql: string): void
  /** BEGIN IMMEDIATE … COMMIT; inside another tx a savepoint. `work` must not be asynchronous. */
  tx<T>(work: () => T): T
  close(): void
}

const MAX_STATEMENTS = 500

type Bound = string | number | bigint | Buffer | null

function bindable(value: Value): Bound {
  if (value === null) return null
  if (typeof value === 'string') return boundText(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'bigint') return boundInteger(value)
  if (typeof value === 'number') return boundNumber(value)
  if (value instanceof Date) return boundNumber(value.getTime())
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  throw new StoreError('bad-value', `A value of type ${typeof value} cannot be stored`)
}

function boundText(text: string): string {
  if (text.includes('\0')) throw new StoreError('bad-value', 'Text with a NUL character cannot be stored')
  return text.isWellFormed() ? text : text.toWellFormed()
}

function boundInteger(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value)
    throw new StoreError('bad-value', 'An integer beyond 64 bits cannot be stored')
  return value
}

function boundNumber(value: number): number | bigint {
  if (!Number.isFinite(value)) throw new StoreError('bad-value', `The number ${value} cannot be stored`)
  if (!Number.isInteger(value)) return value
  if (!Number.isSafeInteger(value)) throw new StoreError('bad-value', 'An unsafe integer cannot be stored')
  return BigInt(value)
}

class Connection implements Database {
  private readonly statements = new Map<string, Libsql.Statement>()
  private depth = 0
  private open = true

  constructor(
    readonly path: string,
    private readonly native: Libsql.Database,
  ) {}

  all<T>(sql: string, ...values: Value[]): T[] {
    return this.attempt(() => this.statement(sql).all(values.map(bindable)) as T[])
  }

  get<T>(sql: string, ...values: Value[]): T | null {
    const row = this.attempt(() => this.statement(sql).get(values.map(bindable))) as Record<string, unknown> | undefined
    if (row === undefined) return null
    delete row._metadata
    return row as T
  }

  run(sql: string, ...values: Value[]): RunResult {
    const { changes, lastInsertRowid } = this.attempt(() => this.statement(sql).run(values.map(bindable)))
    return { changes, lastInsertRowid: Number(lastInsertRowid) }
  }

  script(sql: string): void {
    this.attempt(() => this.native.exec(sql))
  }

  tx<T>(work: () => T): T {
    const [begin, commit, rollback] = transactionWords(this.depth)
    this.script(begin)
    this.depth += 1
    try {
      const result = work()
      if (isThenable(result)) throw new StoreError('bad-value', 'A transaction must not be asynchronous')
      this.script(commit)
      return result
    } catch (cause) {
      this.undo(rollback)
      throw cause
    } finally {
      this.depth -= 1
    }
  }

  close(): void {
    if (!this.open) return
    this.statements.clear()
    this.open = false
    this.native.close()
  }

  private undo(rollback: string): void {
    // SQLite has already rolled back by itself after some errors (disk full, I/O): nothing is left to undo then.
    if (this.native.inTransaction) this.script(rollback)
  }

  private statement(sql: string): Libsql.Statement {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    if (this.statements.size >= MAX_STATEMENTS) this.statements.clear()
    const prepared = this.native.prepare(sql)
    this.statements.set(sql, prepared)
    return prepared
  }

  private attempt<T>(work: () => T): T {
    if (!this.open) throw new StoreError('closed', `The database ${this.path} is closed`)
    try {
      return work()
    } catch (cause) {
      throw storeError(this.path, cause)
    }
  }
}

function transactionWords(depth: number): [string, string, string] {
  if (depth === 0) return ['begin immediate', 'commit', 'rollback']
  const name = `nested_${depth}`
  return [`savepoint ${name}`, `release ${name}`, `rollback to ${name}; release ${name}`]
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Opens or makes the file: WAL, synchronous FULL, foreign keys, waits for a writer at most five seconds. */
export function openDatabase(path: string): Database {
  let native: Libsql.Database | null = null
  try {
    native = new Libsql(path, { timeout: BUSY_TIMEOUT_MS })
    native.exec('pragma foreign_keys = on; pragma synchronous = full')
    native.prepare('pragma journal_mode = wal').all([])
    native.prepare('select count(*) from sqlite_schema').all([])
    return new Connection(path, native)
  } catch (cause) {
    native?.close()
    throw storeError(path, cause)
  }
}
