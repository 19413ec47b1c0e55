// The one way to declare a route of /api/v1: what it takes, who may call it, what it does. A route that is not declared
// here (or marked public) fails a test.
import type { Static, TSchema } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Action, may } from '../user/may.ts'
import type { SignedIn } from '../user/sessions.ts'
import { sameToken } from '../user/token.ts'
import { checked, checkedQuery, readJson } from './body.ts'
import { readCookie } from './cookie.ts'
import { HttpError, noRight, notFound, rateLimited, unauthorised } from './http-error.ts'
import type { AppDeps } from './parts.ts'
import { createRateLimit } from './rate-limit.ts'
import { type Source, sourceOf } from './source.ts'

export const API = '/api/v1'
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** Who may call: anybody, whoever sets up, the gateway by its token, or a user with the right. */
type Access = 'public' | 'setup' | 'gateway' | Action

type Shape = { params?: TSchema; query?: TSchema; body?: TSchema }
type Part<S extends Shape, K extends keyof Shape> = S[K] extends TSchema ? Static<S[K]> : undefined
export type Call<S extends Shape = Shape> = {
  request: Request
  source: Source
  params: Part<S, 'params'>
  query: Part<S, 'query'>
  body: Part<S, 'body'>
}
type UserCall<S extends Shape = Shape> = Call<S> & SignedIn
/** Who asks, whatever is asked. */
export type Caller = SignedIn & Pick<Call, 'request' | 'source'>
type Reply = unknown

export type Routes = {
  user<S extends Shape>(
    action: Action,
    method: Method,
    path: string,
    shape: S,
    handle: (call: UserCall<S>) => Reply | Promise<Reply>,
  ): void
  open<S extends Shape>(
    access: 'public' | 'setup' | 'gateway',
    method: Method,
    path: string,
    shape: S,
    handle: (call: Call<S>) => Reply | Promise<Reply>,
  ): void
}

type Context = {
  request: Request
  params: Record<string, string>
  server: Parameters<typeof sourceOf>[1]
}

const SESSION_BURST = 300
const SESSION_PER_SECOND = 50

export function createRoutes(deps: AppDeps): { routes: Routes; plugin: AnyElysia } {
  const plugin = new Elysia({ prefix: API })
  const limit = createRateLimit(SESSION_BURST, SESSION_PER_SECOND)
  const add = (access: Access, method: Method, path: string, answer: (context: Context) => Promise<Reply>) => {
    const counter = (context: Context) => answer(context).then(asResponse)
    plugin.route(method, path, (context) => counter(context as Context), {
      parse: 'none',
      detail: { access },
    } as object)
  }
  const routes: Routes = {
    user(action, method, path, shape, handle) {
      add(action, method, path, async (context) => {
        const source = admit(deps, context, action)
        const signedIn = authorise(deps, context.request, action, source)
        const wait = limit.take(signedIn.session, deps.now())
        if (wait > 0) throw rateLimited(wait / 1000)
        return handle({ ...(await parts(shape, context)), ...signedIn, source, request: context.request })
      })
    },
    open(access, method, path, shape, handle) {
      add(access, method, path, async (context) => {
        const source = admit(deps, context, access)
        return handle({ ...(await parts(shape, context)), source, request: context.request })
      })
    },
  }
  return { routes, plugin }
}

function admit(deps: AppDeps, { request, server }: Context, access: Access): Source {
  if (access === 'gateway') checkGateway(deps, request)
  if (access !== 'gateway' && access !== 'setup' && deps.setup.needed()) {
    throw new HttpError(403, 'setup-needed', 'The first administrator has not been set up yet')
  }
  return sourceOf(request, server, deps.config.trustProxy)
}

function checkGateway(deps: AppDeps, request: Request): void {
  const given = /^Bearer ([\x21-\x7e]{20,200})$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (given === undefined || !sameToken(given, deps.gatewayToken)) {
    throw new HttpError(401, 'bad-token', 'The gateway token is missing or wrong')
  }
}

/** The user of the request, when the right is there; a refusal is written to the audit trail. */
export function authorise(deps: AppDeps, request: Request, action: Action, source: Source): SignedIn {
  const token = readCookie(request, deps.config.secureCookie)
  const signedIn = token === null ? null : deps.sessions.who(token)
  if (signedIn === null) throw unauthorised()
  if (may(signedIn.me, action)) return signedIn
  deps.audit.record({
    userId: signedIn.user.id,
    action: 'right-refused',
    object: `${request.method} ${new URL(request.url).pathname}`,
    detail: action,
    source: source.address,
  })
  throw noRight()
}

async function parts<S extends Shape>(
  shape: S,
  { request, params }: Context,
): Promise<Pick<Call<S>, 'params' | 'query' | 'body'>> {
  const values = {
    params: shape.params === undefined ? undefined : checkedParams(shape.params, params),
    query: shape.query === undefined ? undefined : checkedQuery(shape.query, new URL(request.url)),
    body: shape.body === undefined ? undefined : checked(shape.body, await readJson(request)),
  }
  return values as Pick<Call<S>, 'params' | 'query' | 'body'>
}

/** An id that cannot be one names nothing. */
function checkedParams(schema: TSchema, params: Record<string, string>): unknown {
  try {
    return checked(schema, params)
  } catch {
    throw notFound()
  }
}

function asResponse(reply: Reply): Response {
  if (reply instanceof Response) return reply
  if (reply === undefined) return new Response(null, { status: 204 })
  return Response.json(reply, { headers: { 'cache-control': 'no-store' } })
}
