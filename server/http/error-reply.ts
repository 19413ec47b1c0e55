// The one mapping of everything thrown to an HTTP reply. What we did not foresee becomes an id; its text stays in the log.
import type { Log } from '../log.ts'
import { StoreError } from '../store/store-error.ts'
import { newId } from '../store/stores.ts'
import { errorReply, HttpError, notFound } from './http-error.ts'

export function replyTo(error: unknown, code: string | number, request: Request, log: Log): Response {
  const known = foreseen(error, code)
  if (known !== null) return errorReply(known)
  const id = newId()
  log.error({ id, method: request.method, path: pathOf(request), error }, 'unforeseen error')
  return errorReply(new HttpError(500, 'internal', 'Something went wrong; the log has the details under this id'), id)
}

function foreseen(error: unknown, code: string | number): HttpError | null {
  if (error instanceof HttpError) return error
  if (error instanceof StoreError) return ofStore(error)
  if (code === 'NOT_FOUND') return notFound()
  if (code === 'PARSE') return new HttpError(400, 'invalid', 'The body is not what is expected here')
  if (code === 'VALIDATION') return new HttpError(422, 'invalid', 'The request is not what is expected here')
  return null
}

function ofStore(error: StoreError): HttpError | null {
  if (error.code === 'bad-value')
    return new HttpError(422, 'invalid', 'The request holds a value that cannot be stored')
  if (error.code === 'conflict')
    return new HttpError(409, 'conflict', 'Something else depends on this or has this name')
  if (error.code === 'locked') return new HttpError(503, 'unavailable', 'The database is busy; try again')
  return null
}

function pathOf(request: Request): string {
  return URL.parse(request.url)?.pathname ?? ''
}
