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
