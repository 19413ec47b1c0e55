import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DispositionConfig, ScriptConfig } from '#protocol/desk'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import { deleteScript, listScripts } from './script-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  for (const { id } of listScripts(trial.parts.stores.core)) deleteScript(trial.parts.stores.core, id)
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, as: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const PHRASE = { kind: 'phrase', name: 'Greeting', text: 'Good day, {agent}', queues: [], place: 2 }

it('phrases and scripts are added, changed and taken away by leaders, and read by agents in their order', async () => {
  const made = await ask('POST', '/scripts', '8101', { ...PHRASE, id: 'hello' })
  expect(made).toMatchObject({ status: 200, body: { ...PHRASE, id: 'hello' } })
  await ask('POST', '/scripts', '8101', { ...PHRASE, name: 'Farewell', place: 1 })
  await ask('POST', '/scripts', '8101', { ...PHRASE, kind: 'script', name: 'Returns', queues: ['service'] })
  const names = async () => ((await ask('GET', '/scripts', '8001')).body as ScriptConfig[]).map(({ name }) => name)
  expect(await names()).toEqual(['Farewell', 'Greeting', 'Returns'])
  await ask('PUT', '/scripts/hello', '8101', { ...PHRASE, name: 'Welcome', place: 0 })
  expect(await names()).toEqual(['Welcome', 'Farewell', 'Returns'])
  expect((await ask('DELETE', '/scripts/hello', '8101')).status).toBe(204)
  expect((await ask('DELETE', '/scripts/hello', '8101')).status).toBe(404)
  expect(trial.changes).toEqual(['scripts', 'scripts', 'scripts', 'scripts', 'scripts'])
})

it('an agent cannot write them; a queue that is not is refused', async () => {
  expect((await ask('POST', '/scripts', '8001', PHRASE)).status).toBe(403)
  expect((await ask('POST', '/scripts', '8101', { ...PHRASE, queues: ['none'] })).body.error.field).toBe('queues')
  expect((await ask('POST', '/scripts', '8101', { ...PHRASE, text: '' })).status).toBe(422)
})

it('results are there from the start, added, changed, and retired but never lost', async () => {
  const list = async () => (await ask('GET', '/dispositions', '8001')).body as DispositionConfig[]
  expect((await list()).map(({ code }) => code)).toEqual([
    'solved',
    'follow-up',
    'handed-over',
    'wrong-number',
    'complaint',
    'other',
  ])
  const body = { zh: '退货', en: 'Return', place: 0, retired: false }
  const made = await ask('POST', '/dispositions', '8201', body)
  expect((await list())[0]).toMatchObject({ ...body, code: made.body.code })
  await ask('PUT', `/dispositions/${made.body.code}`, '8201', { ...body, zh: '退换货' })
  expect((await list())[0]?.zh).toBe('退换货')
  expect((await ask('DELETE', '/dispositions/other', '8201')).status).toBe(204)
  expect((await list()).find(({ code }) => code === 'other')).toMatchObject({ retired: true, en: 'Other' })
  expect((await ask('PUT', '/dispositions/other', '8101', body)).status).toBe(403)
})

it('open pages are told at once', async () => {
  const page = livePage(trial, '8001', ['seat'])
  await page.next('snapshot')
  await ask('POST', '/scripts', '8101', PHRASE)
  expect(await page.next('desk.changed')).toEqual({ type: 'desk.changed', what: 'scripts' })
  await ask('DELETE', '/dispositions/other', '8201')
  expect(await page.next('desk.changed')).toEqual({ type: 'desk.changed', what: 'dispositions' })
  page.socket.close()
})
