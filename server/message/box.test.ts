import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MessageBox, MessageBoxConfig } from '#protocol/messages'
import { flowSample } from '../../tests/harness/samples.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { loadConfiguration } from '../site/configuration-store.ts'
import { saveTeam } from '../team/team-store.ts'
import { withBoxes } from './box-flow.ts'
import { peopleOf } from './box-people.ts'

const BODY: Omit<MessageBoxConfig, 'id'> = {
  ...{ name: 'Spare parts', agents: [], teams: [], greetingPrompt: null, savedPrompt: null, maxMs: null },
  ...{ notice: true, most: null, keepDays: null },
}
let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const ask = async (method: string, path: string, as: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}

it('are set up by administrators, read by leaders; who and what they name must be there', async () => {
  expect((await ask('POST', '/message-boxes', '8101', BODY)).status).toBe(403)
  expect((await ask('POST', '/message-boxes', '8201', { ...BODY, agents: ['nobody'] })).body.error.field).toBe('agents')
  expect((await ask('POST', '/message-boxes', '8201', { ...BODY, teams: ['none'] })).body.error.field).toBe('teams')
  const unsaid = await ask('POST', '/message-boxes', '8201', { ...BODY, greetingPrompt: 'no-such' })
  expect(unsaid.body.error.field).toBe('greetingPrompt')
  const made = await ask('POST', '/message-boxes', '8201', { ...BODY, id: 'parts' })
  expect(made).toMatchObject({ status: 200, body: { ...BODY, id: 'parts' } })
  expect((await ask('POST', '/message-boxes', '8201', { ...BODY, id: 'parts' })).status).toBe(409)
  await ask('PUT', '/message-boxes/parts', '8201', { ...BODY, name: 'Spares', keepDays: 90 })
  expect((await ask('GET', '/message-boxes', '8101')).body).toMatchObject([{ name: 'Spares', keepDays: 90 }])
  expect((await ask('DELETE', '/message-boxes/parts', '8201')).status).toBe(204)
  expect(trial.changes).toEqual(['boxes', 'boxes', 'boxes'])
})

it('every agent, queue and team has one; those named hear it, beside its own people (M1, M2)', async () => {
  const { core } = trial.parts.stores
  saveTeam(core, { id: 'night', name: 'Night', members: [idOf('8002')] })
  await ask('POST', '/message-boxes', '8201', { ...BODY, id: 'parts', agents: [idOf('8001')], teams: ['night'] })
  const mine = async (as: string) =>
    ((await ask('GET', '/messages/boxes', as)).body as MessageBox[]).filter((box) => box.mine).map(({ id }) => id)
  expect(await mine('8001')).toEqual(expect.arrayContaining(['parts', 'service', idOf('8001')]))
  expect(await mine('8002')).toEqual(expect.arrayContaining(['parts', 'night', idOf('8002')]))
  expect(await mine('8003')).not.toContain('parts')
  expect(peopleOf(core, 'parts')).toEqual([idOf('8001'), idOf('8002')])
  expect(peopleOf(core, idOf('8003'))).toEqual([idOf('8003')])
})

it('say their own greeting and length in a flow that leads to them, and what follows the message (M3)', async () => {
  const box = { ...BODY, id: 'service', greetingPrompt: 'closed', savedPrompt: 'goodbye', maxMs: 60_000 }
  const flow = withBoxes(flowSample(), [box])
  expect(flow.nodes.filter(({ id }) => id.startsWith('message'))).toEqual([
    { id: 'message', kind: 'message', prompt: 'closed', maxMs: 60_000, box: 'service', next: 'message.saved' },
    { id: 'message.saved', kind: 'play', prompt: 'goodbye', next: 'saved' },
  ])
  const longer = withBoxes(flowSample(), [{ ...BODY, id: 'service', maxMs: 600_000 }])
  expect(longer).toEqual(flowSample())
  expect(withBoxes(flowSample(), [{ ...box, id: 'care' }])).toEqual(flowSample())
  await ask('POST', '/message-boxes', '8201', box)
  const { flows } = loadConfiguration(trial.parts.stores.core)
  const taken = flows.flatMap(({ nodes }) => nodes).filter((node) => node.kind === 'message' && node.box === 'service')
  expect(taken.length).toBeGreaterThan(0)
  for (const node of taken) expect(node).toMatchObject({ prompt: 'closed' })
  const prompt = await ask('GET', '/prompts/closed', '8201')
  expect(prompt.body.usedBy).toContainEqual(expect.objectContaining({ kind: 'message-box', id: 'service' }))
})
