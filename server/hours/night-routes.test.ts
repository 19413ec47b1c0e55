import { afterEach, beforeEach, expect, it } from 'vitest'
import type { NightService } from '#protocol/api'
import type { OpeningHours } from '#protocol/hours-config'
import { startTrial, type Trial } from '../http/trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const nameOf = (number: string) => trial.people.find((person) => person.number === number)?.name
const night = async (): Promise<NightService | undefined> => {
  const reply = await trial.call('GET', '/api/v1/night-service', { as: '8301' })
  return ((await reply.json()) as NightService[])[0]
}
const put = (path: string, as: string, body: object) => trial.call('PUT', `/api/v1/${path}`, { as, body })

it('F203 night service says who set it and since when, whoever it was, and nobody once it goes by time again', async () => {
  const { id = '' } = (await night()) ?? {}
  await put(`night-service/${id}`, '8301', { forced: 'closed' })
  expect(await night()).toMatchObject({ forced: 'closed', set: { name: nameOf('8301'), at: trial.clock.now } })
  const [hours] = (await (await trial.call('GET', '/api/v1/hours', { as: '8201' })).json()) as OpeningHours[]
  await put(`hours/${id}`, '8201', { ...hours, name: 'Renamed' })
  expect((await night())?.set?.name).toBe(nameOf('8301'))
  await put(`hours/${id}`, '8201', { ...hours, forced: 'open' })
  expect(await night()).toMatchObject({ forced: 'open', set: { name: nameOf('8201') } })
  await put(`night-service/${id}`, '8301', { forced: 'auto' })
  expect(await night()).toMatchObject({ forced: 'auto', set: null })
})

it('F203 night service is not an agent’s', async () => {
  expect((await put('night-service/main', '8001', { forced: 'closed' })).status).toBe(403)
})
