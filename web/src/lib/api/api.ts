// The HTTP API v1. Every failure is an ApiFailure with a code that has a sentence.
import type { ApiError, NamedIn } from '#protocol/api-error'

export class ApiFailure extends Error {
  readonly code: string
  readonly field: string | null
  /** Says the code more closely, where there is more to say. */
  readonly reason: string | null
  /** What names the thing, where that is why. */
  readonly uses: readonly NamedIn[]

  constructor(
    readonly status: number,
    { code, message, field, reason, uses = [] }: ApiError['error'],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message)
    this.code = code
    this.field = field ?? null
    this.reason = reason ?? null
    this.uses = uses
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Options = { body?: unknown; raw?: Blob; signal?: AbortSignal }
const isApiError = (value: unknown): value is ApiError =>
  typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object'

let whenSignedOut: () => void = () => undefined
/** Called when a request says that the session has ended. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const text = await response.text()
  const retry = Number(response.headers.get('retry-after'))
  const after = Number.isFinite(retry) && retry > 0 ? retry : null
  try {
    const body: unknown = JSON.parse(text)
    if (isApiError(body)) {
      return new ApiFailure(response.status, body.error, after)
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  const code = response.status === 404 ? 'not-found' : 'internal'
  return new ApiFailure(response.status, { code, message: text }, after)
}

async function respond(method: Method, path: string, options: Options = {}): Promise<Response> {
  // What is taken back by a page that goes is still taken back.
  const init: RequestInit = { method, credentials: 'same-origin', cache: 'no-store', keepalive: method === 'DELETE' }
  if (options.signal) init.signal = options.signal
  if (options.raw) init.body = options.raw
  else if (options.body !== undefined) {
    init.body = JSON.stringify(options.body)
    init.headers = { 'content-type': 'application/json' }
  }
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiFailure(0, { code: 'network', message: 'network' })
  }
  if (!response.ok) {
    const failure = await failureOf(response)
    if (response.status === 401 && !path.startsWith('/session')) whenSignedOut()
    throw failure
  }
  return response
}

async function request<T>(method: Method, path: string, options?: Options): Promise<T> {
  const text = await (await respond(method, path, options)).text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, signal ? { signal } : {}),
  post: <T>(path: string, body?: unknown) => request<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  upload: <T>(path: string, raw: Blob) => request<T>('PUT', path, { raw }),
  /** An answer that is a file. */
  file: async (path: string, body: unknown) => (await respond('POST', path, { body })).blob(),
  remove: (path: string) => request<void>('DELETE', path),
}

/** A path with its query; empty values are left out. */
export function withQuery(path: string, query: Record<string, string | number | null>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== '') params.set(name, String(value))
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}
