// One's own calls as filtered at the seat, what was missed there, and dialling what one does not see.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallRow } from '#protocol/api'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { dialTarget } from '../number/dial-target.ts'
import { saveEntry } from '../number/number-book.ts'
import { rightsOf } from '../user/may.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const meOf = (number: string) => {
  const { userId, name, role } = trial.people.find((person) => person.number === number) ?? { userId: '', name: '' }
  const actor = { userId, role: role ?? 'agent', agentId: userId, leads: null }
  return { ...actor, number, name, language: 'en' as const, rights: rightsOf(actor) }
}
const list = async (query: string, as = '8001'): Promise<string[]> => {
  const reply = await trial.call('GET', `/api/v1/calls?${query}`, { as })
  const { rows } = (await reply.json()) as { rows: CallRow[] }
  return rows.map((row) => row.id)
}

type Call = {
  id: string
  agent: string | null
  direction?: string
  at: number
  talkMs?: number
  outcome?: string
  customer?: string
}
const KNOWN = '+8613912345678'
function insert({ id, agent, direction = 'in', at, talkMs = 0, outcome = 'answered', customer = KNOWN }: Call): void {
  trial.parts.stores.events.run(
    `insert into call_record values (?, ?, ?, '4008008888', null, 'service', ?, ?, ?, ?, 0, 0, 0, ?, 0,
     ?, 'normal', 'customer', '[]')`,
    id,
    direction,
    customer,
    agent,
    at,
    talkMs > 0 ? at : null,
    at + talkMs,
    talkMs,
    outcome,
  )
}
function offer(callId: string, agentId: string, at: number): void {
  trial.parts.stores.events.run(
    `insert into event (at, machine, machine_id, call_id, type, data) values (?, 'agent', ?, ?, 'offer', '{}')`,
    at,
    agentId,
    callId,
  )
}

it('calls are narrowed by time, direction, result and talk time, and to one’s own for those who read all', async () => {
  insert({ id: 'a', agent: idOf('8001'), at: 1000, talkMs: 60_000 })
  insert({ id: 'b', agent: idOf('8001'), at: 2000, direction: 'out', outcome: 'failed' })
  insert({ id: 'c', agent: idOf('8101'), at: 3000, talkMs: 5000 })
  expect(await list('from=1500')).toEqual(['b'])
  expect(await list('to=1500')).toEqual(['a'])
  expect(await list('direction=out')).toEqual(['b'])
  expect(await list('outcome=answered')).toEqual(['a'])
  expect(await list('queue=none')).toEqual([])
  expect(await list('minTalkMs=1&maxTalkMs=60000')).toEqual(['a'])
  expect(await list('minTalkMs=60001')).toEqual([])
  expect(await list('queue=service', '8101')).toEqual(['c', 'b', 'a'])
  expect(await list('', '8101')).toEqual(['c', 'b', 'a'])
  expect(await list('whose=mine', '8101')).toEqual(['c'])
  expect((await trial.call('GET', '/api/v1/calls?outcome=nonsense', { as: '8001' })).status).toBe(422)
})

it('missed is what rang here in the last fourteen days and was not taken here', async () => {
  const now = trial.clock.now
  const [me, other] = [idOf('8001'), idOf('8002')]
  for (const [id, agent] of [
    ['taken', me],
    ['by-other', other],
    ['given-up', null],
  ] as const) {
    insert({ id, agent, at: now - 1000, outcome: agent ? 'answered' : 'abandoned' })
    offer(id, me, now - 900)
  }
  insert({ id: 'old', agent: null, at: now - 15 * 86_400_000 })
  offer('old', me, now - 15 * 86_400_000)
  insert({ id: 'elsewhere', agent: other, at: now - 1000 })
  offer('elsewhere', other, now - 1000)
  const reply = await trial.call('GET', '/api/v1/missed-calls', { as: '8001' })
  const rows = (await reply.json()) as CallRow[]
  expect(rows.map((row) => row.id).toSorted()).toEqual(['by-other', 'given-up'])
})

it('a masked number is dialled by what it belongs to, and only by those who have to do with it', () => {
  const dial = (as: string, of?: { kind: 'call' | 'customer'; id: string }, to = '') =>
    dialTarget(trial.parts, meOf(as), { type: 'call.dial', id: 'i', to, customerId: null, ...(of ? { of } : {}) })
  insert({ id: 'mine', agent: idOf('8001'), at: 1 })
  insert({ id: 'rang', agent: null, at: 1 })
  offer('rang', idOf('8001'), 1)
  expect(dial('8001', { kind: 'call', id: 'mine' })).toBe('+8613912345678')
  expect(dial('8001', { kind: 'call', id: 'rang' })).toBe('+8613912345678')
  expect(dial('8002', { kind: 'call', id: 'mine' })).toBeNull()
  expect(dial('8002', { kind: 'call', id: 'rang' })).toBeNull()
  expect(dial('8101', { kind: 'call', id: 'mine' })).toBe('+8613912345678')
  const customer = trial.parts.stores.core.get<{ id: string }>(`select id from customer where name = 'Peter Novak'`)
  expect(dial('8002', { kind: 'customer', id: customer?.id ?? '' })).toBe('+420601234567')
  expect(dial('8002', { kind: 'customer', id: 'nobody' })).toBeNull()
  expect(dial('8002', { kind: 'call', id: 'mine' }, '10086')).toBe('10086')
})

it('F211 a caller of the number book is named in lists, where no customer is known', async () => {
  const stranger = '+862199990000'
  insert({ id: 'a', agent: idOf('8001'), at: 1000, customer: stranger })
  insert({ id: 'b', agent: idOf('8001'), at: 900 })
  insert({ id: 'c', agent: idOf('8001'), at: 800, customer: stranger, direction: 'internal' })
  const names = async () => {
    const reply = await trial.call('GET', '/api/v1/calls', { as: '8001' })
    return ((await reply.json()) as { rows: CallRow[] }).rows.map(({ customerName }) => customerName)
  }
  expect(await names()).toEqual(['', '孙丽华', ''])
  saveEntry(trial.parts.stores.core, { short: '61', number: stranger, name: '物业' })
  saveEntry(trial.parts.stores.core, { short: '62', number: KNOWN, name: '不用' })
  expect(await names()).toEqual(['物业', '孙丽华', ''])
})

const answered = (callId: string, score: number, node = 'n') =>
  trial.parts.stores.events.run(
    'insert into survey_answer (call_id, run_id, node, topic, score, queue_id, agent_id, at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[callId, callId, node, 'service', score, 'service', null, 1],
  )

it('calls are narrowed by what callers answered, and show the mean of it', async () => {
  for (const [at, id] of ['good', 'mixed', 'silent'].entries()) insert({ id, agent: idOf('8001'), at: 1000 - at })
  answered('good', 5)
  answered('mixed', 5)
  answered('mixed', 2, 'm')
  answered('mixed', 2, 'o')
  expect(await list('')).toEqual(['good', 'mixed', 'silent'])
  expect(await list('score=given')).toEqual(['good', 'mixed'])
  expect(await list('score=none')).toEqual(['silent'])
  expect(await list('score=2')).toEqual(['mixed'])
  expect(await list('score=1')).toEqual([])
  const reply = await trial.call('GET', '/api/v1/calls', { as: '8001' })
  const { rows } = (await reply.json()) as { rows: CallRow[] }
  expect(rows.map(({ satisfaction }) => satisfaction)).toEqual([5, 3, null])
  expect((await trial.call('GET', '/api/v1/calls?score=good', { as: '8001' })).status).toBe(422)
})

const titles = 'Time,Direction,Name,Number,Called,Queue,Agent,Result,Wait,Talk,Hold,Disposition,Score'.split(',')
const exported = (filter: object, as = '8101') => {
  const words = { titles, directions: { in: '呼入' }, outcomes: { answered: '已接通' } }
  return trial.call('POST', '/api/v1/calls/export', { as, body: { filter, ...words } })
}

it('a list is a file with all its rows: a mark for Excel, times of the site, numbers as text, no formula, in the trail', async () => {
  const at = Date.parse('2026-11-20T09:30:05+08:00')
  insert({ id: 'a', agent: idOf('8001'), at, talkMs: 3_723_000 })
  insert({ id: 'b', agent: null, at: at - 1000, customer: '+14155552671', outcome: 'abandoned' })
  trial.parts.stores.core.run(`update customer set name = '=HYPERLINK("http://x","y")' where name = '孙丽华'`)
  answered('a', 4)
  const reply = await exported({ queue: 'service' })
  expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const bytes = new Uint8Array(await reply.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const lines = new TextDecoder().decode(bytes).split('\r\n')
  expect(lines[0]).toBe(titles.join(','))
  expect(lines[1]).toMatch(
    /^2026-11-20 09:30:05,呼入,"'=HYPERLINK\(""http:\/\/x"",""y""\)",13912345678\t,4008008888\t,.+,.+,已接通,0:00:00,1:02:03,0:00:00,,4$/,
  )
  expect(lines[2]).toMatch(/^2026-11-20 09:30:04,呼入,,'\+14155552671,4008008888\t,.+,,abandoned,/)
  expect(lines.slice(3)).toEqual([''])
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'calls-exported', detail: '{"queue":"service"}' })
})

it('has all pages of a long list, each row once, and is not for agents', async () => {
  for (let at = 0; at < 1203; at++) insert({ id: `c${at}`, agent: idOf('8001'), at: 1000 + (at % 7) })
  const lines = (await (await exported({})).text()).split('\r\n')
  expect(lines).toHaveLength(1 + 1203 + 1)
  expect((await (await exported({ direction: 'out' })).text()).split('\r\n')).toHaveLength(2)
  expect((await exported({}, '8001')).status).toBe(403)
  expect((await exported({ before: 'c1' })).status).toBe(422)
})
