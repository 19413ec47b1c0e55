import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AlarmRow } from '#protocol/api'
import type { AlarmSettings } from '#protocol/room-config'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import type { RawChange } from '../live/core-port.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'
import { DEFAULT_LIMITS } from './alarm-limits.ts'
import { createAlarmLog } from './alarm-log.ts'
import { Alarms } from './alarms.ts'

let trial: Trial
let alarms: Alarms
beforeEach(async () => {
  trial = await startTrial()
  const { hub, alarmLog, stores } = trial.parts
  alarms = new Alarms(hub.publish, alarmLog, () => trial.clock.now)
  saveTeam(stores.core, { id: 'red', name: 'Red', members: [idOf('8001')] })
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const about = (queueId: string | null, agentId: string | null) => ({
  queueId,
  agentId,
  callId: null,
  value: 7,
  limit: 5,
  since: trial.clock.now,
})
const ask = async (method: string, path: string, as: string, body?: object) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body ? { body } : {}) })
  return { status: reply.status, body: (await reply.json()) as unknown }
}
const listed = async () => (await ask('GET', '/alarms', '8101')).body as AlarmRow[]

it('AL3 every alarm is listed with since, until and who acknowledged it; a restart closes what was open', async () => {
  alarms.raise('waiting-many', 'service', '', about('service', null))
  trial.clock.now += 5000
  alarms.acknowledge('waiting-many:service', 'Nora')
  trial.clock.now += 5000
  alarms.clear('waiting-many', 'service')
  alarms.raise('line-down', 'trunk', 'no answer')
  const start = trial.clock.now - 10_000
  const acknowledged = { by: 'Nora', at: start + 5000 }
  expect(await listed()).toMatchObject([
    { code: 'line-down', subject: 'trunk', detail: 'no answer', until: null, acknowledged: null, value: null },
    { code: 'waiting-many', since: start, until: start + 10_000, acknowledged, value: 7, limit: 5, queueId: 'service' },
  ])
  trial.clock.now += 1000
  createAlarmLog(trial.parts.stores.events, () => trial.clock.now)
  expect((await listed())[0]).toMatchObject({ code: 'line-down', until: trial.clock.now })
})

it('AL4 who leads teams is shown and acknowledges theirs, and is shown those of the house', async () => {
  setLeads(trial.parts.stores.core, idOf('8101'), ['red'])
  const agent = (number: string, teams: string[]): RawChange => ({
    kind: 'agent',
    id: idOf(number),
    value: { id: idOf(number), teams } as never,
  })
  trial.parts.hub.publish([agent('8001', ['red']), agent('8002', [])])
  const page = livePage(trial, '8101', ['status'])
  await page.next('snapshot')
  alarms.raise('break-long', idOf('8002'), '', about(null, idOf('8002')))
  alarms.raise('break-long', idOf('8001'), '', about(null, idOf('8001')))
  alarms.raise('disk-low', '/data', '')
  const shown = [(await page.next('delta')).changes[0]?.id, (await page.next('delta')).changes[0]?.id]
  expect(shown).toEqual([`break-long:${idOf('8001')}`, 'disk-low:-data'])
  expect((await listed()).map(({ subject }) => subject)).toEqual(['/data', idOf('8001')])
  const acknowledge = (id: string, alarmId: string) => page.send({ type: 'alarm.acknowledge', id, alarmId })
  acknowledge('1', `break-long:${idOf('8002')}`)
  expect(await page.next('refused')).toMatchObject({ id: '1', reason: 'no-right' })
  acknowledge('2', `break-long:${idOf('8001')}`)
  acknowledge('3', 'disk-low:-data')
  expect([(await page.next('done')).id, (await page.next('done')).id]).toEqual(['2', '3'])
})

it('the limits are the site’s with what queues have otherwise; only administrators change them', async () => {
  const settings: AlarmSettings = {
    site: { ...DEFAULT_LIMITS, waiting: 3, quality: null },
    queues: { service: { waiting: 20, serviceLevel: null } },
  }
  expect((await ask('GET', '/alarm-settings', '8101')).body).toEqual({ site: DEFAULT_LIMITS, queues: {} })
  expect((await ask('PUT', '/alarm-settings', '8101', settings)).status).toBe(403)
  expect(await ask('PUT', '/alarm-settings', '8201', settings)).toEqual({ status: 200, body: settings })
  expect(trial.changes).toEqual(['alarms'])
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'alarm-settings-changed' })
  const wrong = [
    { ...settings, queues: { none: {} } },
    { ...settings, queues: { service: { breakMs: 1 } } },
    { ...settings, site: { ...DEFAULT_LIMITS, quality: 5 } },
  ]
  for (const body of wrong) expect((await ask('PUT', '/alarm-settings', '8201', body)).status).toBe(422)
  expect((await ask('GET', '/alarm-settings', '8001')).status, 'an agent').toBe(403)
})
