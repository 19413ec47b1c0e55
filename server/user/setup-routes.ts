import { SetupBody } from '#protocol/api'
import { seedStarter } from '../demo/starter.ts'
import { HttpError, invalid, rateLimited } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { Call, Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { passwordFault } from './password.ts'
import { openSession } from './session-routes.ts'
import { insertUser, setPasswordHash, type UserRow } from './user-store.ts'

const TRIES = 10
const TRIES_PER_SECOND = 0.1

export function setupRoutes(routes: Routes, deps: AppDeps): void {
  const limit = createRateLimit(TRIES, TRIES_PER_SECOND)
  routes.open('setup', 'GET', '/setup', {}, () => ({ needed: deps.setup.needed() }))
  routes.open('setup', 'POST', '/setup', { body: SetupBody }, async (call) => {
    if (!deps.setup.needed()) throw new HttpError(409, 'conflict', 'The set-up has been done')
    if (!call.source.loopback) throw new HttpError(403, 'no-right', 'The set-up is done on the server itself')
    const wait = limit.take(call.source.address, deps.now())
    if (wait > 0) throw rateLimited(wait / 1000)
    return setUp(deps, call)
  })
}

async function setUp(deps: AppDeps, { body, source }: Call<{ body: typeof SetupBody }>): Promise<Response> {
  const fault = passwordFault(body.password, body.number)
  if (fault !== null) throw invalid(`The password is ${fault.replace('-', ' ')}`, 'password')
  if (!deps.setup.take(body.token)) throw new HttpError(401, 'bad-token', 'The set-up link is used, too old or wrong')
  const hash = await deps.passwords.hash(body.password)
  const { core } = deps.stores
  const user: UserRow = {
    id: newId(),
    number: body.number,
    name: body.name,
    role: 'administrator',
    language: body.language,
    disabled: false,
    seatCodec: null,
    autoAnswer: false,
    leads: null,
  }
  core.tx(() => {
    insertUser(core, user, deps.now())
    setPasswordHash(core, user.id, hash, deps.now())
    seedStarter(core, body.language, deps.now())
  })
  deps.audit.record({ userId: user.id, action: 'setup', object: user.id, source: source.address })
  for (const kind of ['users', 'hours', 'queues', 'flows'] as const) deps.onConfigChanged(kind)
  return openSession(deps, user, source.address, 'setup')
}
