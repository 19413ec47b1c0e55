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

it('F203 it goes by time again by itself: at a time, or as the hours open next', async () => {
  const { id = '' } = (await night()) ?? {}
  const hour = trial.clock.now + 3_600_000
  await put(`night-service/${id}`, '8301', { forced: 'closed', until: hour })
  expect(await night()).toMatchObject({ forced: 'closed', until: hour, set: { name: nameOf('8301') } })
  trial.clock.now = hour
  expect(await night()).toMatchObject({ forced: 'auto', until: null, set: null })
  expect((await put(`night-service/${id}`, '8301', { forced: 'closed', until: 'opening' })).status, 'always open').toBe(
    422,
  )
  const [always] = (await (await trial.call('GET', '/api/v1/hours', { as: '8201' })).json()) as OpeningHours[]
  await put(`hours/${id}`, '8201', { ...always, spans: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 540, to: 1080 }] })
  const reply = await put(`night-service/${id}`, '8301', { forced: 'closed', until: 'opening' })
  const [opened] = (await reply.json()) as NightService[]
  expect(opened?.until).toBeGreaterThan(hour)
  expect((await put(`night-service/${id}`, '8301', { forced: 'closed', until: hour })).status).toBe(422)
  const [hours] = (await (await trial.call('GET', '/api/v1/hours', { as: '8201' })).json()) as OpeningHours[]
  await put(`hours/${id}`, '8201', { ...hours, forced: 'open', forcedUntil: null })
  expect(await night()).toMatchObject({ forced: 'open', until: null })
})
