import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WallboardConfig } from '#protocol/room-config'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import type { RawChange } from '../live/core-port.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  await ask('PUT', `/users/${idOf('8006')}`, '8201', {
    number: '8006',
    name: 'TV',
    role: 'wallboard',
    language: 'en',
    queues: [],
  })
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const ask = async (method: string, path: string, as: string, body?: object) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body ? { body } : {}) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const board: Omit<WallboardConfig, 'id'> = {
  name: 'Hall',
  tiles: ['longest-wait', 'waiting', 'queues'],
  queues: ['care'],
}

describe('a wallboard', () => {
  it('keeps the choice and the order of its tiles', async () => {
    const made = await ask('POST', '/walls', '8201', board)
    expect(made.body).toMatchObject(board)
    const { id } = made.body
    const changed = { ...made.body, tiles: ['waiting', 'idle', 'longest-wait'] }
    expect((await ask('PUT', `/walls/${id}`, '8201', changed)).body).toEqual(changed)
    expect((await ask('GET', `/walls/${id}`, '8006')).body).toMatchObject({
      board: changed,
      limits: { site: { quality: 3 } },
    })
    expect((await ask('GET', '/walls', '8006')).body).toContainEqual(changed)
    expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'wallboard-changed', detail: 'changed' })
    expect((await ask('DELETE', `/walls/${id}`, '8201')).status).toBe(204)
    expect((await ask('GET', `/walls/${id}`, '8006')).status).toBe(404)
  })

  it('is refused a tile that is none, one shown twice, and too many', async () => {
    for (const tiles of [['weather'], ['waiting', 'waiting'], []])
      expect((await ask('POST', '/walls', '8201', { ...board, tiles })).status, tiles.join()).toBe(422)
  })
})

describe('an account for a wallboard', () => {
  it('may show boards and nothing else', async () => {
    expect((await ask('POST', '/walls', '8006', board)).status).toBe(403)
    for (const path of ['/calls', '/customers', '/users', '/queues', '/alarms', '/status'])
      expect((await ask('GET', path, '8006')).status, path).toBe(403)
    const page = livePage(trial, '8006', ['site', 'seat', 'status', 'wall'])
    const refused = [(await page.next('refused')).id, (await page.next('refused')).id]
    expect(refused).toEqual(['topic:site', 'topic:status'])
    page.send({ type: 'agent.sign-in', id: '1' })
    expect(await page.next('refused')).toMatchObject({ id: '1', reason: 'no-right' })
  })

  it('is sent queues, agents and alarms, and no call', async () => {
    const page = livePage(trial, '8006', ['wall'])
    await page.next('snapshot')
    const kinds = ['queue', 'agent', 'alarm', 'call', 'supervision', 'line', 'notice'] as const
    trial.parts.hub.publish(kinds.map((kind) => ({ kind, id: 'x', value: { id: 'x' } }) as unknown as RawChange))
    expect((await page.next('delta')).changes.map(({ kind }) => kind)).toEqual(['queue', 'agent', 'alarm'])
  })
})
