// Flows drawn, checked, tried out, published and rolled back. What each route takes: server/protocol/flow-api.ts.
import { Type } from '@sinclair/typebox'
import {
  DraftBody,
  type FlowDetail,
  type FlowDraft,
  type FlowRow,
  NewFlowBody,
  PublishBody,
  type PublishReply,
} from '#protocol/flow-api'
import { FlowDefinition } from '#protocol/flow-config'
import { Id } from '#protocol/ids'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { listDids } from '../number/did-store.ts'
import { refuseNamed } from '../site/where-used.ts'
import type { Database } from '../store/database.ts'
import { checkFlow } from './flow-check.ts'
import {
  deleteDraft,
  deleteFlow,
  draftedIds,
  flowDraft,
  flowVersion,
  flowVersions,
  listFlows,
  publishFlow,
  saveDraft,
  unpublishedDrafts,
} from './flow-store.ts'
import { surroundingsOf } from './flow-surroundings.ts'
import { templateFlow } from './flow-templates.ts'
import { flowTests } from './flow-test-store.ts'
import { runTests } from './flow-tests.ts'

const strict = { additionalProperties: false } as const
const VersionParams = Type.Object({ id: Id, version: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) }, strict)

export function flowRoutes(routes: Routes, deps: AppDeps): void {
  reading(routes, deps)
  drafting(routes, deps)
  publishing(routes, deps)
}

function reading(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('flow.read', 'GET', '/flows', {}, () => listFlows(core))
  routes.user('flow.read', 'GET', '/flow-list', {}, () => flowRows(core))
  routes.user('flow.read', 'GET', '/flows/:id', { params: IdParams }, ({ params }) => known(core, params.id))
  routes.user('flow.read', 'GET', '/flows/:id/versions/:version', { params: VersionParams }, ({ params }) => {
    const found = flowVersion(core, params.id, Number(params.version))
    if (found === null) throw notFound()
    return found
  })
  routes.user('flow.read', 'POST', '/flow-check', { body: FlowDefinition }, ({ body }) =>
    checkFlow(body, surroundingsOf(deps)),
  )
}

function drafting(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const save = (call: Caller, body: DraftBody): FlowDraft => {
    const { definition: flow, layout, revision } = body
    if (!saveDraft(core, { flow, layout, revision, authorId: call.me.userId, at: deps.now() }))
      throw conflict(`${flowDraft(core, flow.id)?.author ?? ''} has saved this flow since`, 'revision')
    const saved = flowDraft(core, flow.id)
    if (saved === null) throw notFound()
    return saved
  }
  routes.user('flow.write', 'POST', '/flows', { body: NewFlowBody }, (call) => {
    const { id } = call.body
    if (flowRows(core).some((row) => row.id === id)) throw conflict('Another flow has this id', 'id')
    return save(call, { definition: templateFlow(core, call.body, call.me.language), layout: {}, revision: 0 })
  })
  routes.user('flow.write', 'PUT', '/flows/:id/draft', { params: IdParams, body: DraftBody }, (call) => {
    if (call.body.definition.id !== call.params.id) throw invalid('The id cannot be changed', 'id')
    return save(call, call.body)
  })
  routes.user('flow.write', 'DELETE', '/flows/:id/draft', { params: IdParams }, ({ params }) => {
    if (!flowDraft(core, params.id)) throw notFound()
    if (known(core, params.id).live === null) throw conflict('This flow has never been published')
    deleteDraft(core, params.id)
  })
  routes.user('flow.write', 'DELETE', '/flows/:id', { params: IdParams }, (call) => {
    const { name } = known(core, call.params.id)
    refuseNamed(core, 'flow', call.params.id)
    deleteFlow(core, call.params.id)
    tellChange(deps, call, 'flows', call.params.id, `deleted ${name}`)
  })
}

function publishing(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user(
    'flow.write',
    'POST',
    '/flows/:id/publish',
    { params: IdParams, body: PublishBody },
    (call): PublishReply => {
      const { id } = call.params
      const draft = flowDraft(core, id)
      if (draft === null) throw notFound()
      if (draft.revision !== call.body.revision) throw conflict(`${draft.author} has saved this flow since`, 'revision')
      const problems = checkFlow(draft.definition, surroundingsOf(deps))
      const tests = runTests(draft.definition, flowTests(core, id), deps)
      const failing = problems.some(({ isError }) => isError) || tests.some(({ passed }) => !passed)
      if (failing) return { published: false, problems, tests }
      const { definition: flow, layout } = draft
      const live = publishFlow(core, { flow, layout, note: call.body.note, authorId: call.me.userId, at: deps.now() })
      tellChange(deps, call, 'flows', id, `published ${live.version}`)
      return { published: true, version: live.version, problems, tests }
    },
  )
  // Rolling back does not ask for the tests: what is live is worse.
  routes.user('flow.write', 'POST', '/flows/:id/versions/:version', { params: VersionParams }, (call): FlowDetail => {
    const { id } = call.params
    const found = flowVersion(core, id, Number(call.params.version))
    if (found === null) throw notFound()
    const { definition: flow, layout, version } = found
    const live = publishFlow(core, { flow, layout, note: `← ${version}`, authorId: call.me.userId, at: deps.now() })
    tellChange(deps, call, 'flows', id, `rolled back to ${version} as ${live.version}`)
    return known(core, id)
  })
}

/** Live ones and those only drawn, by name. */
function flowRows(core: Database): FlowRow[] {
  const drafted = draftedIds(core)
  const dids = listDids(core)
  const row = ({ id, name, version }: FlowDefinition, isLive: boolean): FlowRow => ({
    ...{ id, name, version: isLive ? version : 0, hasDraft: drafted.has(id) },
    publishedAt: isLive ? (flowVersions(core, id)[0]?.publishedAt ?? null) : null,
    numbers: dids.filter(({ flow }) => flow === id).map(({ number }) => number),
  })
  const rows = [
    ...listFlows(core).map((flow) => row(flow, true)),
    ...unpublishedDrafts(core).map((flow) => row(flow, false)),
  ]
  return rows.sort((a, b) => a.name.localeCompare(b.name))
}

function known(core: Database, id: string): FlowDetail {
  const flows = listFlows(core)
  const live = flows.find((flow) => flow.id === id) ?? null
  const draft = flowDraft(core, id)
  const name = live?.name ?? draft?.definition.name
  if (name === undefined) throw notFound()
  const versions = flowVersions(core, id)
  const layout = live ? (flowVersion(core, id, live.version)?.layout ?? {}) : {}
  const enters = flows.filter(({ nodes }) => nodes.some((node) => node.kind === 'sub-flow' && node.flow === id))
  const numbers = listDids(core).flatMap(({ flow, number }) => (flow === id ? [number] : []))
  const usedBy = { numbers, flows: enters.map((flow) => flow.name) }
  return { id, name, live, layout, draft, versions, tests: flowTests(core, id), usedBy }
}
