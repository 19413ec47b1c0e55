export const BUSY_TIMEOUT_MS = 5000

type StoreErrorCode = 'locked' | 'not-a-database' | 'unreadable' | 'conflict' | 'bad-value' | 'closed' | 'failed'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const KNOWN: [RegExp, StoreErrorCode, (path: string) => string][] = [
  [
    /database is locked|SQLITE_BUSY/i,
    'locked',
    (path) => `The database ${path} is in use by another program (waited ${BUSY_TIMEOUT_MS / 1000} s)`,
  ],
  [/not a database|malformed/i, 'not-a-database', (path) => `The file ${path} is not a database, or is damaged`],
  [
    /unable to open|ConnectionFailed|readonly database/i,
    'unreadable',
    (path) => `The database ${path} cannot be opened or written: check the folder and its rights`,
  ],
  [/constraint failed/i, 'conflict', (path) => `A rule of the database ${path} refused the change`],
]

/** Turns what libsql throws into a StoreError that names the file; a StoreError passes unchanged. */
export function storeError(path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  for (const [pattern, code, message] of KNOWN) {
    if (pattern.test(text)) return new StoreError(code, message(path), { cause })
  }
  return new StoreError('failed', `The database ${path} refused a statement: ${text}`, { cause })
}
