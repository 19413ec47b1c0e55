import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRow } from '#protocol/api'
import type { WakeUpBody, WakeUpRow } from '#protocol/wake-ups'
import { idleCore, startTrial, type Trial } from '../http/trial-server.ts'
import type { Effect } from '../machine/effects.ts'
import { listAgents } from '../user/user-store.ts'
import { newWakeUp, type OpenWakeUp, stepWakeUp, type WakeUp } from './wake-up.ts'
import type { WakeUpInput, WakeUpWish } from './wake-up-inputs.ts'
import { insertWakeUp } from './wake-up-store.ts'

const URL = '/api/v1/wake-ups'
let trial: Trial
let open: Map<string, WakeUp>

/** The machines themselves, without calls. */
function tell(id: string, input: WakeUpInput): void {
  const [next, effects]: [WakeUp, Effect[]] = stepWakeUp(open.get(id) ?? newWakeUp(id), input, trial.clock.now)
  open.set(id, next)
  for (const effect of effects)
    if (effect.type === 'record-wake-up') insertWakeUp(trial.parts.stores.events, effect.record)
}
const isOpen = (wakeUp: WakeUp): wakeUp is OpenWakeUp => wakeUp.state !== 'new' && wakeUp.state !== 'ended'

beforeAll(async () => {
  open = new Map()
  trial = await startTrial({
    ports: {
      core: {
        ...idleCore,
        wakeUps: () => [...open.values()].filter(isOpen),
        setWakeUp: async (wish: WakeUpWish) => {
          const id = `w${open.size + 1}`
          tell(id, { type: 'set', wish })
          return id
        },
        cancelWakeUp: async (id: string) => tell(id, { type: 'cancel' }),
      },
    },
  })
})
beforeEach(() => open.clear())
afterAll(() => trial.close())

const body = (more: Partial<WakeUpBody> = {}): WakeUpBody => ({
  to: { kind: 'number', number: '138 0013 8000' },
  at: trial.clock.now + 3_600_000,
  zone: 'Asia/Shanghai',
  repeat: 'daily',
  language: 'zh-CN',
  confirm: true,
  tries: 3,
  pauseMs: 300_000,
  ...more,
})
const headers = () => ({ origin: trial.base })
const post = (asked: unknown, as = '8301') => trial.call('POST', URL, { as, body: asked, headers: headers() })
const listed = async (as = '8301'): Promise<WakeUpRow[]> => (await trial.call('GET', URL, { as })).json()
const codeOf = async (reply: Response) => [
  reply.status,
  ((await reply.json()) as { error: { code: string } }).error.code,
]
const agent = () => listAgents(trial.parts.stores.core).find(({ number }) => number === '8001')

describe('wake-up calls', () => {
  it('WU1, WU14 are set for a number and for a person, and listed by their times', async () => {
    const asked = body()
    expect(await (await post(asked)).json()).toEqual({ id: 'w1' })
    const person = { ...asked, to: { kind: 'agent', agentId: agent()?.id }, at: asked.at - 60_000, repeat: 'once' }
    await post(person)
    expect(open.get('w1')).toMatchObject({ wish: { to: { kind: 'number', number: '+8613800138000' }, confirm: true } })
    expect(open.get('w2')).toMatchObject({ wish: { to: person.to, confirm: false } })
    const rows = new Map((await listed()).map((row) => [row.id, row]))
    const { name = '' } = agent() ?? {}
    expect(rows.get('w2')).toMatchObject({ to: { kind: 'agent', number: '8001', name }, state: 'set', repeat: 'once' })
    expect(rows.get('w1')).toMatchObject({ to: { kind: 'number', name: '' }, at: asked.at, tries: 3, endedAt: null })
  })

  it.each<[string, (more: WakeUpBody) => Partial<WakeUpBody>, [number, string]]>([
    ['a number that is none', () => ({ to: { kind: 'number', number: 'abc' } }), [422, 'number-invalid']],
    ['a number abroad', () => ({ to: { kind: 'number', number: '+442079460000' } }), [422, 'number-not-allowed']],
    ['nobody', () => ({ to: { kind: 'agent', agentId: 'nobody' } }), [422, 'invalid']],
    ['WU14 a time that is past', ({ at }) => ({ at: at - 3_700_000 }), [422, 'invalid']],
    ['WU14 a time far away', ({ at }) => ({ at: at + 15 * 86_400_000 }), [422, 'invalid']],
    ['a zone that is none', () => ({ zone: 'Moon/Crater' }), [422, 'invalid']],
    ['more tries than ten', () => ({ tries: 11 }), [422, 'invalid']],
  ])('refuses %s', async (_what, more, expected) => {
    const asked = body()
    expect(await codeOf(await post({ ...asked, ...more(asked) }))).toEqual(expected)
    expect(open.size).toBe(0)
  })

  it('WU14 are not doubled', async () => {
    await post(body())
    expect(await codeOf(await post(body({ to: { kind: 'number', number: '13800138000' } })))).toEqual([409, 'conflict'])
    expect((await post(body({ at: trial.clock.now + 7_200_000 }))).status).toBe(200)
  })

  it('WU15 are a thousand at most', async () => {
    await post(body())
    const one = open.get('w1') as WakeUp
    for (let i = 2; i <= 1000; i++) open.set(`w${i}`, { ...one, id: `w${i}` })
    expect(await codeOf(await post(body({ at: trial.clock.now + 7_200_000 })))).toEqual([409, 'limit-reached'])
  })

  it('WU8, WU10 are taken back, which is a result, and in the audit trail', async () => {
    await post(body())
    const gone = () => trial.call('DELETE', `${URL}/w1`, { as: '8301', headers: headers() })
    expect((await gone()).status).toBe(204)
    expect((await listed()).find(({ id }) => id === 'w1')).toMatchObject({
      state: 'cancelled',
      endedAt: trial.clock.now,
    })
    expect((await gone()).status).toBe(404)
    const audit: AuditRow[] = await (await trial.call('GET', '/api/v1/audit', { as: '8201' })).json()
    expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['wake-up-set', 'wake-up-cancelled']))
  })

  it('WU14 are not for an agent', async () => {
    expect((await post(body(), '8001')).status).toBe(403)
    expect((await trial.call('GET', URL, { as: '8001' })).status).toBe(403)
  })
})
