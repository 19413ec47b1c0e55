import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'
import { createNotices } from './notices.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  saveTeam(trial.parts.stores.core, { id: 'red', name: 'Red', members: [idOf('8001'), idOf('8002')] })
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const send = async (to: object, as = '8101', text = 'Come to the front desk') => {
  const reply = await trial.call('POST', '/api/v1/notices', { as, body: { to, text } })
  return { status: reply.status, count: reply.ok ? ((await reply.json()) as { count: number }).count : null }
}
const unread = () => trial.parts.hub.list('notice').map(({ agentId }) => agentId)
const read = async (id: string, as: string) => (await trial.call('POST', `/api/v1/notices/${id}/read`, { as })).status

describe('a notice', () => {
  it('comes to the seat of whom it is for, and to no other, until it is read', async () => {
    const page = livePage(trial, '8001', ['seat'])
    const other = livePage(trial, '8002', ['seat'])
    await Promise.all([page.next('snapshot'), other.next('snapshot')])
    expect(await send({ kind: 'agent', id: idOf('8001') })).toEqual({ status: 200, count: 1 })
    const [change] = (await page.next('delta')).changes
    const name = trial.people.find(({ number }) => number === '8101')?.name
    expect(change).toMatchObject({
      kind: 'notice',
      value: { kind: 'line', from: name, text: 'Come to the front desk' },
    })
    expect(await read(change?.id ?? '', '8002'), 'somebody else').toBe(404)
    expect(await read(change?.id ?? '', '8001')).toBe(204)
    expect((await page.next('delta')).changes).toEqual([{ kind: 'notice', id: change?.id, value: null }])
    other.send({ type: 'ping' })
    await other.next('pong')
    expect(other.messages.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'pong'])
  })

  it('goes to a team or to everybody but the sender, and is audited with its words', async () => {
    expect((await send({ kind: 'team', id: 'red' })).count).toBe(2)
    expect(unread().toSorted()).toEqual([idOf('8001'), idOf('8002')].toSorted())
    expect((await send({ kind: 'all' })).count).toBe(7)
    const entry = { action: 'notice-sent', object: 'all', detail: 'Come to the front desk' }
    expect(trial.parts.audit.list(null, 1)[0]).toMatchObject(entry)
  })

  it('reaches no further than who sends it', async () => {
    setLeads(trial.parts.stores.core, idOf('8101'), ['red'])
    expect((await send({ kind: 'all' })).count).toBe(2)
    expect((await send({ kind: 'agent', id: idOf('8003') })).status).toBe(403)
    expect((await send({ kind: 'team', id: 'none' })).status).toBe(404)
    saveTeam(trial.parts.stores.core, { id: 'blue', name: 'Blue', members: [idOf('8003')] })
    expect((await send({ kind: 'team', id: 'blue' })).status).toBe(403)
    expect((await send({ kind: 'agent', id: idOf('8001') }, '8002')).status, 'an agent').toBe(403)
    expect((await send({ kind: 'agent', id: idOf('8001') }, '8101', '')).status, 'no words').toBe(422)
    expect((await send({ kind: 'agent', id: idOf('8201') })).status, 'who has no seat').toBe(404)
  })

  it('that was not read is there again after a restart, for a month', async () => {
    await send({ kind: 'team', id: 'red' })
    const [first] = trial.parts.hub.list('notice')
    await read(first?.id ?? '', trial.people.find(({ userId }) => userId === first?.agentId)?.number ?? '')
    const shown: string[] = []
    const later = (ms: number) => {
      shown.length = 0
      const { events } = trial.parts.stores
      createNotices(
        events,
        (changes) => shown.push(...changes.map(({ id }) => id)),
        () => trial.clock.now + ms,
      ).start()
      return shown.length
    }
    expect([later(0), later(29 * 86_400_000), later(31 * 86_400_000)]).toEqual([1, 1, 0])
  })
})
