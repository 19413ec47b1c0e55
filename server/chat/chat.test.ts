import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ChatLine } from '#protocol/desk'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'
import { insertUser } from '../user/user-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const ask = async (method: string, path: string, as: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  return { status: reply.status, body: (await reply.json()) as ChatLine[] & ChatLine }
}
const lines = async (as: string): Promise<ChatLine[]> => (await ask('GET', '/chat', as)).body
const say = (as: string, line: string, text: string) => ask('POST', `/chat/${idOf(line)}`, as, { text })

it('agent and leader write to each other; each sees what the other wrote as unread until it is read', async () => {
  await say('8001', '8001', 'May I refund?')
  const atLeader = (await lines('8101')).find(({ agentId }) => agentId === idOf('8001'))
  expect(atLeader).toMatchObject({ unread: 1, messages: [{ text: 'May I refund?', fromId: idOf('8001') }] })
  const answered = await say('8101', '8001', 'Up to 200')
  expect(answered.body.unread).toBe(0)
  const [atAgent] = await lines('8001')
  expect(atAgent?.messages.map(({ text }) => text)).toEqual(['May I refund?', 'Up to 200'])
  expect(atAgent?.unread).toBe(1)
  await ask('PUT', `/chat/${idOf('8001')}/read`, '8001', { seq: atAgent?.messages.at(-1)?.seq })
  expect((await lines('8001'))[0]?.unread).toBe(0)
})

it('the pages of both are told', async () => {
  const pages = [livePage(trial, '8001', ['seat'], 'a'), livePage(trial, '8101', ['seat'], 'b')]
  for (const page of pages) await page.next('snapshot')
  await say('8001', '8001', 'Hello')
  for (const page of pages) {
    expect(await page.next('desk.changed')).toEqual({ type: 'desk.changed', what: 'chat' })
    page.socket.close()
  }
})

it('an agent has his own line only; the leader of a team those of its people, one without a team those of all', async () => {
  expect((await say('8002', '8001', 'Hi')).status).toBe(404)
  expect(await lines('8002')).toHaveLength(1)
  expect(await lines('8101')).toHaveLength(6)
  const { core } = trial.parts.stores
  insertUser(core, { id: 'second', number: '8102', name: 'Second', role: 'supervisor', language: 'en' }, 0)
  saveTeam(core, { id: 'day', name: 'Day', members: [idOf('8001'), idOf('8101')] })
  saveTeam(core, { id: 'night', name: 'Night', members: [idOf('8002'), 'second'] })
  expect((await lines('8001'))[0]?.leaders).toEqual([trial.people.find(({ number }) => number === '8101')?.name])
  expect((await lines('8002'))[0]?.leaders).toEqual(['Second'])
  expect((await lines('8101')).map(({ agentId }) => agentId)).not.toContain(idOf('8002'))
  expect((await say('8101', '8002', 'Hi')).status).toBe(404)
})

it('an empty and an overlong message are refused', async () => {
  expect((await say('8001', '8001', '')).status).toBe(422)
  expect((await say('8001', '8001', 'x'.repeat(501))).status).toBe(422)
})
