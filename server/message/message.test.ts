import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MessageRow } from '#protocol/desk'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  left('to-service', 'service', 1000)
  left('to-care', 'care', 3000)
  left('to-8001', idOf('8001'), 2000)
})
afterEach(() => trial.close())

const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const ask = async (method: string, path: string, as: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text.startsWith('[') || text.startsWith('{') ? JSON.parse(text) : text }
}
const messages = async (as: string): Promise<MessageRow[]> => (await ask('GET', '/messages', as)).body

function left(id: string, box: string, startedAt: number): void {
  const { recordings, stores } = trial.parts
  recordings.insert({ id, callId: `call-${id}`, kind: 'message', box, startedAt })
  recordings.ready(id, { durationMs: 4000, bytes: 1, sha256: '', peaks: [[], []], format: 'wav', gaps: [] })
  stores.events.run(
    `insert into call_record values (?, 'in', '+8613912345678', '4008008888', null, null, null, ?, ?, ?, 0, 0, 0, 0, 0,
     'message', 'normal', 'customer', '[]')`,
    `call-${id}`,
    startedAt,
    startedAt,
    startedAt + 4000,
  )
}
function serves(number: string, activity: 'idle' | 'talking' | 'wrap-up'): void {
  const id = idOf(number)
  const value = {
    id,
    number,
    name: number,
    presence: 'available' as const,
    reason: null,
    activity,
    reachable: true,
    since: 0,
    callId: null,
    awayUntil: null,
    wrapUpUntil: null,
    queues: [],
    onHold: [],
    teams: [],
    doNotDisturb: 'off' as const,
    callsToday: 0,
  }
  trial.parts.hub.publish([{ kind: 'agent', id, value }])
}

it('come from one’s queues, one’s teams’ queues and one’s own box, oldest first; leaders have all', async () => {
  expect((await messages('8001')).map(({ id }) => id)).toEqual(['to-service', 'to-8001'])
  expect((await messages('8004')).map(({ id }) => id)).toEqual(['to-service', 'to-care'])
  expect((await messages('8101')).map(({ id }) => id)).toEqual(['to-service', 'to-8001', 'to-care'])
  const { core } = trial.parts.stores
  saveTeam(core, { id: 'night', name: 'Night', members: [idOf('8002')] })
  core.run(`insert into queue_team (queue_id, team_id, tier, place) values ('care', 'night', 1, 1)`)
  expect((await messages('8002')).map(({ id }) => id)).toEqual(['to-service', 'to-care'])
})

it('name who called, with the number as the user may see it', async () => {
  const [agents] = await messages('8001')
  expect(agents).toMatchObject({ customerName: '孙丽华', number: { text: '139****5678', masked: true } })
  const [leaders] = await messages('8101')
  expect(leaders).toMatchObject({ number: { text: '13912345678', masked: false }, heardAt: null })
})

it('are marked heard by who heard first, and new again', async () => {
  const mark = (as: string, heard: boolean) => ask('PUT', '/messages/to-service/heard', as, { heard })
  expect((await mark('8001', true)).status).toBe(204)
  await mark('8002', true)
  const [row] = await messages('8002')
  expect(row).toMatchObject({ heardBy: trial.people.find(({ number }) => number === '8001')?.name })
  await mark('8002', false)
  expect((await messages('8001'))[0]?.heardAt).toBeNull()
  expect((await ask('PUT', '/messages/to-8001/heard', '8002', { heard: true })).status).toBe(404)
})

it('are not heard while a call is served (F158), nor by strangers to the box', async () => {
  const play = async (as: string) => (await ask('GET', '/recordings/to-service.wav', as)).status
  serves('8001', 'talking')
  expect(await play('8001')).toBe(409)
  serves('8001', 'wrap-up')
  // Let through: there is no file behind this row.
  expect(await play('8001')).toBe(500)
  expect((await ask('GET', '/recordings/to-8001.wav', '8002')).status).toBe(404)
})
