import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallbackBody, CallbackRow, Callbacks } from '#protocol/api'
import { idleCore, startTrial, type Trial } from '../http/trial-server.ts'
import type { Effect } from '../machine/effects.ts'
import { findQueue, saveQueue } from '../queue/queue-store.ts'
import { type Callback, newCallback, type OpenCallback, stepCallback } from './callback.ts'
import type { CallbackInput, CallbackRecord, CallbackWish } from './callback-inputs.ts'
import { insertCallback } from './callback-store.ts'

const URL = '/api/v1/callbacks'
let trial: Trial
let open: Map<string, Callback>
let records: CallbackRecord[]

/** The machines themselves, without turns. */
function tell(id: string, input: CallbackInput): void {
  const [next, effects]: [Callback, Effect[]] = stepCallback(open.get(id) ?? newCallback(id), input, trial.clock.now)
  open.set(id, next)
  for (const effect of effects) if (effect.type === 'record-callback') records.push(effect.record)
}
const isOpen = (callback: Callback): callback is OpenCallback => callback.state !== 'new' && callback.state !== 'ended'

beforeAll(async () => {
  open = new Map()
  trial = await startTrial({
    ports: {
      core: {
        ...idleCore,
        callbacks: () => [...open.values()].filter(isOpen),
        askCallback: async (wish: CallbackWish) => {
          const id = `b${open.size + 1}`
          tell(id, { type: 'ask', wish })
          return id
        },
        cancelCallback: async (id: string) => tell(id, { type: 'cancel' }),
      },
    },
  })
  const queue = findQueue(trial.parts.stores.core, 'service')
  if (!queue) throw new Error('the demo has no service queue')
  const callback = { tries: 4, pauseMs: 90_000, prompt: 'callback-hello' }
  saveQueue(trial.parts.stores.core, { ...queue, callback })
  const [first] = queue.members
  saveQueue(trial.parts.stores.core, { ...queue, id: 'vip', name: 'VIP', members: first ? [first] : [], callback })
})
beforeEach(() => {
  open.clear()
  records = []
})
afterAll(() => trial.close())

const body = (more: Partial<CallbackBody> = {}): CallbackBody => ({
  number: '138 0013 8000',
  queueId: 'service',
  wishedAt: null,
  language: 'en',
  ...more,
})
const post = (as: string, asked: unknown) =>
  trial.call('POST', URL, { as, body: asked, headers: { origin: trial.base } })
const listed = async (as: string): Promise<Callbacks> => (await trial.call('GET', URL, { as })).json()
const codeOf = async (reply: Response) => [
  reply.status,
  ((await reply.json()) as { error: { code: string } }).error.code,
]

describe('call-backs', () => {
  it('B1 are asked for with what the queue promises today', async () => {
    const reply = await post('8001', body({ wishedAt: trial.clock.now + 60_000 }))
    expect(await reply.json()).toEqual({ id: 'b1' })
    expect(open.get('b1')).toMatchObject({
      state: 'asked',
      number: '+8613800138000',
      place: trial.clock.now,
      dueAt: trial.clock.now + 60_000,
      tries: 4,
      pauseMs: 90_000,
      askedBy: { kind: 'user' },
    })
  })

  it.each<[string, Partial<CallbackBody>, [number, string]]>([
    ['a number that is none', { number: 'abc' }, [422, 'number-invalid']],
    ['a number abroad', { number: '+442079460000' }, [422, 'number-not-allowed']],
    ['B18 a time that is past', { wishedAt: 1000 }, [422, 'invalid']],
    ['B18 a time far away', { wishedAt: 1_900_000_000_000 }, [422, 'invalid']],
    ['B19 a queue that does not call back', { queueId: 'care' }, [409, 'conflict']],
    ['a queue that is none', { queueId: 'nowhere' }, [404, 'not-found']],
  ])('refuses %s', async (_what, more, expected) => {
    expect(await codeOf(await post('8101', body(more)))).toEqual(expected)
    expect(open.size).toBe(0)
  })

  it('B16 are not doubled', async () => {
    await post('8001', body())
    expect(await codeOf(await post('8001', body({ number: '13800138000' })))).toEqual([409, 'conflict'])
  })

  it('B17 of queues that one does not serve are not there for an agent', async () => {
    await post('8101', body({ queueId: 'vip' }))
    await post('8101', body())
    const names = async (as: string) => (await listed(as)).rows.map((row: CallbackRow) => row.queueName)
    expect((await names('8101')).toSorted()).toEqual(['Service', 'VIP'])
    expect(await names('8002')).toEqual(['Service'])
    expect((await post('8002', body({ queueId: 'vip', number: '13800138001' }))).status).toBe(404)
    const gone = (as: string) => trial.call('DELETE', `${URL}/b1`, { as, headers: { origin: trial.base } })
    expect((await gone('8002')).status).toBe(404)
    expect((await gone('8101')).status).toBe(204)
    expect(records).toMatchObject([{ id: 'b1', result: 'cancelled' }])
    expect((await gone('8101')).status).toBe(404)
  })

  it('are listed open ones first, with numbers masked for agents', async () => {
    await post('8101', body())
    await trial.call('DELETE', `${URL}/b1`, { as: '8101', headers: { origin: trial.base } })
    for (const record of records) insertCallback(trial.parts.stores.events, record)
    await post('8101', body({ number: '13900139000' }))
    const rows = async (as: string) => (await listed(as)).rows.map(({ id, state, number }) => [id, state, number.text])
    expect(await rows('8101')).toEqual([
      ['b2', 'due', '13900139000'],
      ['b1', 'cancelled', '13800138000'],
    ])
    expect((await rows('8002')).map((row) => row[2])).toEqual(['139****9000', '138****8000'])
    expect((await listed('8002')).queues).toEqual([{ id: 'service', name: 'Service' }])
  })

  it('are not for who is not signed in', async () => {
    expect((await trial.call('GET', URL)).status).toBe(401)
  })
})
