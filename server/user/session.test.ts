import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { tendSessions } from './session-watch.ts'
import { IDLE_MS } from './sessions.ts'
import { passwordHash, setPasswordHash } from './user-store.ts'

let trial: Trial
const PASSWORD = 'a long winter 88'

beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const giveCredentials = async (number: string) => {
  const { core } = trial.parts.stores
  setPasswordHash(core, idOf(number), await trial.parts.passwords.hash(PASSWORD), trial.clock.now)
}
const signIn = (number: string, password = PASSWORD) =>
  trial.call('POST', '/api/v1/session', { body: { number, password } })
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''
const statusWith = async (cookie: string) =>
  (await trial.call('GET', '/api/v1/session', { headers: { cookie } })).status

describe('sign-in', () => {
  it('gives a __Host- cookie that scripts cannot read and that is stored only as a hash', async () => {
    await giveCredentials('8001')
    const reply = await signIn('8001')
    const header = reply.headers.get('set-cookie') ?? ''
    expect(header).toMatch(/^__Host-sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/)
    expect(await reply.json()).toMatchObject({ number: '8001', role: 'agent', agentId: idOf('8001') })
    const stored = JSON.stringify(trial.parts.stores.core.all('select * from session'))
    expect(stored).not.toContain(cookieOf(reply).slice('__Host-sid='.length))
  })

  it('gives a plain cookie where TRUNKLINE_SECURE_COOKIE=0 asks for it', async () => {
    const plain = await startTrial({ env: { TRUNKLINE_SECURE_COOKIE: '0' } })
    const token = plain.parts.sessions.createLink(plain.people[0]?.userId ?? '', 1000)
    const reply = await plain.call('POST', '/api/v1/session/link', { body: { token } })
    const header = reply.headers.get('set-cookie') ?? ''
    expect(header).toMatch(/^sid=/)
    expect(header).not.toContain('Secure')
    const headers = { cookie: header.split(';')[0] ?? '' }
    expect((await plain.call('GET', '/api/v1/session', { headers })).status).toBe(200)
    await plain.close()
  })

  it('answers a wrong password, an unknown and a disabled user alike', async () => {
    await giveCredentials('8001')
    await giveCredentials('8002')
    await trial.call('POST', `/api/v1/users/${idOf('8002')}/disable`, { as: '8201', body: { disabled: true } })
    const replies = [await signIn('8001', 'wrong password'), await signIn('7777'), await signIn('8002')]
    expect(replies.map((reply) => reply.status)).toEqual([401, 401, 401])
    expect(new Set(await Promise.all(replies.map((reply) => reply.text()))).size).toBe(1)
  })

  it('is slowed after five failures, also when they come at once', async () => {
    await giveCredentials('8001')
    const replies = await Promise.all(Array.from({ length: 12 }, () => signIn('8001', 'wrong password')))
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(5)
    const refused = await signIn('8001')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('is limited per source', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn(`9${100 + i}`, 'wrong password')))
    expect(replies.filter((reply) => reply.status === 429).length).toBeGreaterThanOrEqual(10)
  })

  it('by a link works once, and not after its time', async () => {
    const made = await trial.call('POST', `/api/v1/users/${idOf('8001')}/link`, { as: '8201' })
    const { link } = (await made.json()) as { link: string }
    const token = link.split('#token=')[1] ?? ''
    const use = (text: string) => trial.call('POST', '/api/v1/session/link', { body: { token: text } })
    expect([(await use(token)).status, (await use(token)).status]).toEqual([200, 401])
    const late = trial.parts.sessions.createLink(idOf('8001'), 1000)
    trial.clock.now += 1000
    expect((await use(late)).status).toBe(401)
  })
})

describe('a session ends', () => {
  it('at sign-out', async () => {
    const as = trial.cookie('8001')
    const reply = await trial.call('DELETE', '/api/v1/session', { as: '8001' })
    expect(reply.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await statusWith(as)).toBe(401)
  })

  it('when the user is disabled, or has another role', async () => {
    const [agent, other] = [trial.cookie('8001'), trial.cookie('8002')]
    await trial.call('POST', `/api/v1/users/${idOf('8001')}/disable`, { as: '8201', body: { disabled: true } })
    const body = { number: '8002', name: 'B', role: 'supervisor', language: 'en', queues: [] }
    expect((await trial.call('PUT', `/api/v1/users/${idOf('8002')}`, { as: '8201', body })).status).toBe(200)
    expect([await statusWith(agent), await statusWith(other)]).toEqual([401, 401])
  })

  it('everywhere else when its user takes a new password', async () => {
    const elsewhere = `__Host-sid=${trial.parts.sessions.open(idOf('8001'), 'elsewhere')}`
    const reply = await trial.call('PUT', '/api/v1/session/password', { as: '8001', body: { password: PASSWORD } })
    expect(reply.status).toBe(204)
    expect([await statusWith(elsewhere), await statusWith(trial.cookie('8001'))]).toEqual([401, 200])
  })

  it('after half an hour idle for a supervisor, after twelve hours for an agent', async () => {
    const [agent, supervisor] = [trial.cookie('8001'), trial.cookie('8101')]
    trial.clock.now += IDLE_MS.supervisor
    expect([await statusWith(agent), await statusWith(supervisor)]).toEqual([200, 401])
    trial.clock.now += IDLE_MS.agent - IDLE_MS.supervisor
    expect(await statusWith(agent)).toBe(401)
  })

  it('when nobody asks any more: the sweep removes it', () => {
    trial.cookie('8101')
    trial.clock.now += IDLE_MS.supervisor
    tendSessions(trial.parts.sessions, trial.parts.hub)
    expect(trial.parts.sessions.count()).toBe(0)
  })
})

describe('users', () => {
  it('keep one administrator', async () => {
    const disable = () =>
      trial.call('POST', `/api/v1/users/${idOf('8201')}/disable`, { as: '8201', body: { disabled: true } })
    expect((await disable()).status).toBe(409)
  })

  it('refuse an unknown field, a taken number and an unknown queue', async () => {
    const body = { number: '8009', name: 'New', role: 'agent', language: 'en', queues: ['service'] }
    const post = (change: object) => trial.call('POST', '/api/v1/users', { as: '8201', body: { ...body, ...change } })
    expect((await post({ admin: true })).status).toBe(422)
    expect((await post({ number: '8001' })).status).toBe(409)
    expect((await post({ queues: ['nowhere'] })).status).toBe(422)
    expect(await (await post({})).json()).toMatchObject({ number: '8009', queues: ['service'], disabled: false })
    expect(trial.changes).toEqual(['users', 'queues'])
  })
})

describe('the first set-up', () => {
  const body = { number: '1000', name: 'Root', password: PASSWORD, language: 'en' }
  let empty: Trial
  beforeEach(async () => {
    empty = await startTrial({ seed: false, env: { TRUNKLINE_DEMO: '0' } })
  })
  afterEach(() => empty.close())

  it('comes before everything but itself, the pages and health', async () => {
    const ask = async (path: string) => (await empty.call('GET', path)).status
    expect(await ask('/health')).toBe(200)
    expect(await (await empty.call('GET', '/api/v1/setup')).json()).toEqual({ needed: true })
    for (const path of ['session', 'users', 'calls', 'status']) expect(await ask(`/api/v1/${path}`)).toBe(403)
    expect((await empty.call('POST', '/api/v1/session', { body: { number: '1', password: 'x' } })).status).toBe(403)
  })

  it('takes its token once, within its time, from this machine, and leaves useful data', async () => {
    const token = empty.parts.setup.issue()
    const path = join(empty.folder, 'setup-token')
    expect(readFileSync(path, 'utf8').trim()).toBe(token)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const set = (more: object, headers = {}) =>
      empty.call('POST', '/api/v1/setup', { body: { ...body, ...more }, headers })
    expect((await set({ token: 'x'.repeat(43) })).status).toBe(401)
    expect((await set({ token }, { 'x-forwarded-for': '10.0.0.9' })).status).toBe(403)
    expect((await set({ token, password: 'password123' })).status).toBe(422)
    const done = await set({ token })
    expect(done.status).toBe(200)
    const headers = { cookie: cookieOf(done) }
    const list = async (what: string) =>
      (await (await empty.call('GET', `/api/v1/${what}`, { headers })).json()) as unknown[]
    expect(await Promise.all(['hours', 'queues', 'flows', 'lines', 'numbers'].map(list))).toMatchObject([
      [{}],
      [{}],
      [{}],
      [],
      [],
    ])
    expect((await set({ token })).status).toBe(409)
    expect(existsSync(path)).toBe(false)
  })

  it('refuses a token after half an hour', async () => {
    const token = empty.parts.setup.issue()
    empty.clock.now += 30 * 60_000
    expect((await empty.call('POST', '/api/v1/setup', { body: { ...body, token } })).status).toBe(401)
  })

  it('stores no password', async () => {
    await empty.call('POST', '/api/v1/setup', { body: { ...body, token: empty.parts.setup.issue() } })
    const { core } = empty.parts.stores
    const id = core.get<{ id: string }>('select id from user')?.id ?? ''
    expect(passwordHash(core, id)).toMatch(/^\$argon2id\$/)
  })
})
