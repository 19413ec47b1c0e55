import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { flowOf } from '../../tests/harness/flow-walk.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, body?: unknown) => {
  const reply = await trial.call(method, `/api/v1${path}`, { as: '8201', ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const live = async (name: string, node: FlowNode): Promise<void> => {
  const bye: FlowNode = { id: 'bye', kind: 'hang-up', prompt: null }
  const definition = { ...flowOf([node, bye], { id: name }), name }
  const draft = await ask('PUT', `/flows/${name}/draft`, { definition, layout: {}, revision: 0 })
  const { body } = await ask('POST', `/flows/${name}/publish`, { note: '', revision: draft.body.revision })
  expect(body).toMatchObject({ published: true })
}
const rule = (step: object, time: object | null = null) =>
  ask('POST', '/inbound-rules', {
    ...{ name: 'Rule', enabled: true, numbers: [], lines: [], step, time },
    caller: { prefixes: [], countries: [], marks: [] },
  })
const refusedFor = async (path: string) => {
  const { status, body } = await ask('DELETE', path)
  expect(status, JSON.stringify(body)).toBe(409)
  expect(body.error.reason).toBe('in-use')
  return body.error.uses
}
const queueOf = async (id: string) => {
  const queues = (await ask('GET', '/queues')).body as Record<string, unknown>[]
  return { ...queues.find((queue) => queue.id === 'care'), id, name: id }
}
const toEnd = { full: 'bye', timeout: 'bye' }

describe('what is named somewhere is not deleted, and the refusal says where', () => {
  it('a queue: in flows as a queue and as a box, in other queues, rules and forced handling', async () => {
    for (const id of ['mine', 'other']) expect((await ask('POST', '/queues', await queueOf(id))).status).toBe(200)
    const other = { ...(await queueOf('other')), targets: { nobody: { kind: 'queue', queue: 'mine' } } }
    const whole = (await ask('GET', '/queues')).body.find(({ id }: { id: string }) => id === 'other')
    await ask('PUT', '/queues/other', { ...other, targets: { ...whole.targets, ...other.targets } })
    await live('waits', { id: 'q', kind: 'queue', queue: 'mine', ...toEnd })
    await live('status', { id: 'q', kind: 'queue-status', queue: 'mine', next: 'bye' })
    await live('speaks', { id: 'm', kind: 'message', prompt: 'leave-message', maxMs: 9000, box: 'mine', next: 'bye' })
    await rule({ kind: 'queue', queue: 'mine', language: 'en' })
    await ask('PUT', '/forced-inbound', { on: false, step: { kind: 'message', box: 'mine', language: 'en' } })
    const target = { kind: 'queue', queue: 'mine' }
    const forwarding = { on: false, always: target, busy: null, noAnswer: null, away: null, afterMs: 20_000 }
    const me = (await ask('GET', '/forwarding')).body[0]
    expect((await ask('PUT', `/forwarding/${me.agentId}`, forwarding)).status).toBe(200)
    expect(await refusedFor('/queues/mine')).toEqual([
      { kind: 'flow', name: 'status' },
      { kind: 'flow', name: 'waits' },
      { kind: 'queue', name: 'other' },
      { kind: 'rule', name: 'Rule' },
      { kind: 'forwarding', name: me.name },
      { kind: 'flow', name: 'speaks' },
      { kind: 'forced', name: '' },
    ])
    for (const name of ['waits', 'status', 'speaks']) expect((await ask('DELETE', `/flows/${name}`)).status).toBe(204)
    expect(await refusedFor('/queues/mine')).toHaveLength(4)
  })

  it('hours: in flows and rules', async () => {
    const [hours] = (await ask('GET', '/hours')).body
    await ask('POST', '/hours', { ...hours, id: 'mine', name: 'Mine' })
    await live('asks', { id: 'h', kind: 'hours', hours: 'mine', open: 'bye', closed: 'bye' })
    await rule({ kind: 'hang-up', prompt: null, language: 'en' }, { hours: 'mine', states: ['closed'] })
    expect(await refusedFor('/hours/mine')).toEqual([
      { kind: 'flow', name: 'asks' },
      { kind: 'rule', name: 'Rule' },
    ])
  })

  it('a number list: in flows and rules', async () => {
    const list = {
      ...{ id: 'mine', name: 'Mine', kind: 'plain', direction: 'both', only: false, answer: { kind: 'busy' } },
      ...{ enabled: true, fourEyes: false, defaultDays: null },
    }
    const made = await ask('POST', '/number-lists', list)
    expect(made.status, JSON.stringify(made.body)).toBe(200)
    await live('asks', { id: 'l', kind: 'listed', list: 'mine', number: '', yes: 'bye', no: 'bye' })
    expect(await refusedFor('/number-lists/mine')).toEqual([{ kind: 'flow', name: 'asks' }])
  })

  it('a team whose box a flow fills', async () => {
    const team = await ask('POST', '/teams', { id: 'mine', name: 'Mine', members: [] })
    expect(team.status, JSON.stringify(team.body)).toBe(200)
    await live('speaks', { id: 'm', kind: 'message', prompt: 'leave-message', maxMs: 9000, box: 'mine', next: 'bye' })
    expect(await refusedFor('/teams/mine')).toEqual([{ kind: 'flow', name: 'speaks' }])
  })

  it('a flow: in other flows, rules and numbers; once they are gone it goes', async () => {
    await live('inner', { id: 'p', kind: 'play', prompt: 'goodbye', next: 'bye' })
    await live('outer', { id: 's', kind: 'sub-flow', flow: 'inner', next: 'bye' })
    const made = await rule({ kind: 'flow', flow: 'inner' })
    await ask('PUT', '/numbers/4008001234', { number: '4008001234', name: 'N', flow: 'inner' })
    expect(await refusedFor('/flows/inner')).toEqual([
      { kind: 'flow', name: 'outer' },
      { kind: 'rule', name: 'Rule' },
      { kind: 'number', name: '4008001234' },
    ])
    await ask('DELETE', '/flows/outer')
    await ask('DELETE', `/inbound-rules/${made.body.id}`)
    await ask('DELETE', '/numbers/4008001234')
    expect((await ask('DELETE', '/flows/inner')).status).toBe(204)
  })

  it('a queue and a box to which somebody’s calls are forwarded, also while that is off', async () => {
    expect((await ask('POST', '/queues', await queueOf('mine'))).status).toBe(200)
    const [person] = (await ask('GET', '/forwarding')).body as { agentId: string; name: string }[]
    const kinds = { on: false, always: null, noAnswer: null, away: null, afterMs: 20_000 }
    const put = (busy: object) => ask('PUT', `/forwarding/${person?.agentId}`, { ...kinds, busy })
    expect((await put({ kind: 'queue', queue: 'mine' })).status).toBe(200)
    expect(await refusedFor('/queues/mine')).toEqual([{ kind: 'forwarding', name: person?.name }])
    expect((await put({ kind: 'message', box: 'mine' })).status).toBe(200)
    expect(await refusedFor('/queues/mine')).toEqual([{ kind: 'forwarding', name: person?.name }])
  })

  it('a number list: in flows and rules; the flow that a list answers with', async () => {
    const list = { name: 'Mine', kind: 'black', enabled: true, direction: 'in', only: false, fourEyes: true }
    await live('sorry', { id: 'p', kind: 'play', prompt: 'goodbye', next: 'bye' })
    const answer = { kind: 'flow', flow: 'sorry' }
    const made = await ask('POST', '/number-lists', { ...list, id: 'mine', defaultDays: null, answer })
    expect(made.status, JSON.stringify(made.body)).toBe(200)
    await live('asks', { id: 'l', kind: 'listed', list: 'mine', number: '', yes: 'bye', no: '' })
    await ask('POST', '/inbound-rules', {
      ...{ name: 'Listed', enabled: true, numbers: [], lines: [], time: null },
      caller: { prefixes: [], countries: [], marks: [], lists: ['mine'] },
      step: { kind: 'hang-up', prompt: null, language: 'en' },
    })
    expect(await refusedFor('/number-lists/mine')).toEqual([
      { kind: 'flow', name: 'asks' },
      { kind: 'rule', name: 'Listed' },
    ])
    expect(await refusedFor('/flows/sorry')).toEqual([{ kind: 'list', name: 'Mine' }])
  })
})
