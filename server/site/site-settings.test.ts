import { afterEach, beforeEach, expect, it } from 'vitest'
import type { User } from '#protocol/api'
import type { SiteSettings } from '#protocol/site-settings'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { seatCodecOf } from './configuration.ts'
import { loadConfiguration } from './configuration-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const site = async (seatCodec: string, as = '8201') =>
  (await trial.call('PUT', '/api/v1/site-settings', { as, body: { seatCodec, superviseTold: false, pickUpLockMs: 0 } }))
    .status
const person = async (number: string): Promise<User> => {
  const users = (await (await trial.call('GET', '/api/v1/users', { as: '8201' })).json()) as User[]
  return users.find((user) => user.number === number) as User
}
async function change(number: string, more: Partial<User>): Promise<void> {
  const { id, disabled: _, seatCodec: __, ...body } = await person(number)
  const reply = await trial.call('PUT', `/api/v1/users/${id}`, { as: '8201', body: { ...body, ...more } })
  expect(reply.status).toBe(200)
}
const codecOf = async (number: string) =>
  seatCodecOf(loadConfiguration(trial.parts.stores.core), (await person(number)).id)

it('a seat is sent what its person is set to, else what the site is set to, else what its link needs', async () => {
  expect(await codecOf('8001')).toBe('auto')
  expect(await site('opus')).toBe(200)
  expect(await codecOf('8001')).toBe('opus')
  await change('8001', { seatCodec: 'auto' })
  expect([await codecOf('8001'), await codecOf('8002')]).toEqual(['auto', 'opus'])
  await change('8001', { name: 'A' })
  expect(await codecOf('8001'), 'left out: as it was').toBe('auto')
  await change('8001', { seatCodec: null })
  expect(await codecOf('8001')).toBe('opus')
})

it('is an administrator’s, in the audit trail, and one of two', async () => {
  expect([await site('opus', '8101'), await site('opus', '8001'), await site('g722')]).toEqual([403, 403, 422])
  expect(await site('opus')).toBe(200)
  const reply = await trial.call('GET', '/api/v1/site-settings', { as: '8201' })
  expect((await reply.json()) as SiteSettings).toEqual({
    seatCodec: 'opus',
    superviseTold: false,
    pickUpLockMs: 0,
    quietPromptMs: 180_000,
    quietEndMs: 30_000,
    transferToAway: true,
    extensionDigits: 0,
    maxTalkMs: 0,
    answerTimeoutMs: 0,
  })
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'site-settings-changed' })
})

it('F027 a new number has the digits that the site says; who has another keeps it', async () => {
  const digits = { as: '8201', body: { extensionDigits: 5 } }
  expect((await trial.call('PUT', '/api/v1/site-settings', digits)).status).toBe(200)
  const body = { name: 'New', role: 'agent', language: 'en', queues: [] }
  const made = (number: string) => trial.call('POST', '/api/v1/users', { as: '8201', body: { ...body, number } })
  const refused = await made('8777')
  expect([refused.status, await refused.json()]).toMatchObject([422, { error: { field: 'number', reason: 'digits' } }])
  expect((await made('87777')).status).toBe(200)
  await change('8001', { name: 'Another name' })
})
