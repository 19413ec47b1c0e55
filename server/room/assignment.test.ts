import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { listQueues, saveQueue } from '../queue/queue-store.ts'
import { saveSkill } from '../team/skill-store.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  const { core } = trial.parts.stores
  saveTeam(core, { id: 'red', name: 'Red', members: [idOf('8001')] })
  for (const id of ['english', 'billing']) saveSkill(core, { id, name: id, levels: { [idOf('8001')]: 3 } })
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const ask = async (method: string, number: string, body?: object, as = '8101') => {
  const path = `/api/v1/agents/${idOf(number) || number}/assignment`
  const reply = await trial.call(method, path, { as, ...(body ? { body } : {}) })
  return { status: reply.status, body: (await reply.json()) as object }
}

it('RM7 an agent’s queues and skills are shown and changed; the place in the queues that stay is kept', async () => {
  const skills = { english: 3, billing: 3 }
  expect((await ask('GET', '8001')).body).toEqual({ queues: ['service'], byTeam: [], skills })
  const before = listQueues(trial.parts.stores.core).find(({ id }) => id === 'service')?.members
  const wanted = { queues: ['care', 'service'], skills: { english: 7 } }
  expect((await ask('PUT', '8001', wanted)).body).toMatchObject(wanted)
  expect(trial.changes).toEqual(['queues'])
  expect(listQueues(trial.parts.stores.core).find(({ id }) => id === 'service')?.members).toEqual(before)
  const detail = '+care billing 0 english 7'
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'agent-assigned', object: '8001', detail })
})

it('RM7 queues by team are shown apart and stay', async () => {
  const { core } = trial.parts.stores
  const care = listQueues(core).find(({ id }) => id === 'care')
  if (care) saveQueue(core, { ...care, teams: [{ id: 'red', tier: 1 }] })
  expect((await ask('PUT', '8001', { queues: [], skills: {} })).body).toEqual({
    queues: [],
    byTeam: ['care'],
    skills: {},
  })
})

it('RM7 a supervisor who leads teams changes their people, with queues that they serve', async () => {
  const { core } = trial.parts.stores
  setLeads(core, idOf('8101'), ['red'])
  const skills = { english: 9 }
  expect((await ask('PUT', '8001', { queues: ['service'], skills })).status).toBe(200)
  expect((await ask('PUT', '8001', { queues: [], skills })).status, 'a queue of theirs').toBe(200)
  expect((await ask('PUT', '8001', { queues: ['care'], skills })).status, 'a queue of others').toBe(403)
  expect((await ask('PUT', '8002', { queues: [], skills })).status, 'somebody else').toBe(403)
  expect((await ask('GET', '8002')).status).toBe(403)
})

it('RM7 is refused to agents, and for what there is not', async () => {
  expect((await ask('GET', '8001', undefined, '8002')).status).toBe(403)
  expect((await ask('GET', 'nobody')).status).toBe(404)
  expect((await ask('PUT', '8001', { queues: ['none'], skills: {} })).status).toBe(422)
  expect((await ask('PUT', '8001', { queues: [], skills: { none: 1 } })).status).toBe(422)
  expect((await ask('PUT', '8001', { queues: [], skills: { english: 11 } })).status).toBe(422)
})
