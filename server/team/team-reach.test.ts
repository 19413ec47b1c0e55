import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallRow, UserBody } from '#protocol/api'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { ABSOLUTE_MS } from '../user/sessions.ts'
import { saveTeam } from './team-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  const { core } = trial.parts.stores
  // In the demo 8001-8006 serve 'service', 8004-8006 also 'care'.
  saveTeam(core, { id: 'red', name: 'Red', members: [idOf('8001'), idOf('8002')] })
  saveTeam(core, { id: 'blue', name: 'Blue', members: [idOf('8004')] })
  for (const [id, agent, queue] of [
    ['by-red', '8001', 'care'],
    ['by-blue', '8004', 'service'],
    ['by-nobodys', '8003', 'service'],
    ['lost-service', null, 'service'],
    ['lost-care', null, 'care'],
    ['menu', null, null],
  ] as const)
    record(id, agent === null ? null : idOf(agent), queue)
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''

function record(id: string, agentId: string | null, queueId: string | null): void {
  trial.parts.stores.events.run(
    `insert into call_record (id, direction, customer, did, line_id, queue_id, agent_id, started_at, answered_at, ended_at,
     menu_ms, wait_ms, ring_ms, talk_ms, hold_ms, outcome, cause, ended_by, path)
     values (?, 'in', '+8613912345678', '4008008888', null, ?, ?, 1, null, 2, 0, 0, 0, 0, 0, 'answered', 'normal', 'customer', '[]')`,
    id,
    queueId,
    agentId,
  )
}

const get = (path: string) => trial.call('GET', `/api/v1${path}`, { as: '8101' })
const seen = async () =>
  ((await (await get('/calls')).json()) as { rows: CallRow[] }).rows.map(({ id }) => id).toSorted()
const reach = (leads: UserBody['leads'], more: Partial<UserBody> = {}) =>
  trial.call('PUT', `/api/v1/users/${idOf('8101')}`, {
    as: '8201',
    body: { number: '8101', name: 'L', role: 'supervisor', language: 'en', queues: [], leads, ...more },
  })
/** A change of reach has ended the session: this one is made afterwards. */
const signInAgain = () => {
  const token = trial.parts.sessions.open(idOf('8101'), 'test')
  const { call } = trial
  trial.call = (method, path, options = {}) =>
    options.as === '8101'
      ? call(method, path, {
          ...(options.body ? { body: options.body } : {}),
          headers: { cookie: `__Host-sid=${token}` },
        })
      : call(method, path, options)
}

it('a supervisor of the whole site reads every call, one who leads teams those of their people and queues', async () => {
  expect(await seen()).toHaveLength(6)
  const saved = await reach(['red'])
  expect(await saved.json()).toMatchObject({ leads: ['red'] })
  expect((await get('/calls')).status, 'the session ended with the old reach').toBe(401)
  signInAgain()
  expect(await (await get('/session')).json()).toMatchObject({ leads: ['red'] })
  expect(await seen()).toEqual(['by-red', 'lost-service'])
  expect((await get('/calls/by-red')).status).toBe(200)
  for (const id of ['by-blue', 'by-nobodys', 'lost-care', 'menu'])
    expect((await get(`/calls/${id}`)).status, id).toBe(404)
  for (const id of ['by-red', 'by-blue'])
    expect((await get(`/decisions?call=${id}`)).status, 'there is none, or it is not shown').toBe(404)
  const note = { note: 'x', disposition: 'solved' }
  const write = (id: string) => trial.call('PUT', `/api/v1/calls/${id}/note`, { as: '8101', body: note })
  expect([(await write('by-red')).status, (await write('by-blue')).status]).toEqual([204, 404])
})

it('leading no team reaches nobody; null is the whole site again; what is left out stays', async () => {
  await reach([])
  signInAgain()
  expect(await seen()).toEqual([])
  await reach(undefined, { name: 'Other' })
  expect(await (await get('/session')).json(), 'no session ended').toMatchObject({ leads: [], name: 'Other' })
  await reach(null)
  signInAgain()
  expect(await seen()).toHaveLength(6)
})

it('a team must be there, and a leader of a team that goes leads one less', async () => {
  expect((await reach(['green'])).status).toBe(422)
  await reach(['red', 'blue'])
  signInAgain()
  expect(await seen()).toEqual(['by-blue', 'by-red', 'lost-care', 'lost-service'])
  await trial.call('DELETE', '/api/v1/teams/blue', { as: '8201' })
  expect(await seen()).toEqual(['by-red', 'lost-service'])
})

it('an account for a wallboard serves no queue, has no seat and stays signed in for a quarter', async () => {
  await reach(null, { role: 'wallboard', queues: ['service'] })
  signInAgain()
  expect(await (await get('/session')).json()).toMatchObject({
    role: 'wallboard',
    agentId: null,
    rights: ['session.use', 'wall.show', 'wall.show:all'],
  })
  expect((await get('/calls')).status).toBe(403)
  trial.clock.now += ABSOLUTE_MS.wallboard - 1
  expect((await get('/session')).status).toBe(200)
  trial.clock.now += 1
  expect((await get('/session')).status).toBe(401)
})
