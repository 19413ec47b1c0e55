import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LineLogRow, LineTraffic } from '#protocol/line-views'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { Lines } from '../site/lines.ts'
import { noteState } from './line-log.ts'
import { listLines } from './line-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const LINE = 'demo-trunk'
const get = async <T>(path: string, as = '8201'): Promise<T> =>
  (await trial.call('GET', `/api/v1/${path}`, { as })).json()
const log = () => get<LineLogRow[]>(`lines/${LINE}/log`)

it('tells what the gateway said, once each, and who changed the line', async () => {
  const { core, events } = trial.parts.stores
  let at = trial.clock.now
  const silent = { raise: () => {}, clear: () => {} } as unknown as ConstructorParameters<typeof Lines>[1]
  const lines = new Lines(
    () => {},
    silent,
    () => at,
    (id, when, news) => noteState(events, id, when, news),
  )
  lines.configure(listLines(core))
  const report = { type: 'line.changed', lineId: LINE, fault: null, detail: 'udp 192.0.2.1:5060' } as const
  lines.changed({ ...report, state: 'up', calls: 0 })
  lines.changed({ ...report, state: 'up', calls: 3 })
  at += 1000
  lines.changed({ ...report, state: 'down', fault: 'unauthorised', detail: '403', calls: 0 })
  at += 1000
  lines.gatewayAway()
  trial.clock.now += 5000
  const line = listLines(core).find(({ id }) => id === LINE)
  expect((await trial.call('PUT', `/api/v1/lines/${LINE}`, { as: '8201', body: line })).status).toBe(200)
  const rows = await log()
  expect(rows.map((row) => (row.kind === 'state' ? `${row.state} ${row.fault} ${row.detail}` : row.kind))).toEqual([
    'settings',
    'down gateway-away ',
    'down unauthorised 403',
    'up null udp 192.0.2.1:5060',
  ])
  expect(rows[0]).toMatchObject({ kind: 'settings', by: expect.stringMatching(/./), detail: 'changed' })
})

it('keeps no more than the last 500 states, and shows 100', async () => {
  const { events } = trial.parts.stores
  for (let at = 1; at <= 520; at++) noteState(events, LINE, at, { state: 'up', fault: null, detail: String(at) })
  expect(events.all('select seq from line_state')).toHaveLength(500)
  const rows = await log()
  expect(rows).toHaveLength(100)
  expect(rows[0]).toMatchObject({ at: 520 })
})

it('counts the calls of each line since midnight, and knows the last within a week', async () => {
  const { events } = trial.parts.stores
  const hour = 3_600_000
  const add = (id: string, direction: string, startedAt: number, answered: boolean) =>
    events.run(
      `insert into call_record (id, direction, customer, did, line_id, started_at, answered_at, ended_at, menu_ms,
       wait_ms, ring_ms, talk_ms, hold_ms, outcome, cause, ended_by, path)
       values (?, ?, '', '', ?, ?, ?, ?, 0, 0, 0, ?, 0, 'answered', 'normal', 'customer', '[]')`,
      id,
      direction,
      LINE,
      startedAt,
      answered ? startedAt : null,
      startedAt,
      answered ? 60_000 : 0,
    )
  const noon = new Date(trial.clock.now).setHours(12, 0, 0, 0)
  trial.clock.now = noon
  add('1', 'in', noon - hour, true)
  add('2', 'in', noon - 2 * hour, false)
  add('3', 'out', noon - 3 * hour, true)
  add('4', 'out', noon - 30 * hour, true)
  expect(await get<LineTraffic[]>('line-traffic')).toEqual([
    { lineId: LINE, callsIn: 2, callsOut: 1, answered: 2, talkMs: 120_000, lastAt: noon - hour },
  ])
})

it('is shown to who may read lines, of lines that are there', async () => {
  const status = async (path: string, as: string) => (await trial.call('GET', `/api/v1/${path}`, { as })).status
  expect(await status(`lines/${LINE}/log`, '8001')).toBe(403)
  expect(await status('line-traffic', '8001')).toBe(403)
  expect(await status('lines/nothing/log', '8201')).toBe(404)
})

it.each([
  ['maxTalkMs', 3000],
  ['answerTimeoutMs', 1],
  ['mainRing', 'nobody'],
])('does not take a line whose %s is %s', async (field, value) => {
  const line = listLines(trial.parts.stores.core).find(({ id }) => id === LINE)
  const put = (body: object) => trial.call('PUT', `/api/v1/lines/${LINE}`, { as: '8201', body: { ...line, ...body } })
  const refused = await put({ [field]: value })
  expect([refused.status, await refused.json()]).toMatchObject([422, { error: { field } }])
  const mainRing = trial.people.find(({ number }) => number === '8001')?.userId
  expect((await put({ maxTalkMs: 5000, answerTimeoutMs: 0, mainRing })).status).toBe(200)
})
