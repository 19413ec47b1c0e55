import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRow } from '#protocol/api'
import type { ConsolePerson, ConsoleService } from '#protocol/console'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { findQueue, saveQueue } from '../queue/queue-store.ts'
import { loadConfiguration } from '../site/configuration-store.ts'

const ATTENDANT = '8301'
let trial: Trial

beforeAll(async () => {
  trial = await startTrial()
  const { core } = trial.parts.stores
  const queue = findQueue(core, 'care')
  const attendant = [...loadConfiguration(core).people.values()].find(({ number }) => number === ATTENDANT)
  if (!queue || !attendant) throw new Error('the demo has no attendant')
  saveQueue(core, { ...queue, members: [attendant.id] })
})
beforeEach(() => {
  trial.changes.length = 0
})
afterAll(() => trial.close())

const put = (path: string, body: unknown, as = ATTENDANT) =>
  trial.call('PUT', `/api/v1/console/${path}`, { as, body, headers: { origin: trial.base } })
const service = async (): Promise<ConsoleService> =>
  (await trial.call('GET', '/api/v1/console', { as: ATTENDANT })).json()
const settings = () => loadConfiguration(trial.parts.stores.core).console

describe('settings of the console', () => {
  it('CS1 tells whose calls are the console’s, and where they may go', async () => {
    const { queues, targets, fault, automatic } = await service()
    expect(queues.map(({ id }) => id)).toEqual(['care'])
    expect(targets.queues.map(({ id }) => id)).toContain('service')
    expect(targets.queues.map(({ id }) => id)).not.toContain('care')
    expect([fault, automatic]).toEqual([
      { target: null, set: null },
      { on: false, flow: null, set: null },
    ])
  })

  it('CS8 are set with the name and the time, told to the core and in the audit trail', async () => {
    const target = { kind: 'queue', queue: 'service' }
    const reply: ConsoleService = await (await put('fault-transfer', { target })).json()
    expect(reply.fault).toEqual({ target, set: { name: expect.stringMatching(/./), at: trial.clock.now } })
    expect(settings()?.fault.target).toEqual(target)
    expect(trial.changes).toEqual(['console'])
    const [flow] = (await service()).targets.flows
    await put('automatic', { on: true, flow: flow?.id })
    await put('automatic', { on: false, flow: flow?.id })
    expect(settings()?.automatic).toMatchObject({ on: false, flow: flow?.id })
    expect(settings()?.fault.target).toEqual(target)
    await put('fault-transfer', { target: null })
    expect(settings()?.fault.target).toBeNull()
    const audit: AuditRow[] = await (await trial.call('GET', '/api/v1/audit', { as: '8201' })).json()
    const rows = audit
      .filter(({ action }) => action === 'console-changed')
      .map(({ object, detail }) => [object, detail])
    expect(rows.toReversed()).toEqual([
      ['fault-transfer', 'queue service'],
      ['automatic-attendant', `flow ${flow?.id}`],
      ['automatic-attendant', 'off'],
      ['fault-transfer', 'off'],
    ])
  })

  it.each([
    ['CS7 a fault transfer to the console itself', 'fault-transfer', { target: { kind: 'queue', queue: 'care' } }],
    ['CS7 a queue that is none', 'fault-transfer', { target: { kind: 'queue', queue: 'nowhere' } }],
    ['CS7 a flow that is none', 'automatic', { on: true, flow: 'nowhere' }],
    ['an automatic attendant without a flow', 'automatic', { on: true, flow: null }],
    ['what is no target', 'fault-transfer', { target: 'service' }],
  ])('refuse %s', async (_what, path, body) => {
    const before = settings()
    expect((await put(path, body)).status).toBe(422)
    expect(settings()).toEqual(before)
  })

  it('CS9 an attendant’s calls are answered by themselves while the switch is on', async () => {
    const own = () =>
      [...loadConfiguration(trial.parts.stores.core).people.values()].find(({ number }) => number === ATTENDANT)
    const { autoAnswer }: ConsoleService = await (await put('auto-answer', { on: true })).json()
    expect([autoAnswer, own()?.autoAnswer, trial.changes]).toEqual([true, true, ['users']])
    await put('auto-answer', { on: false })
    expect(own()?.autoAnswer).toBe(false)
  })

  it('CS8 are not an agent’s', async () => {
    expect((await put('fault-transfer', { target: null }, '8001')).status).toBe(403)
  })
})

describe('people, changed at the console (CS10)', () => {
  const people = async (as = ATTENDANT): Promise<ConsolePerson[]> =>
    (await trial.call('GET', '/api/v1/console/people', { as })).json()
  const agent = async () => (await people()).find(({ number }) => number === '8001')

  it('F213, F226 name, language and class are kept, at once in force, and in the trail', async () => {
    const { id = '', name = '' } = (await agent()) ?? {}
    const reply = await put(`people/${id}`, { name: '新名', language: 'en', dialClass: 'local' })
    expect(reply.status).toBe(200)
    expect(await agent()).toEqual({ id, number: '8001', name: '新名', language: 'en', dialClass: 'local' })
    expect(trial.changes).toEqual(['users'])
    expect(loadConfiguration(trial.parts.stores.core).people.get(id)?.name).toBe('新名')
    expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'user-changed', object: id })
    await put(`people/${id}`, { name, language: 'zh-CN', dialClass: 'all' })
    expect(await agent()).toMatchObject({ name, dialClass: 'all' })
  })

  it('administrators are not there, agents may not, and what cannot be is refused', async () => {
    const admin = trial.people.find(({ number }) => number === '8201')?.userId ?? ''
    const body = { name: 'X', language: 'en', dialClass: 'all' }
    const { id = '' } = (await agent()) ?? {}
    expect((await people()).some((person) => person.id === admin)).toBe(false)
    expect((await put(`people/${admin}`, body)).status).toBe(404)
    expect((await put(`people/${id}`, body, '8001')).status).toBe(403)
    expect((await put(`people/${id}`, { ...body, dialClass: 'moon' })).status).toBe(422)
    expect((await put(`people/${id}`, { ...body, role: 'administrator' })).status).toBe(422)
  })
})
