import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MessageBoxConfig, MessageDetail, MessageList } from '#protocol/messages'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { RecordingAging } from '../recording/aging.ts'
import type { RecordingRow } from '../recording/recording-store.ts'
import { saveTeam } from '../team/team-store.ts'
import { saveBox } from './box-store.ts'
import { messageKept } from './message-kept.ts'

const BOX: MessageBoxConfig = {
  ...{ id: 'parts', name: 'Spare parts', agents: [], teams: [], greetingPrompt: null, savedPrompt: null },
  ...{ maxMs: null, notice: true, most: null, keepDays: null },
}

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
const act = (method: string, path: string, as: string, body?: unknown) => ask(method, `/messages/${path}`, as, body)
const messages = async (as: string, query = ''): Promise<MessageList> =>
  (await ask('GET', `/messages${query}`, as)).body
const idsOf = async (as: string, query = '') => (await messages(as, query)).rows.map(({ id }) => id)
const detail = async (id: string, as: string): Promise<MessageDetail> => (await act('GET', id, as)).body
const unheard = async (as: string): Promise<number> => (await act('GET', 'unheard', as)).body.count
const nameOf = (number: string) => trial.people.find((person) => person.number === number)?.name ?? ''
const noticesOf = (number: string) =>
  trial.parts.hub
    .list('notice')
    .filter(({ agentId }) => agentId === idOf(number))
    .map(({ kind, from, text }) => `${kind} ${from} ${text}`)

function left(id: string, box: string, startedAt: number, durationMs = 4000): void {
  const { recordings, stores } = trial.parts
  recordings.insert({ id, callId: `call-${id}`, kind: 'message', box, startedAt })
  recordings.ready(id, { durationMs, bytes: 1, sha256: '', peaks: [[], []], format: 'wav', gaps: [] })
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

it('come from one’s queues, one’s teams and one’s own box, newest first; leaders have all (M2, M5)', async () => {
  expect(await idsOf('8001')).toEqual(['to-8001', 'to-service'])
  expect(await idsOf('8004')).toEqual(['to-care', 'to-service'])
  expect(await idsOf('8101')).toEqual(['to-care', 'to-8001', 'to-service'])
  const { core } = trial.parts.stores
  saveTeam(core, { id: 'night', name: 'Night', members: [idOf('8002')] })
  core.run(`insert into queue_team (queue_id, team_id, tier, place) values ('care', 'night', 1, 1)`)
  left('to-night', 'night', 4000)
  expect(await idsOf('8002')).toEqual(['to-night', 'to-care', 'to-service'])
  left('too-short', 'night', 5000, 999)
  expect(await idsOf('8002')).not.toContain('too-short')
})

it('name who called, with the number as the user may see it', async () => {
  const [agents] = (await messages('8001')).rows
  expect(agents).toMatchObject({ customerName: '孙丽华', number: { text: '139****5678', masked: true } })
  const [leaders] = (await messages('8101')).rows
  expect(leaders).toMatchObject({ number: { text: '13912345678', masked: false }, heardAt: null })
})

it('are narrowed by box, by what is still to do, by time, and read page by page', async () => {
  const first = await messages('8101', '?limit=2')
  expect([first.rows.map(({ id }) => id), first.more]).toEqual([['to-care', 'to-8001'], true])
  const second = await messages('8101', '?limit=2&before=to-8001')
  expect([second.rows.map(({ id }) => id), second.more]).toEqual([['to-service'], false])
  expect(await idsOf('8101', '?box=care')).toEqual(['to-care'])
  expect(await idsOf('8001', '?box=care')).toEqual([])
  expect(await idsOf('8001', '?mine=1')).toEqual(['to-8001'])
  expect(await idsOf('8101', '?from=1500&to=2500')).toEqual(['to-8001'])
  await act('PUT', 'to-8001/heard', '8001', { heard: true })
  await act('PUT', 'to-service/handled', '8001', { handled: true, calledBack: false })
  expect(await idsOf('8001', '?state=unheard')).toEqual(['to-service'])
  expect(await idsOf('8001', '?state=open')).toEqual(['to-8001'])
})

it('are marked heard by who heard first, and new again; all who listened stay known (M6)', async () => {
  const mark = (as: string, heard: boolean) => act('PUT', 'to-service/heard', as, { heard })
  expect(await unheard('8002')).toBe(1)
  expect((await mark('8001', true)).status).toBe(204)
  await mark('8002', true)
  await mark('8002', true)
  expect(await detail('to-service', '8002')).toMatchObject({
    heardBy: nameOf('8001'),
    steps: [
      { kind: 'heard', by: nameOf('8001') },
      { kind: 'heard', by: nameOf('8002') },
    ],
  })
  expect(await unheard('8002')).toBe(0)
  await mark('8002', false)
  expect((await detail('to-service', '8001')).heardAt).toBeNull()
  expect((await act('PUT', 'to-8001/heard', '8002', { heard: true })).status).toBe(404)
})

it('are handled by a word or by calling back, written on, and all of it is audited (M7, M12)', async () => {
  await act('PUT', 'to-service/handled', '8001', { handled: true, calledBack: true })
  await act('PUT', 'to-service/text', '8002', { note: 'Wants his parcel', transcript: '我的包裹呢' })
  expect(await detail('to-service', '8001')).toMatchObject({
    ...{ handledBy: nameOf('8001'), note: 'Wants his parcel', transcript: '我的包裹呢' },
    steps: [{ kind: 'called-back' }, { kind: 'written', by: nameOf('8002') }],
  })
  await act('PUT', 'to-service/handled', '8001', { handled: false, calledBack: false })
  expect(await detail('to-service', '8001')).toMatchObject({ handledAt: null, note: 'Wants his parcel' })
  const done = trial.parts.audit.list(null, 10).map(({ action, detail: how }) => `${action} ${how}`)
  expect(done).toEqual(expect.arrayContaining(['message-handled called-back', 'message-written written']))
})

it('are forwarded with a word, unheard again there; who forwarded from where stays (M8)', async () => {
  await act('PUT', 'to-8001/heard', '8001', { heard: true })
  const to = idOf('8003')
  expect((await act('POST', 'to-8001/forward', '8001', { box: 'nowhere', note: '' })).status).toBe(422)
  expect((await act('POST', 'to-8001/forward', '8002', { box: to, note: '' })).status).toBe(404)
  expect((await act('POST', 'to-8001/forward', '8001', { box: to, note: '请你回电' })).status).toBe(204)
  expect(await idsOf('8001')).not.toContain('to-8001')
  expect(await detail('to-8001', '8003')).toMatchObject({
    ...{ box: to, heardAt: null },
    steps: [{ kind: 'heard' }, { kind: 'forwarded', from: nameOf('8001'), to: nameOf('8003'), note: '请你回电' }],
  })
  expect(noticesOf('8003')).toEqual([`message 孙丽华 ${nameOf('8003')}`])
})

it('go into the bin, where nobody hears them, and come out again; after 30 days they are purged (M9)', async () => {
  expect((await act('DELETE', 'to-8001', '8001')).status).toBe(204)
  expect(await idsOf('8001')).toEqual(['to-service'])
  expect(await idsOf('8001', '?state=deleted')).toEqual(['to-8001'])
  expect((await ask('GET', '/recordings/to-8001.wav', '8001')).status).toBe(404)
  expect((await act('PUT', 'to-8001/heard', '8001', { heard: true })).status).toBe(409)
  expect((await act('POST', 'to-8001/restore', '8002')).status).toBe(404)
  await act('POST', 'to-8001/restore', '8001')
  expect(await idsOf('8001')).toEqual(['to-8001', 'to-service'])
  await act('DELETE', 'to-8001', '8001')
  const { recordings, now } = trial.parts
  const dayMs = 86_400_000
  const look = (at: number) => new RecordingAging({ ...trial.parts, now: () => at }).look()
  await look(now() + 29 * dayMs)
  expect(recordings.find('to-8001')?.state).toBe('ready')
  await look(now() + 31 * dayMs)
  expect(recordings.find('to-8001')?.state).toBe('deleted')
  expect(recordings.find('to-service')?.state).toBe('ready')
})

it('are told to their people when kept, and past for all once one has heard it; full boxes let the heard go (M10, M11)', async () => {
  const { recordings, stores, notices } = trial.parts
  notices.start()
  const kept = (id: string) => messageKept(trial.parts, recordings.find(id) as RecordingRow)
  kept('to-service')
  expect(noticesOf('8001')).toHaveLength(1)
  expect(noticesOf('8002')).toHaveLength(1)
  await act('PUT', 'to-service/heard', '8001', { heard: true })
  expect([...noticesOf('8001'), ...noticesOf('8002')]).toEqual([])
  saveBox(stores.core, { ...BOX, id: 'service', most: 2, notice: false })
  for (const [place, id] of ['second', 'third', 'fourth'].entries()) left(id, 'service', 5000 + place)
  kept('fourth')
  expect(noticesOf('8001')).toEqual([])
  expect(await idsOf('8001', '?box=service')).toEqual(['fourth', 'third', 'second'])
  expect(await idsOf('8001', '?box=service&state=deleted')).toEqual(['to-service'])
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
