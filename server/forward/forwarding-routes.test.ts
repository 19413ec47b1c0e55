import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Forwarding, ForwardingRow, ForwardTarget } from '#protocol/forwarding'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { loadConfiguration } from '../site/configuration-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const nothing: Forwarding = { on: true, always: null, busy: null, noAnswer: null, away: null, afterMs: 20_000 }
const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const put = (number: string, as: string, kinds: Partial<Forwarding>) =>
  trial.call('PUT', `/api/v1/forwarding/${idOf(number)}`, { as, body: { ...nothing, ...kinds } })
const listed = async (as: string): Promise<ForwardingRow[]> =>
  (await trial.call('GET', '/api/v1/forwarding', { as })).json() as Promise<ForwardingRow[]>
const to = (number: string): ForwardTarget => ({ kind: 'number', number })

it('FW13 everybody sets his own, an administrator anybody’s; it says who did', async () => {
  expect((await put('8001', '8001', { away: to('13900139000') })).status).toBe(200)
  expect((await put('8002', '8001', { away: to('13900139000') })).status).toBe(403)
  expect((await put('8002', '8201', { busy: { kind: 'agent', agent: idOf('8001') } })).status).toBe(200)
  const [own] = await listed('8001')
  expect(await listed('8001')).toHaveLength(1)
  expect(own).toMatchObject({ number: '8001', set: { at: trial.clock.now } })
  // FW8: kept as numbers are stored.
  expect(own?.forwarding).toEqual({ ...nothing, away: to('+8613900139000') })
  expect((await listed('8201')).length).toBeGreaterThan(2)
  expect(trial.changes).toEqual(['forwarding', 'forwarding'])
  expect(loadConfiguration(trial.parts.stores.core).forwarding?.get(idOf('8001'))?.on).toBe(true)
})

it.each<[string, Partial<Forwarding>, string]>([
  ['emergency numbers', { busy: to('110') }, 'busy'],
  ['what is no number', { noAnswer: to('12') }, 'noAnswer'],
  ['a number of ours', { always: to('4008008888') }, 'always'],
  ['a box that is not there', { away: { kind: 'message', box: 'nobody' } }, 'away'],
  ['nowhere, while on', {}, 'always'],
])('FW8 does not go to %s', async (_, kinds, field) => {
  const reply = await put('8001', '8001', kinds)
  expect(reply.status).toBe(422)
  expect(await reply.json()).toMatchObject({ error: { field } })
})

it('FW2 off may have no target, and FW6 nobody forwards to himself', async () => {
  expect((await put('8001', '8001', { on: false })).status).toBe(200)
  expect((await put('8001', '8001', { always: { kind: 'agent', agent: idOf('8001') } })).status).toBe(422)
})
