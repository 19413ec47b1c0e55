import type { ApiError, NamedIn } from '#protocol/api-error'
import type { RefusalReason } from '#protocol/reasons'

type ErrorCode =
  | RefusalReason
  | 'invalid'
  | 'unauthorised'
  | 'too-large'
  | 'setup-needed'
  | 'internal'
  | 'wrong-host'
  | 'unavailable'

/** A refusal that the caller is told as it stands. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
    readonly more: { field?: string; retryAfterS?: number; reason?: string; uses?: NamedIn[] } = {},
  ) {
    super(message)
  }
}

export const notFound = () => new HttpError(404, 'not-found', 'There is no such thing')
export const unauthorised = () => new HttpError(401, 'unauthorised', 'Sign in first')
export const noRight = () => new HttpError(403, 'no-right', 'You have no right to do this')
export const invalid = (message: string, field?: string) =>
  new HttpError(422, 'invalid', message, field === undefined ? {} : { field })
export const conflict = (message: string, field?: string) =>
  new HttpError(409, 'conflict', message, field === undefined ? {} : { field })
export const rateLimited = (retryAfterS: number) =>
  new HttpError(429, 'rate-limited', 'Too many tries; wait a little', { retryAfterS })

export function errorReply(error: HttpError, id?: string): Response {
  const { field, retryAfterS, reason, uses } = error.more
  const body: ApiError = {
    error: {
      code: error.code,
      message: error.message,
      ...(field === undefined ? {} : { field }),
      ...(reason === undefined ? {} : { reason }),
      ...(uses === undefined ? {} : { uses }),
      ...(id === undefined ? {} : { id }),
    },
  }
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterS)) }
  return Response.json(body, { status: error.status, headers })
}
