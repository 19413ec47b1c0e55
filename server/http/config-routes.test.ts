import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineConfig, SipLineConfig } from '#protocol/line-config'
import type { QueueConfig } from '#protocol/queue-config'
import { findLine } from '../line/line-store.ts'
import { startTrial, type Trial } from './trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as: '8201', ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, text, body: text === '' ? null : JSON.parse(text) }
}
const trunk = (): SipLineConfig => {
  const line = findLine(trial.parts.stores.core, 'demo-trunk')
  if (line?.kind !== 'sip') throw new Error('no trunk')
  return line
}

describe('lines', () => {
  it('never show the password, and keep it when none is given', async () => {
    const secret = 'sip-secret-4711'
    const saved = await ask('PUT', '/lines/demo-trunk', { ...trunk(), password: secret })
    await ask('PUT', '/lines/demo-trunk', { ...trunk(), name: 'New name', password: '' })
    const listed = await ask('GET', '/lines')
    expect(saved.text + listed.text).not.toContain(secret)
    expect(trunk()).toMatchObject({ name: 'New name', password: secret })
    expect(trial.changes).toEqual(['lines', 'lines'])
  })

  it('are made with an id of ours, changed, and deleted', async () => {
    const { id: _, ...rest } = { ...(findLine(trial.parts.stores.core, 'analogue-1') as LineConfig), name: 'Fifth' }
    const made = await ask('POST', '/lines', rest)
    expect(made.body.id).toMatch(/^[0-9a-f-]{36}$/)
    expect((await ask('DELETE', `/lines/${made.body.id}`)).status).toBe(204)
    expect((await ask('DELETE', `/lines/${made.body.id}`)).status).toBe(404)
  })

  it('say which field cannot be used', async () => {
    const refused = await ask('PUT', '/lines/demo-trunk', { ...trunk(), sources: ['0.0.0.0/0'] })
    expect([refused.status, refused.body.error.field]).toEqual([422, 'sources'])
    expect(trunk().sources).toEqual([])
  })

  it('keep what an older client leaves out', async () => {
    await ask('PUT', '/lines/demo-trunk', { ...trunk(), transport: 'tcp', sources: ['192.0.2.0/24'] })
    const { transport: _, sources: __, proxy: ___, ...old } = trunk()
    expect((await ask('PUT', '/lines/demo-trunk', { ...old, name: 'Old' })).status).toBe(200)
    expect(trunk()).toMatchObject({ name: 'Old', transport: 'tcp', sources: ['192.0.2.0/24'], proxy: '' })
    const { id: ____, ...unnamed } = old
    expect((await ask('POST', '/lines', unnamed)).body).toMatchObject({ transport: 'udp', sources: [], proxy: '' })
  })

  it('refuse an unknown field, another id and a taken id', async () => {
    expect((await ask('PUT', '/lines/demo-trunk', { ...trunk(), owner: 'x' })).status).toBe(422)
    expect((await ask('PUT', '/lines/demo-trunk', { ...trunk(), id: 'other' })).status).toBe(422)
    expect((await ask('POST', '/lines', trunk())).status).toBe(409)
  })
})

describe('queues', () => {
  const queue = async (): Promise<QueueConfig> => (await ask('GET', '/queues')).body[0]

  it('keep the order of their members', async () => {
    const before = await queue()
    const members = before.members.toReversed()
    expect((await ask('PUT', `/queues/${before.id}`, { ...before, members })).body.members).toEqual(members)
  })

  it('refuse people who are not, and a deletion while a flow leads there', async () => {
    const before = await queue()
    expect((await ask('PUT', `/queues/${before.id}`, { ...before, members: ['nobody'] })).status).toBe(422)
    expect((await ask('DELETE', `/queues/${before.id}`)).status).toBe(409)
  })

  it('without a flow can be deleted', async () => {
    const made = await ask('POST', '/queues', { ...(await queue()), id: undefined, name: 'Spare' })
    expect((await ask('DELETE', `/queues/${made.body.id}`)).status).toBe(204)
  })
})

describe('hours and numbers', () => {
  it('are changed, checked and told', async () => {
    const hours = (await ask('GET', '/hours')).body[0]
    expect((await ask('PUT', '/hours/main', { ...hours, forced: 'closed' })).body.forced).toBe('closed')
    expect((await ask('PUT', '/hours/main', { ...hours, zone: 'Mars/Base' })).status).toBe(422)
    expect((await ask('PUT', '/hours/none', { ...hours, id: 'none' })).status).toBe(404)
    const did = { number: '4008007777', name: 'Third', flow: 'service' }
    expect((await ask('PUT', '/numbers/4008007777', did)).status).toBe(200)
    expect((await ask('PUT', '/numbers/4008007777', { ...did, flow: 'none' })).status).toBe(422)
    expect((await ask('DELETE', '/numbers/4008007777')).status).toBe(204)
    expect(trial.changes).toEqual(['hours', 'numbers', 'numbers'])
  })

  it('of a queue are made, have special days, and stay while somebody goes by them', async () => {
    const { id: _, ...hours } = (await ask('GET', '/hours')).body[0]
    const special = [{ date: '2026-10-01', spans: [] }]
    const made = await ask('POST', '/hours', { ...hours, name: 'Care', special })
    expect(made.body).toMatchObject({ name: 'Care', special })
    const path = `/hours/${made.body.id}`
    expect((await ask('PUT', path, { ...made.body, special: [{ date: '2026-02-30', spans: [] }] })).status).toBe(422)
    expect((await ask('PUT', path, { ...made.body, special: [...special, ...special] })).status).toBe(422)
    const upside = [{ date: '2026-10-01', spans: [{ from: 700, to: 600 }] }]
    expect((await ask('PUT', path, { ...made.body, special: upside })).status).toBe(422)
    const { special: __, ...older } = made.body
    expect((await ask('PUT', path, { ...older, name: 'Care 2' })).body).toMatchObject({ name: 'Care 2', special })
    const queue = (await ask('GET', '/queues')).body[0]
    const byHours = { ...queue, hours: { id: made.body.id, closed: { kind: 'exit' }, holiday: null } }
    expect((await ask('PUT', `/queues/${queue.id}`, byHours)).body.hours).toEqual(byHours.hours)
    expect((await ask('DELETE', path)).status).toBe(409)
    expect(
      (await ask('PUT', `/queues/${queue.id}`, { ...byHours, hours: { ...byHours.hours, id: 'no' } })).status,
    ).toBe(422)
    expect((await ask('PUT', `/queues/${queue.id}`, { ...byHours, hours: null })).status).toBe(200)
    expect((await ask('DELETE', path)).status).toBe(204)
    expect((await ask('DELETE', '/hours/main')).status).toBe(409)
  })

  it('leave an audit row each, and the trail holds', async () => {
    const hours = (await ask('GET', '/hours')).body[0]
    await ask('PUT', '/hours/main', { ...hours, forced: 'closed' })
    const rows = (await ask('GET', '/audit?limit=1')).body
    expect(rows[0]).toMatchObject({ action: 'hours-changed', object: 'main', detail: 'forced closed' })
    expect(trial.parts.audit.verify().ok).toBe(true)
  })
})

describe('the demo', () => {
  it('has its people, queues, flows, numbers and lines', async () => {
    expect(trial.people.map((person) => person.number)).toEqual([
      '8001',
      '8002',
      '8003',
      '8004',
      '8005',
      '8006',
      '8101',
      '8201',
      '8301',
    ])
    const counts = await Promise.all(
      ['lines', 'queues', 'flows', 'numbers', 'hours'].map(async (what) => (await ask('GET', `/${what}`)).body.length),
    )
    expect(counts).toEqual([5, 2, 2, 2, 1])
    const members = (await ask('GET', '/queues')).body.map((queue: QueueConfig) => [queue.id, queue.members.length])
    expect(Object.fromEntries(members)).toEqual({ service: 6, care: 3 })
  })

  it('gives nobody a password', () => {
    expect(trial.parts.stores.core.all('select number from user where password is not null')).toEqual([])
  })
})
