import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EntryBody, EntryPage, ImportReply, ListEntry, NumberList, NumberListRow } from '#protocol/number-lists'
import { guardOn } from '../../tests/harness/toll-world.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { callerFacts } from '../inbound/caller-facts.ts'
import { mayBeCalled } from '../outbound/may-be-called.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { standingsOf } from './standing.ts'

const NUMBER = '+8613899990000'
const black = {
  ...{ name: 'Nuisance', kind: 'black', enabled: true, direction: 'both', only: false, fourEyes: true },
  ...{ defaultDays: null, answer: { kind: 'busy' } },
} satisfies Omit<NumberList, 'id'>
const entry: EntryBody = { kind: 'number', first: '138 9999 0000', last: '', note: 'shouts', until: null }
let trial: Trial
let list: NumberList
beforeEach(async () => {
  trial = await startTrial()
  list = await made(black)
})
afterEach(() => trial.close())

const call = (method: string, path: string, body?: unknown, as = '8201') =>
  trial.call(method, `/api/v1/number-lists${path}`, { as, body })
const made = async (body: Omit<NumberList, 'id'>): Promise<NumberList> =>
  (await (await call('POST', '', body)).json()) as NumberList
const at = (path: string) => `/${list.id}/${path}`
const add = (body: Partial<EntryBody> = {}, as = '8101') => call('POST', at('entries'), { ...entry, ...body }, as)
const added = async (body: Partial<EntryBody> = {}, as = '8101') => (await (await add(body, as)).json()) as ListEntry
const decide = async (what: string, ids: string[], as = '8201') =>
  (await (await call('POST', at(what), { ids }, as)).json()) as unknown
const page = async (query = '') => (await (await call('GET', at(`entries${query}`))).json()) as EntryPage
const isRefused = (number = NUMBER) =>
  callerFacts(trial.parts.stores.core, number, false, trial.clock.now).refusal !== null
const audited = () => trial.parts.audit.list(null, 50).map(({ action, detail }) => `${action} ${detail}`)

describe('an entry (N5-N9, FL22)', () => {
  it('N6, N8 is nothing before it is approved, counts then, and not after it is deleted; what is deleted comes back', async () => {
    const { id, state, first } = await added()
    expect([state, first, isRefused()]).toEqual(['waiting', '13899990000', false])
    expect(await decide('approve', [id])).toEqual({ done: 1, own: 0 })
    expect(isRefused()).toBe(true)
    expect((await page()).entries).toMatchObject([{ id, state: 'approved', approvedBy: expect.any(String) }])
    expect(await decide('delete', [id])).toEqual({ done: 1, own: 0 })
    expect([isRefused(), (await page()).total]).toEqual([false, 0])
    expect(await decide('restore', [id])).toEqual({ done: 1, own: 0 })
    expect([isRefused(), (await page()).total]).toEqual([true, 1])
    expect(audited().slice(0, 4)).toEqual([
      'list-entry-restored Nuisance: 138****0000',
      'list-entry-deleted Nuisance: 138****0000',
      'list-entry-approved Nuisance: 138****0000',
      'list-entry-added Nuisance: 138****0000',
    ])
  })

  it('N7 is approved by another than who added it, unless one pair of eyes is enough', async () => {
    const { id } = await added({}, '8201')
    expect(await decide('approve', [id])).toEqual({ done: 0, own: 1 })
    expect(isRefused()).toBe(false)
    expect((await call('PUT', `/${list.id}`, { ...black, fourEyes: false })).status).toBe(200)
    expect(await decide('approve', [id])).toEqual({ done: 1, own: 0 })
    expect(isRefused()).toBe(true)
  })

  it('N8 that waits is taken back by who added it; one that counts is not, nor another’s', async () => {
    const [mine, others] = [await added(), await added({ first: '13899990001' }, '8201')]
    expect(await decide('delete', [mine.id, others.id], '8101')).toEqual({ done: 1, own: 1 })
    const again = await added()
    await decide('approve', [again.id])
    expect(await decide('delete', [again.id], '8101')).toEqual({ done: 0, own: 1 })
    expect(isRefused()).toBe(true)
  })

  it('N5 holds to the end of its last day, or as many days as the list says', async () => {
    const today = new Date(trial.clock.now + 8 * 3_600_000).toISOString().slice(0, 10)
    await decide('approve', [(await added({ until: today })).id])
    expect(isRefused()).toBe(true)
    const end = Date.parse(`${today}T23:59:59.999+08:00`)
    const refusedAt = (time: number) => callerFacts(trial.parts.stores.core, NUMBER, false, time).refusal !== null
    expect([refusedAt(end), refusedAt(end + 1)]).toEqual([true, false])
    await call('PUT', `/${list.id}`, { ...black, defaultDays: 30 })
    const { until: _, ...unsaid } = { ...entry, first: '13899990002' }
    const made = (await (await call('POST', at('entries'), unsaid, '8101')).json()) as ListEntry
    const day = new Date(trial.clock.now + 8 * 3_600_000 + 30 * 86_400_000).toISOString().slice(0, 10)
    expect(made.until).toBe(day)
    trial.parts.stores.core.run('update number_list_entry set until_at = ?', trial.clock.now)
    expect([(await page('?state=expired')).total, (await page('?state=approved')).total]).toEqual([1, 0])
  })

  it.each([
    ['first', { first: 'abc' }, 422],
    ['last', { kind: 'segment', first: '1380013', last: '13800' }, 422],
    ['until', { until: '2020-01-01' }, 422],
    ['until', { until: '2026-02-31' }, 422],
    ['first', { first: '+86 13800138000' }, 409],
  ] as [string, Partial<EntryBody>, number][])('says what is wrong with %s: %o', async (field, wrong, status) => {
    await add({ first: '13800138000' })
    const answer = await add(wrong)
    expect([answer.status, (await answer.text()).includes(`"${field}"`)]).toEqual([status, true])
    expect((await page()).total).toBe(1)
  })

  it('is found by number, note and state, page by page, and waiting ones are approved all at once', async () => {
    for (const last of ['1', '2', '3']) await add({ first: `1389999000${last}`, note: `note ${last}` })
    expect((await page('?search=0138-9999-0002')).entries.map(({ first }) => first)).toEqual(['13899990002'])
    expect((await page('?search=note')).total).toBe(3)
    const first = await page('?limit=2')
    expect([first.total, first.entries.length]).toEqual([3, 2])
    expect((await page(`?limit=2&before=${first.entries[1]?.id}`)).entries).toHaveLength(1)
    expect(await (await call('POST', at('approve'), { all: true })).json()).toEqual({ done: 3, own: 0 })
    expect((await page('?state=waiting')).total).toBe(0)
    expect((await (await call('GET', '')).json()) as NumberListRow[]).toMatchObject([{ approved: 3, waiting: 0 }])
  })

  it('leaders add, administrators approve, agents see nothing', async () => {
    const { id } = await added()
    expect((await call('POST', at('approve'), { ids: [id] }, '8101')).status).toBe(403)
    expect((await call('POST', at('delete'), { all: true }, '8101')).status).toBe(403)
    expect((await call('POST', '', black, '8101')).status).toBe(403)
    expect((await call('GET', at('entries'), undefined, '8001')).status).toBe(403)
  })
})

describe('a list', () => {
  it('N14 keeps numbers from being called, emergency numbers never', async () => {
    const { core } = trial.parts.stores
    const called = (typed: string) => {
      const answer = mayBeCalled(core, typed, trial.clock.now)
      return answer.ok ? answer.dial : answer.reason
    }
    for (const first of ['13899990000', '110']) await decide('approve', [(await added({ first })).id])
    expect([called('13899990000'), called('13899990001'), called('110')]).toEqual([
      'number-listed',
      '13899990001',
      '110',
    ])
    await call('PUT', `/${list.id}`, { ...black, direction: 'in' })
    expect([called('13899990000'), isRefused()]).toEqual(['13899990000', true])
    await made({ ...black, name: 'Only', kind: 'white', direction: 'out', only: true })
    expect([called('13899990000'), called('120')]).toEqual(['number-not-listed', '120'])
  })

  it('O10, N14 the seat is told why, and the audit trail; who is no agent is only refused', async () => {
    await decide('approve', [(await added()).id])
    const told: unknown[] = []
    const guard = guardOn(trial.parts.stores, {
      now: () => trial.clock.now,
      listed: (agentId, number, { list: by, entryId }) => void told.push([agentId, number, by.id, entryId !== null]),
    })
    expect(guard.permit('13899990000', 'a1')).toEqual({ ok: false, reason: 'number-listed' })
    expect(guard.permit('+8613899990000', null)).toEqual({ ok: false, reason: 'number-listed' })
    expect(guard.permit('13899990001', 'a1')).toMatchObject({ ok: true })
    expect(told).toEqual([['a1', NUMBER, list.id, true]])
  })

  it.each([
    ['direction', { kind: 'red', direction: 'in' }],
    ['only', { only: true }],
    ['answer', { answer: { kind: 'flow', flow: 'gone' } }],
    ['answer', { answer: { kind: 'prompt', prompt: 'gone', language: 'en' } }],
    ['defaultDays', { defaultDays: 0 }],
  ])('whose %s makes no sense is refused', async (field, wrong) => {
    const answer = await call('POST', '', { ...black, name: 'Other', ...wrong })
    expect([answer.status, (await answer.text()).includes(`"${field}"`)]).toEqual([422, true])
  })

  it('N16 is not deleted while a rule names it, and takes its entries along', async () => {
    await decide('approve', [(await added()).id])
    const rule = {
      ...{ id: 'r', name: 'Listed', enabled: true, numbers: [], lines: [], time: null },
      caller: { prefixes: [], countries: [], marks: [], lists: [list.id] },
      step: { kind: 'hang-up', prompt: null, language: 'en' },
    }
    const rules = (method: string, path: string, body?: unknown) =>
      trial.call(method, `/api/v1/inbound-rules${path}`, { as: '8201', body })
    expect((await rules('POST', '', { ...rule, caller: { ...rule.caller, lists: ['gone'] } })).status).toBe(422)
    expect((await rules('POST', '', rule)).status).toBe(200)
    expect((await call('DELETE', `/${list.id}`)).status).toBe(409)
    await rules('DELETE', '/r')
    expect((await call('DELETE', `/${list.id}`)).status).toBe(204)
    expect(isRefused()).toBe(false)
  })
})

describe('files (N20-N24)', () => {
  const imported = async (text: string, query = '') =>
    (await (await call('PUT', at(`import${query}`), text, '8101')).json()) as ImportReply

  it('N22, N23 says of each row what is wrong, and takes the good ones', async () => {
    await add({ first: '13899990001' })
    const text = '号码,备注\n13899990000,a\nabc,b\n13899990001,c\n138 9999 0000,d\n13899990002,e\n'
    const report = { rows: 5, good: 2, bad: 3 }
    const faults = [
      { line: 3, text: 'abc,b', why: 'number' },
      { line: 4, text: '13899990001,c', why: 'known' },
      { line: 5, text: '138 9999 0000,d', why: 'twice' },
    ]
    expect(await imported(text)).toEqual({ ...report, taken: 0, faults })
    expect((await page()).total).toBe(1)
    expect(await imported(text, '?take=true')).toEqual({ ...report, taken: 2, faults })
    expect((await page('?state=waiting')).total).toBe(3)
    expect(audited()[0]).toBe('list-imported Nuisance: 138****0000, 138****0002')
  })

  it('N24 what comes out goes in again', async () => {
    await add({ kind: 'segment', first: '1380013', last: '1380015', note: '=1+1' })
    await add({ kind: 'prefix', first: '+1415', note: 'a,b' })
    const answer = await call('GET', at('export'))
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/csv')
    list = await made({ ...black, name: 'Copy' })
    expect(await imported(text, '?take=true')).toMatchObject({ good: 2, bad: 0, taken: 2 })
    expect((await page()).entries).toMatchObject([
      { kind: 'segment', first: '1380013', last: '1380015' },
      { kind: 'prefix', first: '+1415', note: 'a,b' },
    ])
  })

  it('10,000 rows go in while the server answers others, and a number is found among them', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `139${String(at * 7919).padStart(8, '0')},row ${at}`)
    let answered = 0
    const busy = imported(rows.join('\n'), '?take=true')
    const others = (async () => {
      for (; answered < 5; answered += 1) await call('GET', '')
    })()
    const first = await Promise.race([busy.then(() => 'import'), others.then(() => 'others')])
    expect([first, (await busy).taken]).toEqual(['others', 10_000])
    await others
    expect(await (await call('POST', at('approve'), { all: true })).json()).toEqual({ done: 10_000, own: 0 })
    const { core } = trial.parts.stores
    expect(standingsOf(core, '+8613900007919', trial.clock.now)).toMatchObject([{ listId: list.id }])
    expect(standingsOf(core, '+8613900007918', trial.clock.now)).toEqual([])
  })

  it('what is no file of numbers is refused', async () => {
    expect((await call('PUT', at('import'), '', '8101')).status).toBe(422)
    expect((await call('PUT', at('import'), 'x'.repeat(4 * 1024 * 1024 + 1), '8101')).status).toBe(413)
  })
})

it('customers of the old red list stand in a red list, with their time and note', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-red-'))
  const whole = new URL('../../migrations', import.meta.url).pathname
  const older = join(folder, 'migrations')
  cpSync(whole, older, { recursive: true, filter: (path) => !/core-00(3[4-9]|[4-9])/.test(path) })
  const core = openDatabase(':memory:')
  migrate(core, older, 'core')
  const until = 4_000_000_000_000
  core.run(
    `insert into customer (id, name, number, company, note, vip, red, priority_until, priority_note, created_at, updated_at)
     values ('c1', 'Li', ?, '', '', 1, 1, ?, 'big', 0, 0), ('c2', 'Wu', '+8613800138000', '', '', 1, 0, null, '', 0, 0)`,
    NUMBER,
    until,
  )
  migrate(core, whole, 'core')
  const known = (number: string, at: number) => callerFacts(core, number, false, at).marks
  expect([known(NUMBER, until - 1), known(NUMBER, until), known('+8613800138000', 0)]).toEqual([
    ['vip', 'red'],
    ['vip'],
    ['vip'],
  ])
  expect(core.get('select note from number_list_entry')).toEqual({ note: 'big' })
  core.close()
  rmSync(folder, { recursive: true })
})
