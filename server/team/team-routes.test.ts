import { afterEach, beforeEach, expect, it } from 'vitest'
import type { QueueConfig } from '#protocol/queue-config'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { listAgents } from '../user/user-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, body?: unknown, as = '8201') => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const person = async (number: string): Promise<string> =>
  (await ask('GET', '/users')).body.find((user: { number: string }) => user.number === number).id
const queue = async (): Promise<QueueConfig> => (await ask('GET', '/queues')).body[0]

it('a team is made, serves a queue with its tier, gives its people a seat, and goes', async () => {
  const administrator = await person('8201')
  const { core } = trial.parts.stores
  const made = await ask('POST', '/teams', { name: 'Night', members: [administrator] })
  expect(made).toMatchObject({ status: 200, body: { name: 'Night', members: [administrator] } })
  const { id } = made.body
  const before = await queue()
  const saved = await ask('PUT', `/queues/${before.id}`, { ...before, teams: [{ id, tier: 3 }] })
  expect(saved.body.teams).toEqual([{ id, tier: 3 }])
  expect(listAgents(core).some((agent) => agent.id === administrator)).toBe(true)
  expect((await ask('DELETE', `/teams/${id}`)).status).toBe(204)
  expect((await queue()).teams).toEqual([])
  expect(listAgents(core).some((agent) => agent.id === administrator)).toBe(false)
  expect(trial.changes).toEqual(['teams', 'queues', 'teams'])
})

it('a skill keeps its levels, and cannot go while a queue asks for it', async () => {
  const agent = await person('8001')
  const made = await ask('POST', '/skills', { id: 'en', name: 'English', levels: { [agent]: 7 } })
  expect(made.body).toEqual({ id: 'en', name: 'English', levels: { [agent]: 7 } })
  expect((await ask('POST', '/skills', { id: 'en', name: 'Again', levels: {} })).status).toBe(409)
  const before = await queue()
  const skills = [{ id: 'en', level: 5, relax: [{ afterMs: 30_000, level: 0 }] }]
  expect((await ask('PUT', `/queues/${before.id}`, { ...before, skills })).body.skills).toEqual(skills)
  expect((await ask('DELETE', '/skills/en')).status).toBe(409)
  await ask('PUT', `/queues/${before.id}`, { ...before, skills: [] })
  expect((await ask('DELETE', '/skills/en')).status).toBe(204)
})

it('what is not there is refused by name', async () => {
  const before = await queue()
  const put = async (more: Partial<QueueConfig>) =>
    (await ask('PUT', `/queues/${before.id}`, { ...before, ...more })).body.error.field
  expect(await put({ teams: [{ id: 'none', tier: 1 }] })).toBe('teams')
  expect(await put({ skills: [{ id: 'none', level: 1, relax: [] }] })).toBe('skills')
  expect(await put({ keys: { '1': { kind: 'queue', queue: 'none' } } })).toBe('targets')
  expect((await ask('POST', '/teams', { name: 'Nobody', members: ['none'] })).body.error.field).toBe('members')
  expect((await ask('PUT', '/skills/none', { name: 'None', levels: {} })).status).toBe(404)
  expect((await ask('POST', '/skills', { name: 'Eleven', levels: { [await person('8001')]: 11 } })).status).toBe(422)
})

it('an older client that leaves settings out changes none of them', async () => {
  const before = await queue()
  const tiers = { [before.members[0] ?? '']: 2 }
  await ask('PUT', `/queues/${before.id}`, { ...before, weight: 4, tiers, declineLimit: 3 })
  const { weight: _w, tiers: _t, declineLimit: _d, ...old } = before
  await ask('PUT', `/queues/${before.id}`, { ...old, name: 'Old' })
  expect(await queue()).toMatchObject({ name: 'Old', weight: 4, tiers, declineLimit: 3 })
})

it('agents may not change teams or skills', async () => {
  expect((await ask('POST', '/teams', { name: 'Mine', members: [] }, '8001')).status).toBe(403)
  expect((await ask('POST', '/skills', { name: 'Mine', levels: {} }, '8001')).status).toBe(403)
})

it('everybody whose role has a seat is among the agents, in a queue or not', () => {
  const roles = listAgents(trial.parts.stores.core).map(({ role }) => role)
  expect([...new Set(roles)].toSorted()).toEqual(['agent', 'attendant', 'supervisor'])
})
