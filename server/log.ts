// JSON lines on stdout. Whole telephone numbers never reach them: every string is masked on its way.
import pino from 'pino'
import { maskText } from './number/masking.ts'

export type Log = {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

const MAX_DEPTH = 6
const SECRET = /password|token|secret|cookie|authorization/i

export function createLog(level: string, write?: (line: string) => void): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => scrub(fields, 0) as Record<string, unknown>,
    },
  }
  const logger = write === undefined ? pino(options) : pino(options, { write })
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (fields: Record<string, unknown>, message: string) =>
    logger[name](fields, maskText(message))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function scrub(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '…'
  if (value instanceof Error) return scrubError(value, depth)
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRET.test(key) ? '…' : scrub(item, depth + 1)]),
  )
}

function scrubError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: scrub(error.cause, depth + 1) }
  return { type: error.name, message: maskText(error.message), stack: maskText(error.stack ?? ''), ...code, ...cause }
}
