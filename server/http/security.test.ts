// Two crawls over the whole server: every route by every role, and everything an agent is ever sent.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RawEntities } from '../live/core-port.ts'
import { type Action, RIGHTS } from '../user/may.ts'
import { livePage, startTrial, type Trial } from './trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const FULL_MOBILE = /(?<![\d])(?:\+?86)?1[3-9]\d{9}(?!\d)/
const MINE = '01990000-0000-7000-8000-00000000000a'
const FOREIGN = '01990000-0000-7000-8000-00000000000b'
const LIVE = '01990000-0000-7000-8000-00000000000c'
const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''

function insertCall(id: string, agentId: string, customer = '+8613912345678'): void {
  const { events } = trial.parts.stores
  events.run(
    `insert into call_record values (?, 'in', ?, '4008008888', 'analogue-1', 'service', ?, 1000, 2000, 9000, 0, 0, 0, 0, 0,
     'answered', 'normal', 'customer', '[]')`,
    id,
    customer,
    agentId,
  )
  const flow = { id: 'service', name: 'Service', nodes: [{ id: 'secret-node' }] }
  const data = { customer, customerName: '139 1234 5678', legId: id, flow, list: [{ to: '13912345678' }] }
  events.run(
    'insert into event (at, machine, machine_id, call_id, type, data) values (1000, ?, ?, ?, ?, ?)',
    'call',
    id,
    id,
    'offered',
    JSON.stringify(data),
  )
  const decision = { at: 1, queueId: 'service', callId: id, chosen: agentId, waitedMs: 1, position: 1, candidates: [] }
  events.run(
    'insert into decision (at, call_id, queue_id, data) values (1, ?, ?, ?)',
    id,
    'service',
    JSON.stringify(decision),
  )
  trial.parts.recordings.insert({ id: `rec-${id}`, callId: id, kind: 'call', box: null, startedAt: 1000 })
}

function publishLive(agentId: string): void {
  const call = {
    id: LIVE,
    stage: 'talking',
    customer: '+8613700137000',
    customerName: '+86 137 0013 7000',
    customerId: null,
    agentId,
    queueId: 'service',
    path: ['menu:1'],
    guests: [{ legId: 'g1', agentId: null, number: '+8613800138999', state: 'up', joined: true }],
  } as unknown as RawEntities['call']
  trial.parts.hub.publish([{ kind: 'call', id: LIVE, value: call }])
}

const customerId = (number: string) =>
  trial.parts.stores.core.get<{ id: string }>('select id from customer where number = ?', number)?.id ?? ''
const as = (number: string, method: string, path: string, body?: unknown) =>
  trial.call(method, `/api/v1${path}`, { as: number, ...(body === undefined ? {} : { body }) })

describe('what an agent is sent', () => {
  it('holds no full mobile number, in any reply or frame', async () => {
    insertCall(MINE, idOf('8001'))
    insertCall(FOREIGN, idOf('8002'))
    const page = livePage(trial, '8001', ['seat', 'site', 'status'])
    await page.next('snapshot')
    publishLive(idOf('8001'))
    await page.next('delta')
    const seen: string[] = page.messages.map((message) => JSON.stringify(message))
    const gets = trial.app.routes.filter((route) => route.method === 'GET' && route.path.startsWith('/api/v1/'))
    const paths = gets.flatMap((route) =>
      [MINE, FOREIGN, LIVE, customerId('+8613912345678')].map((id) =>
        route.path
          .replace(':id', id)
          .replace(':file', `rec-${id}.wav`)
          .replace(':name', 'closed')
          .replace(':language', 'en.wav'),
      ),
    )
    const searches = ['sun', '139', '13912345678', '5678', 'Novak'].flatMap((text) => [
      `/api/v1/customers?search=${text}`,
      `/api/v1/calls?search=${text}`,
    ])
    for (const path of [...new Set(paths), ...searches]) {
      const reply = await trial.call('GET', path, { as: '8001' })
      seen.push(`${[...reply.headers].join()} ${await reply.text()}`)
    }
    const { core } = trial.parts.stores
    const body = { name: 'New', number: '13600136000', callId: null, company: '', note: '', vip: false }
    seen.push(await (await as('8001', 'POST', '/customers', body)).text())
    expect(core.get('select 1 as one from customer where number = ?', '+8613600136000')).not.toBeNull()
    expect(seen.filter((text) => FULL_MOBILE.test(text))).toEqual([])
    expect(seen.some((text) => text.includes('139****5678'))).toBe(true)
    expect(trial.logged.filter((line) => /1(39|37|36)\d{8}/.test(line))).toEqual([])
  })

  it('shows whole numbers to a supervisor, so the crawl above is not blind', async () => {
    insertCall(MINE, idOf('8001'))
    expect(await (await as('8101', 'GET', '/calls')).text()).toMatch(FULL_MOBILE)
    expect(await (await as('8101', 'GET', `/calls/${MINE}`)).text()).toMatch(FULL_MOBILE)
  })
})

describe('calls', () => {
  beforeEach(() => {
    insertCall(MINE, idOf('8001'))
    insertCall(FOREIGN, idOf('8002'))
  })

  it('of others are not there for an agent', async () => {
    const list = (await (await as('8001', 'GET', '/calls')).json()) as { rows: { id: string }[] }
    expect(list.rows.map((row) => row.id)).toEqual([MINE])
    for (const path of [`/calls/${FOREIGN}`, `/calls/${FOREIGN}/customer`, `/recordings/rec-${FOREIGN}.wav`]) {
      expect((await as('8001', 'GET', path)).status, path).toBe(404)
    }
    const note = { note: 'n', disposition: 'solved' }
    expect((await as('8001', 'PUT', `/calls/${FOREIGN}/note`, note)).status).toBe(404)
    expect((await as('8001', 'PUT', `/calls/${MINE}/note`, note)).status).toBe(204)
    const detail = await (await as('8001', 'GET', `/calls/${MINE}`)).json()
    expect(detail).toMatchObject({ note: 'n', disposition: 'solved', decisions: [], agentName: 'Amy Wang' })
    expect(JSON.stringify(detail)).not.toContain('secret-node')
  })

  it('alive take notes of their agent only', async () => {
    publishLive(idOf('8001'))
    const note = { note: 'draft', disposition: '' }
    expect((await as('8002', 'PUT', `/calls/${LIVE}/note`, note)).status).toBe(404)
    expect((await as('8001', 'PUT', `/calls/${LIVE}/note`, note)).status).toBe(204)
  })

  it('are found by name, number and agent, in pages', async () => {
    const find = async (query: string) =>
      (await (await as('8101', 'GET', `/calls?${query}`)).json()) as { rows: { id: string }[]; more: boolean }
    expect((await find('search=%E5%AD%99')).rows).toHaveLength(2)
    expect((await find('search=139123')).rows).toHaveLength(2)
    expect((await find('search=Amy')).rows.map((row) => row.id)).toEqual([MINE])
    expect((await find('search=nobody')).rows).toEqual([])
    const first = await find('limit=1')
    expect(first).toMatchObject({ rows: [{ id: FOREIGN }], more: true })
    expect(await find(`limit=1&before=${FOREIGN}`)).toMatchObject({ rows: [{ id: MINE }], more: false })
  })
})

describe('customers', () => {
  it('pop up by the number of the call, and are made from it unseen', async () => {
    publishLive(idOf('8001'))
    const match = await (await as('8001', 'GET', `/calls/${LIVE}/customer`)).json()
    expect(match).toMatchObject({
      customer: { name: '郑国强', number: { text: '137****7000', masked: true } },
      region: 'CN',
    })
    insertCall(MINE, idOf('8001'), '+8613500135000')
    const body = { name: 'From call', number: null, callId: MINE, company: '', note: '', vip: false }
    const made = (await (await as('8001', 'POST', '/customers', body)).json()) as { id: string }
    expect(customerId('+8613500135000')).toBe(made.id)
    expect((await as('8001', 'POST', '/customers', body)).status).toBe(409)
    const edited = { ...body, callId: null, company: 'ACME' }
    expect(await (await as('8001', 'PUT', `/customers/${made.id}`, edited)).json()).toMatchObject({ company: 'ACME' })
    expect((await as('8001', 'POST', '/customers', { ...body, number: 'abc' })).status).toBe(422)
    expect((await as('8001', 'POST', '/customers', { ...body, callId: FOREIGN })).status).toBe(404)
  })

  it('reveal a number to an agent who met them, thirty times an hour, audited each time', async () => {
    insertCall(MINE, idOf('8001'))
    const met = customerId('+8613912345678')
    const reveal = (id: string) => as('8001', 'POST', `/customers/${id}/reveal`)
    expect((await reveal(customerId('+8613700137000'))).status).toBe(403)
    expect(await (await reveal(met)).json()).toEqual({ number: '13912345678' })
    const replies = await Promise.all(Array.from({ length: 30 }, () => reveal(met)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([...Array.from({ length: 29 }, () => 200), 429])
    const rows = trial.parts.audit.list(null, 100).filter((row) => row.action === 'number-revealed')
    expect(rows).toHaveLength(30)
    expect(rows[0]?.object).toBe(met)
    trial.clock.now += 3_600_000
    expect((await reveal(met)).status).toBe(200)
  })
})

describe('every route', () => {
  it('answers 401 to nobody and 403 to those without the right, before it looks at anything', async () => {
    const faults: string[] = []
    const routes = trial.app.routes.filter((route) => route.path.startsWith('/api/v1/') && route.method !== 'WS')
    const roles = [
      ['8001', 'agent'],
      ['8101', 'supervisor'],
      ['8201', 'administrator'],
    ] as const
    for (const route of routes.toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))) {
      const { access } = (route.hooks as { detail: { access: string } }).detail
      if (!(access in RIGHTS)) continue
      const path = route.path.replace(/:\w+/g, 'x')
      const nobody = await trial.call(route.method, path)
      if (nobody.status !== 401) faults.push(`nobody ${route.method} ${path} ${nobody.status}`)
      for (const [number, role] of roles) {
        const isAllowed = RIGHTS[access as Action][role] !== 'none'
        if (isAllowed && access === 'session.use') continue
        const { status } = await trial.call(route.method, path, { as: number })
        if ((status === 403) === isAllowed) faults.push(`${role} ${route.method} ${path} ${status}`)
      }
    }
    expect(faults).toEqual([])
  })
})
