import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import { startTrial, type Trial } from '../http/trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  const { events } = trial.parts.stores
  events.run(
    `insert into call_record (id, direction, customer, did, line_id, queue_id, agent_id, started_at, answered_at, ended_at,
     menu_ms, wait_ms, ring_ms, talk_ms, hold_ms, outcome, cause, ended_by, path)
     values ('c1', 'in', '+8613912345678', '4008008888', null, 'service', ?, 1, 2, 3, 0, 0, 0, 0, 0, 'answered', 'normal', 'customer', '[]')`,
    idOf('8101'),
  )
  for (const [number, type] of [
    ['8001', 'talking'],
    ['8002', 'offer'],
    ['8101', 'talking'],
  ] as const)
    events.run(
      `insert into event (at, machine, machine_id, call_id, type, data) values (1, 'agent', ?, 'c1', ?, '{}')`,
      idOf(number),
      type,
    )
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const write = async (as: string, note: string) => {
  const body = { note, disposition: 'follow-up' }
  return (await trial.call('PUT', '/api/v1/calls/c1/note', { as, body })).status
}

it('RM8 an agent whose call was taken over may still write its note, beside the supervisor’s', async () => {
  expect(await write('8101', 'as it ended')).toBe(204)
  expect(await write('8001', 'half typed')).toBe(204)
  expect(await write('8001', 'half typed, and finished')).toBe(204)
  const detail = (await (await trial.call('GET', '/api/v1/calls/c1', { as: '8101' })).json()) as CallDetail
  expect([detail.note, detail.disposition]).toEqual(['as it ended', 'follow-up'])
  const agentName = trial.people.find(({ number }) => number === '8001')?.name
  expect(detail.earlierNotes).toMatchObject([{ agentName, note: 'half typed, and finished', disposition: 'follow-up' }])
})

it('RM8 nor is the customer’s card gone for an agent whose call was taken over, nor the form for a new one', async () => {
  const card = async (as: string) => await trial.call('GET', '/api/v1/calls/c1/customer', { as })
  trial.parts.stores.events.run(`update call_record set customer = '+8613912340000' where id = 'c1'`)
  const before = await card('8001')
  expect(before.status).toBe(200)
  expect(await before.json()).toMatchObject({ customer: null, number: { text: '139****0000', masked: true } })
  const body = { name: '李雷', number: null, callId: 'c1', company: '', note: '', vip: false }
  expect((await trial.call('POST', '/api/v1/customers', { as: '8001', body })).status).toBe(200)
  expect(await (await card('8001')).json()).toMatchObject({ customer: { name: '李雷' } })
  expect([(await card('8002')).status, (await card('8003')).status]).toEqual([404, 404])
})

it('RM8 whose phone only rang, or who never had it, may not', async () => {
  expect([await write('8002', 'x'), await write('8003', 'x')]).toEqual([404, 404])
})
