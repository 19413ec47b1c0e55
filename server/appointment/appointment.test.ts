import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Appointment } from '#protocol/desk'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, body?: unknown, as = '8001') => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const BLANK = { at: 5000, note: '', customerId: null, callId: null, name: '', number: null }
const noted = async (query: string, as = '8001'): Promise<string[]> =>
  ((await ask('GET', `/appointments${query}`, undefined, as)).body as Appointment[]).map(({ note }) => note)

it('with a customer has the name and the masked number, with a typed number finds its customer', async () => {
  const customer = trial.parts.stores.core.get<{ id: string }>(`select id from customer where name = '孙丽华'`)
  const made = await ask('POST', '/appointments', { ...BLANK, customerId: customer?.id })
  expect(made.body).toMatchObject({ name: '孙丽华', number: { text: '139****5678', masked: true }, status: 'open' })
  const typed = await ask('POST', '/appointments', { ...BLANK, number: '139 1234 5678' })
  expect(typed.body).toMatchObject({ customerId: customer?.id, name: '孙丽华' })
  const stranger = await ask('POST', '/appointments', { ...BLANK, number: '10086', name: 'Line' })
  expect(stranger.body).toMatchObject({ customerId: null, name: 'Line', number: { text: '***86' } })
})

it('is listed soonest first by time and status, changed, done and cancelled', async () => {
  const made: Appointment[] = []
  for (const [at, note] of [
    [9000, 'late'],
    [1000, 'early'],
    [5000, 'middle'],
  ] as const)
    made.push((await ask('POST', '/appointments', { ...BLANK, at, note })).body)
  expect(await noted('')).toEqual(['early', 'middle', 'late'])
  expect(await noted('?from=2000&to=9000')).toEqual(['middle', 'late'])
  await ask('PUT', `/appointments/${made[0]?.id}/status`, { status: 'done' })
  await ask('PUT', `/appointments/${made[1]?.id}/status`, { status: 'cancelled' })
  expect(await noted('?status=open')).toEqual(['middle'])
  const moved = await ask('PUT', `/appointments/${made[2]?.id}`, { ...BLANK, at: 7000, note: 'moved' })
  expect(moved.body).toMatchObject({ at: 7000, note: 'moved', status: 'open' })
})

it('tells the agent’s open pages of every change', async () => {
  const page = livePage(trial, '8001', ['seat'])
  await page.next('snapshot')
  await ask('POST', '/appointments', BLANK)
  expect(await page.next('desk.changed')).toEqual({ type: 'desk.changed', what: 'appointments' })
  page.socket.close()
})

it('of another is out of an agent’s reach, in a leader’s', async () => {
  const { id } = (await ask('POST', '/appointments', { ...BLANK, note: 'mine' })).body as Appointment
  expect((await ask('PUT', `/appointments/${id}/status`, { status: 'done' }, '8002')).status).toBe(404)
  expect((await ask('GET', '/appointments?whose=all', undefined, '8002')).status).toBe(403)
  const other = trial.people.find(({ number }) => number === '8002')?.userId
  expect((await ask('POST', '/appointments', { ...BLANK, agentId: other })).status).toBe(403)
  expect(await noted('?whose=all', '8101')).toEqual(['mine'])
  const given = await ask('POST', '/appointments', { ...BLANK, agentId: other, note: 'given' }, '8101')
  expect(given.status).toBe(200)
  expect(await noted('', '8002')).toEqual(['given'])
})

it('refuses what is no number, no customer and no field of it', async () => {
  expect((await ask('POST', '/appointments', { ...BLANK, number: 'home' })).body.error.field).toBe('number')
  expect((await ask('POST', '/appointments', { ...BLANK, customerId: 'none' })).status).toBe(422)
  expect((await ask('POST', '/appointments', { ...BLANK, colour: 'red' })).status).toBe(422)
  expect((await ask('POST', '/appointments', { ...BLANK, callId: 'none' })).status).toBe(404)
})

it('a leader of teams reaches the appointments of their agents, and no others', async () => {
  const { core } = trial.parts.stores
  const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
  saveTeam(core, { id: 'day', name: 'Day', members: [idOf('8001')] })
  setLeads(core, idOf('8101'), ['day'])
  const led = (await ask('POST', '/appointments', { ...BLANK, note: 'led' })).body as Appointment
  const other = (await ask('POST', '/appointments', { ...BLANK, note: 'other' }, '8002')).body as Appointment
  expect(await noted('?whose=all', '8101')).toEqual(['led'])
  const done = (id: string) => ask('PUT', `/appointments/${id}/status`, { status: 'done' }, '8101')
  expect([(await done(led.id)).status, (await done(other.id)).status]).toEqual([200, 404])
})
