import { Type } from '@sinclair/typebox'
import { LinkBody, PasswordBody, type SessionReply, SignInBody } from '#protocol/api'
import { Language } from '#protocol/reasons'
import { clearedCookie, sessionCookie } from '../http/cookie.ts'
import { HttpError, invalid, rateLimited } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { Call, Routes } from '../http/routes.ts'
import { passwordFault } from './password.ts'
import { meOf } from './sessions.ts'
import { findUser, findUserByNumber, passwordHash, setLanguage, setPasswordHash, type UserRow } from './user-store.ts'

const SIGN_IN_BURST = 30
const SIGN_IN_PER_SECOND = 0.5
const LanguageBody = Type.Object({ language: Language }, { additionalProperties: false })

export function sessionRoutes(routes: Routes, deps: AppDeps): void {
  const limit = createRateLimit(SIGN_IN_BURST, SIGN_IN_PER_SECOND)
  const bySource = ({ source }: Pick<Call, 'source'>) => {
    const wait = limit.take(source.address, deps.now())
    if (wait > 0) throw rateLimited(wait / 1000)
  }
  routes.open('public', 'POST', '/session', { body: SignInBody }, async (call) => {
    bySource(call)
    return signIn(deps, call)
  })
  routes.open('public', 'POST', '/session/link', { body: LinkBody }, (call) => {
    bySource(call)
    return signInByLink(deps, call)
  })
  routes.user('session.use', 'GET', '/session', {}, ({ me }): SessionReply => me)
  routes.user('session.use', 'DELETE', '/session', {}, ({ session, user, source }) => {
    deps.sessions.close(session)
    deps.audit.record({ userId: user.id, action: 'sign-out', object: user.id, source: source.address })
    return new Response(null, {
      status: 204,
      headers: { 'set-cookie': clearedCookie(deps.config.secureCookie) },
    })
  })
  routes.user('session.use', 'PUT', '/session/password', { body: PasswordBody }, async (call) => {
    const { user, session, source, body } = call
    await changePassword(deps, user, body.password)
    deps.sessions.closeAll(user.id, session)
    deps.audit.record({ userId: user.id, action: 'password-changed', object: user.id, source: source.address })
  })
  routes.user('session.use', 'PUT', '/session/language', { body: LanguageBody }, ({ user, body }) => {
    setLanguage(deps.stores.core, user.id, body.language, deps.now())
    deps.onConfigChanged('users')
  })
}

async function signIn(deps: AppDeps, { body, source }: Call<{ body: typeof SignInBody }>): Promise<Response> {
  const { core } = deps.stores
  const wait = deps.signInGuard.wait(body.number, source.address, deps.now())
  if (wait > 0) throw rateLimited(wait / 1000)
  // Counted before the slow check, so that tries sent at once do not slip past the limit together.
  deps.signInGuard.failed(body.number, source.address, deps.now())
  const user = findUserByNumber(core, body.number)
  const isRight = await deps.passwords.verify(body.password, user === null ? null : passwordHash(core, user.id))
  const now = user === null ? null : findUser(core, user.id)
  if (now === null || now.disabled || !isRight) {
    deps.audit.record({ userId: null, action: 'sign-in-refused', object: body.number, source: source.address })
    throw new HttpError(401, 'not-signed-in', 'The number or the password is not right')
  }
  deps.signInGuard.succeeded(body.number, source.address)
  return openSession(deps, now, source.address, 'password')
}

function signInByLink(deps: AppDeps, { body, source }: Call<{ body: typeof LinkBody }>): Response {
  const userId = deps.sessions.takeLink(body.token)
  const user = userId === null ? null : findUser(deps.stores.core, userId)
  if (user === null || user.disabled) {
    deps.audit.record({ userId: null, action: 'sign-in-refused', object: 'link', source: source.address })
    throw new HttpError(401, 'bad-token', 'The link is used, too old or wrong')
  }
  return openSession(deps, user, source.address, 'link')
}

/** A new session for this user: Me, and the cookie. */
export function openSession(deps: AppDeps, user: UserRow, source: string, by: string): Response {
  const token = deps.sessions.open(user.id, source)
  deps.audit.record({ userId: user.id, action: 'sign-in', object: user.id, detail: by, source })
  return Response.json(meOf(deps.stores.core, user), {
    headers: { 'set-cookie': sessionCookie(token, deps.config.secureCookie, user.role), 'cache-control': 'no-store' },
  })
}

/** Refuses what is easily guessed; the old hash is gone when this resolves. */
async function changePassword(deps: AppDeps, user: UserRow, password: string): Promise<void> {
  const fault = passwordFault(password, user.number)
  if (fault !== null) throw invalid(`The password is ${fault.replace('-', ' ')}`, 'password')
  setPasswordHash(deps.stores.core, user.id, await deps.passwords.hash(password), deps.now())
}
