import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowFile } from '#protocol/flow-file'
import { flowSample } from '../../tests/harness/samples.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { readFlowFile } from './flow-file.ts'

const file: FlowFile = {
  ...{ format: 'trunkline-flow', formatVersion: 1, definition: flowSample(), layout: {} },
  tests: [
    {
      name: 'open',
      given: { at: 0, caller: '', called: '', keys: ['1'], answers: {}, hours: { main: 'open' } },
      expected: { path: ['hours:open'], end: 'agent' },
    },
  ],
}
/** As somebody with an editor would leave it. */
const edited = (change: (text: string) => string): unknown => JSON.parse(change(JSON.stringify(file)))
const menu = file.definition.nodes.findIndex(({ id }) => id === 'menu') + 1

describe('a flow’s file', () => {
  it('X2 is read as it was written', () => {
    expect(readFlowFile(edited((text) => text))).toEqual(file)
  })

  it.each<[string, unknown, object[]]>([
    ['something else', [1, 2], [{ why: 'not-a-flow', where: '' }]],
    ['a text', 'flow', [{ why: 'not-a-flow', where: '' }]],
    ['of a later program', { ...file, formatVersion: 2 }, [{ why: 'other-version', where: '2' }]],
    [
      'a number that is none',
      edited((text) => text.replace(/"timeoutMs":\d+/, '"timeoutMs":"soon"')),
      [{ why: 'value', where: `nodes.${menu} (menu) timeoutMs` }],
    ],
    [
      'a field that is gone',
      edited((text) => text.replace(/"tries":\d+,/, '')),
      [{ why: 'missing', where: `nodes.${menu} (menu) tries` }],
    ],
    [
      'a field that no node has',
      edited((text) => text.replace('"tries":', '"colour":"red","tries":')),
      [{ why: 'not-known', where: `nodes.${menu} (menu) colour` }],
    ],
    [
      'a kind that there is not',
      edited((text) => text.replace('"kind":"menu"', '"kind":"dance"')),
      [{ why: 'no-kind', where: `nodes.${menu} (menu) dance` }],
    ],
    [
      'a node that is none',
      edited((text) => text.replace('"nodes":[', '"nodes":[7,')),
      [{ why: 'no-kind', where: 'nodes.1' }],
    ],
    [
      'no language',
      edited((text) => text.replace('"language":"zh-CN",', '')),
      [{ why: 'missing', where: 'definition.language' }],
    ],
  ])('X2 X3 %s: says where', (_, given, faults) => {
    const read = readFlowFile(given)
    // One wrong value may be told in more than one way; the first is the closest.
    expect(Array.isArray(read) && read.slice(0, 1)).toEqual(faults)
  })
})

describe('the file of a flow of the centre', () => {
  let trial: Trial
  beforeAll(async () => {
    trial = await startTrial()
  })
  afterAll(() => trial.close())
  const ask = async (method: string, path: string, body?: unknown, as = '8201') => {
    const reply = await trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
    return { status: reply.status, body: await reply.json() }
  }

  it('X1 comes back as it went, its problems told', async () => {
    const out = await ask('GET', '/flows/service/file')
    expect(out.body).toMatchObject({ format: 'trunkline-flow', definition: { id: 'service' } })
    expect((await ask('POST', '/flow-file', { file: out.body })).body).toEqual({
      ok: true,
      file: out.body,
      problems: [],
    })
    const gone = JSON.parse(JSON.stringify(out.body).replaceAll('"queue":"service"', '"queue":"gone"'))
    expect((await ask('POST', '/flow-file', { file: gone })).body.problems).toContainEqual(
      expect.objectContaining({ why: 'no-object', detail: 'gone' }),
    )
  })

  it('X2 a broken one is answered with its faults, and nothing is stored', async () => {
    const before = (await ask('GET', '/flow-list')).body
    expect((await ask('POST', '/flow-file', { file: { format: 'x' } })).body).toMatchObject({ ok: false })
    expect((await ask('GET', '/flow-list')).body).toEqual(before)
  })

  it('is read by who reads flows, of a flow that is there', async () => {
    expect((await ask('GET', '/flows/nobody/file')).status).toBe(404)
    expect((await ask('GET', '/flows/service/file', undefined, '8001')).status).toBe(403)
  })
})
