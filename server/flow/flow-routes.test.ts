import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { flowOf } from '../../tests/harness/flow-walk.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const ask = async (method: string, path: string, body?: unknown, as = '8201') => {
  const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}
const bye: FlowNode = { id: 'bye', kind: 'hang-up', prompt: 'goodbye' }
const good = (id = 'new') => flowOf([{ id: 'a', kind: 'play', prompt: 'greeting-service', next: 'bye' }, bye], { id })
const draw = (definition: FlowDefinition, revision = 0, as = '8201') =>
  ask('PUT', `/flows/${definition.id}/draft`, { definition, layout: { a: { x: 1, y: 2 } }, revision }, as)
const publish = (revision: number, id = 'new') => ask('POST', `/flows/${id}/publish`, { note: 'first', revision })

describe('drafts', () => {
  it('are kept beside what is live, which calls go on with', async () => {
    const [live] = (await ask('GET', '/flows')).body as FlowDefinition[]
    const changed = { ...(live as FlowDefinition), name: 'Changed' }
    expect((await draw(changed)).body).toMatchObject({ revision: 1, layout: { a: { x: 1, y: 2 } } })
    expect((await ask('GET', '/flows')).body[0].name).toBe(live?.name)
    expect((await ask('GET', `/flows/${live?.id}`)).body).toMatchObject({
      live: { name: live?.name },
      draft: { definition: { name: 'Changed' } },
    })
    expect(trial.changes).toEqual([])
  })

  it('do not overwrite each other: who saves on an older one is told by whom', async () => {
    await draw(good())
    const late = await draw(good())
    expect([late.status, late.body.error.field]).toEqual([409, 'revision'])
    expect((await draw(good(), 1)).body.revision).toBe(2)
  })

  it('are thrown away, but not where nothing else is', async () => {
    await draw(good())
    expect((await ask('DELETE', '/flows/new/draft')).status).toBe(409)
    await draw({ ...good('service'), name: 'Other' })
    expect((await ask('DELETE', '/flows/service/draft')).status).toBe(204)
    expect((await ask('GET', '/flows/service')).body.draft).toBeNull()
  })

  it('begin from a template', async () => {
    for (const template of ['empty', 'menu', 'message', 'self-service'] as const) {
      const made = await ask('POST', '/flows', { id: template, name: template, template })
      expect(made.status).toBe(200)
      const problems = await ask('POST', '/flow-check', made.body.definition)
      expect(problems.body, template).toEqual([])
    }
    expect((await ask('POST', '/flows', { id: 'menu', name: 'x', template: 'menu' })).status).toBe(409)
    expect((await ask('GET', '/flow-list')).body.map(({ id }: { id: string }) => id)).toContain('empty')
  })

  it('a file edited by hand is refused with the field that is wrong', async () => {
    const broken = { ...good(), nodes: [{ id: 'a', kind: 'nonsense' }] }
    const refused = await draw(broken as unknown as FlowDefinition)
    expect(refused.status).toBe(422)
    expect(refused.body.error.field).toMatch(/^definition/)
    expect((await draw({ ...good(), id: 'other' })).body).toMatchObject({ definition: { id: 'other' } })
  })
})

describe('publishing', () => {
  it('makes the next version live and ends the draft', async () => {
    await draw(good())
    expect((await publish(1)).body).toMatchObject({ published: true, version: 1 })
    expect(trial.changes).toEqual(['flows'])
    expect((await ask('GET', '/flows/new')).body).toMatchObject({
      live: { version: 1 },
      layout: { a: { x: 1, y: 2 } },
      draft: null,
      versions: [{ version: 1, note: 'first' }],
    })
    expect((await publish(1)).status).toBe(404)
  })

  it('is refused with the errors, and nothing is lost', async () => {
    await draw(flowOf([{ id: 'q', kind: 'queue', queue: 'gone', full: '', timeout: '' }], { id: 'new' }))
    expect((await publish(1)).body).toMatchObject({ published: false, problems: [{ why: 'no-object', node: 'q' }] })
    expect((await ask('GET', '/flows/new')).body).toMatchObject({ live: null, draft: { revision: 1 } })
    expect(trial.changes).toEqual([])
  })

  it('is refused when another has saved since', async () => {
    await draw(good())
    await draw(good(), 1)
    expect((await publish(1)).status).toBe(409)
  })

  it('is refused while a test fails, which says where the walk went', async () => {
    await draw(good())
    const given = { at: 1, caller: '', called: '', keys: [], answers: {} }
    const test = { name: 'hears it', given, expected: { path: ['a', 'bye'], end: 'ended' } }
    expect((await ask('PUT', '/flows/new/tests/t1', test)).body).toMatchObject({ id: 't1' })
    expect((await publish(1)).body.published).toBe(true)
    await draw({ ...good(), start: 'bye', nodes: [bye] })
    expect((await publish(1)).body).toMatchObject({
      published: false,
      tests: [{ id: 't1', passed: false, path: ['bye'], end: 'ended' }],
    })
    expect((await ask('DELETE', '/flows/new/tests/t1')).status).toBe(204)
    expect((await publish(1)).body).toMatchObject({ published: true, version: 2 })
  })

  it('is undone by making an older version live again, as a new one', async () => {
    await draw(good())
    await publish(1)
    await draw({ ...good(), name: 'Second' })
    await publish(1)
    const back = await ask('POST', '/flows/new/versions/1')
    expect(back.body).toMatchObject({
      live: { version: 3, name: 'Flow' },
      versions: [{ version: 3 }, { version: 2 }, { version: 1 }],
    })
    expect((await ask('GET', '/flows/new/versions/2')).body.definition.name).toBe('Second')
    expect((await ask('POST', '/flows/new/versions/9')).status).toBe(404)
  })
})

describe('flows', () => {
  it('are not deleted while a number or another flow leads to them', async () => {
    expect((await ask('DELETE', '/flows/service')).status).toBe(409)
    await draw(good())
    await publish(1)
    const outer = flowOf([{ id: 's', kind: 'sub-flow', flow: 'new', next: '' }], { id: 'outer' })
    await draw(outer)
    await publish(1, 'outer')
    expect((await ask('DELETE', '/flows/new')).status).toBe(409)
    expect((await ask('DELETE', '/flows/outer')).status).toBe(204)
    expect((await ask('DELETE', '/flows/new')).status).toBe(204)
    expect((await ask('GET', '/flows/new')).status).toBe(404)
  })

  it('are read by leaders and changed by administrators', async () => {
    expect((await ask('GET', '/flow-list', undefined, '8101')).status).toBe(200)
    expect((await ask('GET', '/flow-list', undefined, '8001')).status).toBe(403)
    expect((await draw(good(), 0, '8101')).status).toBe(403)
    const trialBody = { flow: good(), given: { at: 1, caller: '', called: '', keys: [], answers: {} } }
    const tried = await ask('POST', '/flow-trial', trialBody, '8101')
    expect(tried.body).toMatchObject({ path: ['a', 'bye'], end: 'ended' })
    expect(tried.body.lines.find(({ kind }: { kind: string }) => kind === 'said').prompts[0].text).not.toBe(
      'greeting-service',
    )
  })
})

describe('who draws', () => {
  const here = (tab: string, takeOver = false, as = '8201') => ask('PUT', '/flows/new/editing', { tab, takeOver }, as)

  it('E1 E4 is told to the next one, who may take over', async () => {
    expect((await here('a')).body.mine).toBe(true)
    const { name } = (await ask('GET', '/session')).body
    expect((await here('b')).body).toMatchObject({ mine: false, name })
    expect((await here('b', true)).body.mine).toBe(true)
    expect((await here('a')).body.mine).toBe(false)
    expect((await ask('DELETE', '/flows/new/editing/b')).status).toBe(204)
    expect((await here('a')).body.mine).toBe(true)
  })

  it('is nobody who may not write', async () => {
    expect((await here('a', false, '8001')).status).toBe(403)
  })
})
