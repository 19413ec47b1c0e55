import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Area, ForcedInbound, InboundReply, InboundRule } from '#protocol/inbound-rules'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { loadConfiguration } from '../site/configuration-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const rule = {
  ...{ name: 'Nuisance', enabled: true, numbers: [], lines: [], time: null },
  caller: { prefixes: ['170'], countries: [], marks: [] },
  step: { kind: 'hang-up', prompt: null, language: 'en' },
}
const call = (method: string, path: string, body?: unknown, as = '8201') =>
  trial.call(method, `/api/v1/${path}`, { as, body })
const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await call(method, path, body)).json() as Promise<T>
const list = () => json<InboundRule[]>('GET', 'inbound-rules')
const tried = (from: string) =>
  json<InboundReply>('POST', 'inbound-trial', { from, to: '4008008888', line: null, at: trial.clock.now })

it('I2 rules are kept in the order given, and say who would get a call', async () => {
  const first = await json<InboundRule>('POST', 'inbound-rules', rule)
  const second = await json<InboundRule>('POST', 'inbound-rules', { ...rule, name: 'Again' })
  expect((await tried('17012345678')).rule).toEqual({ id: first.id, name: 'Nuisance' })
  await json('PUT', 'inbound-order', { ids: [second.id, first.id] })
  expect((await list()).map(({ name }) => name)).toEqual(['Again', 'Nuisance'])
  expect(await tried('17012345678')).toMatchObject({ by: 'rule', rule: { name: 'Again' } })
  await call('PUT', `inbound-rules/${second.id}`, { ...rule, enabled: false, name: 'Off' })
  expect((await tried('17012345678')).rules).toEqual([{ id: second.id, name: 'Off', why: ['off'] }])
  expect(await tried('13800138000')).toMatchObject({ by: 'number', rule: null, step: { kind: 'flow' } })
  expect((await call('DELETE', `inbound-rules/${second.id}`)).status).toBe(204)
  expect(await list()).toHaveLength(1)
  expect(trial.changes).toEqual(['inbound', 'inbound', 'inbound', 'inbound', 'inbound'])
})

it('I1 forced handling says who set it and since when, on and off', async () => {
  expect(await json<ForcedInbound>('GET', 'forced-inbound')).toEqual({ on: false, step: null, set: null })
  const forced = await json<ForcedInbound>('PUT', 'forced-inbound', { on: true, step: rule.step })
  const name = trial.people.find(({ number }) => number === '8201')?.name
  expect(forced).toEqual({ on: true, step: rule.step, set: { name, at: trial.clock.now } })
  expect(await tried('13800138000')).toMatchObject({ by: 'forced', step: rule.step })
  trial.clock.now += 60_000
  expect(await json<ForcedInbound>('PUT', 'forced-inbound', { on: false, step: rule.step })).toMatchObject({
    on: false,
    set: { at: trial.clock.now },
  })
  expect(await tried('13800138000')).toMatchObject({ by: 'number' })
})

it.each([
  ['lines', { lines: ['nowhere'] }],
  ['time', { time: { hours: 'nowhere', states: ['open'] } }],
  ['step', { step: { kind: 'queue', queue: 'nowhere', language: 'en' } }],
])('a rule whose %s are not there is refused, and nothing changes', async (field, wrong) => {
  const answer = await call('POST', 'inbound-rules', { ...rule, ...wrong })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(`"${field}"`)
  expect(await list()).toEqual([])
})

it('an order of other rules than there are is refused', async () => {
  await call('POST', 'inbound-rules', rule)
  expect((await call('PUT', 'inbound-order', { ids: ['other'] })).status).toBe(409)
})

it('leaders read the rules; agents do not', async () => {
  expect((await call('GET', 'inbound-rules', undefined, '8101')).status).toBe(200)
  expect((await call('PUT', 'forced-inbound', { on: true, step: rule.step }, '8101')).status).toBe(403)
  expect((await call('GET', 'inbound-rules', undefined, '8001')).status).toBe(403)
})

it('I7 a queue that is deleted takes its rule out of use, not the caller', async () => {
  const [queue] = loadConfiguration(trial.parts.stores.core).queues
  await call('POST', 'inbound-rules', { ...rule, step: { kind: 'queue', queue: queue?.id, language: 'en' } })
  expect((await tried('17012345678')).by).toBe('rule')
  trial.parts.stores.core.run('delete from queue where id = ?', queue?.id ?? '')
  expect(await tried('17012345678')).toMatchObject({ by: 'number', rules: [{ why: ['target'] }] })
})

it('I0, I5, I12 the trial says what is known of the caller: place, customer, lists, and the list that refuses him', async () => {
  const list = {
    ...{ name: 'Nuisance', kind: 'black', enabled: true, direction: 'in', only: false, fourEyes: false },
    ...{ defaultDays: null, answer: { kind: 'prompt', prompt: 'goodbye', language: 'en' } },
  }
  const { id } = await json<{ id: string }>('POST', 'number-lists', list)
  const entry = { kind: 'segment', first: '1700000', last: '1700009', note: '', until: null }
  const { id: entryId } = await json<{ id: string }>('POST', `number-lists/${id}/entries`, entry)
  expect(await tried('17000012345')).toMatchObject({ by: 'number', caller: { lists: [] } })
  await call('POST', `number-lists/${id}/approve`, { ids: [entryId] })
  expect(await tried('17000012345')).toEqual({
    by: 'list',
    list: { id, name: 'Nuisance', entry: entryId },
    rule: null,
    step: { kind: 'hang-up', prompt: 'goodbye', language: 'en' },
    rules: [],
    caller: {
      customer: null,
      marks: [],
      country: 'CN',
      area: null,
      lists: [{ id, name: 'Nuisance' }],
      entry: '1700000-1700009',
    },
  })
  await call('POST', 'inbound-rules', {
    ...{ ...rule, name: 'VIPs in Canton', caller: { prefixes: [], countries: [], marks: [], regions: ['CN-GD'] } },
    customer: [{ field: 'level', op: 'is', to: 'vip' }],
  })
  const landline = await tried('0755 2600 1234')
  expect(landline.rules).toMatchObject([{ name: 'VIPs in Canton', why: ['customer'] }])
  expect(landline.caller.area).toMatchObject({ code: '0755', names: { en: 'Shenzhen' }, province: 'CN-GD' })
  await trial.call('PUT', '/api/v1/priority-list', {
    as: '8201',
    body: { number: '075526001234', name: 'Li Lei', note: '', until: null },
  })
  expect(await tried('0755 2600 1234')).toMatchObject({
    ...{ by: 'rule', rule: { name: 'VIPs in Canton' } },
    caller: { customer: 'Li Lei', marks: ['vip'] },
  })
})

it('a region that is none is refused, and those that are are listed', async () => {
  const caller = { prefixes: [], countries: [], marks: [], regions: ['CN-XX'] }
  expect((await call('POST', 'inbound-rules', { ...rule, caller })).status).toBe(422)
  const areas = await json<Area[]>('GET', 'area-codes')
  expect([areas.length > 300, new Set(areas.map(({ province }) => province)).size]).toEqual([true, 31])
})
