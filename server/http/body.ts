// Request bodies: read up to a limit, parsed as JSON, checked against a schema; a fault names the field, never the value.
import type { Static, TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { HttpError, invalid } from './http-error.ts'

export const MAX_JSON_BYTES = 256 * 1024

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>()

function checkFor(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema) ?? TypeCompiler.Compile(schema)
  compiled.set(schema, known)
  return known
}

export function matches<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  return checkFor(schema).Check(value)
}

/** Exactly what the schema says: no coercion, no unknown fields. */
export function checked<S extends TSchema>(schema: S, value: unknown): Static<S> {
  const check = checkFor(schema)
  if (check.Check(value)) return value
  const field = check.Errors(value).First()?.path.slice(1).replaceAll('/', '.') ?? ''
  throw invalid(field === '' ? 'The body is not what is expected here' : `The field ${field} is not valid`, field)
}

/** A query string: text becomes numbers and booleans where the schema wants them. */
export function checkedQuery<S extends TSchema>(schema: S, url: URL): Static<S> {
  return checked(schema, Value.Convert(schema, Object.fromEntries(url.searchParams)))
}

export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request, MAX_JSON_BYTES)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new HttpError(400, 'invalid', 'The body is not JSON')
  }
}

export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new HttpError(413, 'too-large', `The body is larger than ${limit} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    if (size > limit) throw tooLarge()
    parts.push(part)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes
}
