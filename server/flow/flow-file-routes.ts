// A flow written to a file, and read from one. What each route takes: server/protocol/flow-file.ts.
import { FileBody, type FileReply, type FlowFile } from '#protocol/flow-file'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import type { Database } from '../store/database.ts'
import { checkFlow } from './flow-check.ts'
import { readFlowFile } from './flow-file.ts'
import { flowDraft, flowVersion, flowVersions } from './flow-store.ts'
import { surroundingsOf } from './flow-surroundings.ts'
import { flowTests } from './flow-test-store.ts'

export function flowFileRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('flow.read', 'GET', '/flows/:id/file', { params: IdParams }, ({ params }) => fileOf(core, params.id))
  routes.user('flow.write', 'POST', '/flow-file', { body: FileBody }, ({ body }): FileReply => {
    const read = readFlowFile(body.file)
    if (Array.isArray(read)) return { ok: false, faults: read }
    return { ok: true, file: read, problems: checkFlow(read.definition, surroundingsOf(deps)) }
  })
}

/** X1 */
function fileOf(core: Database, id: string): FlowFile {
  const [live] = flowVersions(core, id)
  const drawn = flowDraft(core, id) ?? (live ? flowVersion(core, id, live.version) : null)
  if (drawn === null) throw notFound()
  const { definition, layout } = drawn
  const tests = flowTests(core, id).map(({ name, given, expected }) => ({ name, given, expected }))
  return { format: 'trunkline-flow', formatVersion: 1, definition, layout, tests }
}
