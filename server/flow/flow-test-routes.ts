// Trials of a flow, and those that are kept as tests.
import { Type } from '@sinclair/typebox'
import { type FlowTest, FlowTestBody, type FlowTestResult, TrialBody, type TrialResult } from '#protocol/flow-api'
import { FlowDefinition } from '#protocol/flow-config'
import { Id } from '#protocol/ids'
import { conflict, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { trialWorld } from './flow-surroundings.ts'
import { deleteFlowTest, flowTests, saveFlowTest } from './flow-test-store.ts'
import { runTests } from './flow-tests.ts'
import { tryFlow } from './flow-trial.ts'

const TestParams = Type.Object({ id: Id, test: Id }, { additionalProperties: false })
const MOST_TESTS = 200

export function flowTestRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user(
    'flow.read',
    'POST',
    '/flow-trial',
    { body: TrialBody },
    ({ body }): TrialResult => tryFlow(body.flow, body.given, trialWorld(deps)),
  )
  routes.user(
    'flow.read',
    'POST',
    '/flows/:id/tests',
    { params: IdParams, body: FlowDefinition },
    (call): FlowTestResult[] => runTests(call.body, flowTests(core, call.params.id), deps),
  )
  routes.user(
    'flow.write',
    'PUT',
    '/flows/:id/tests/:test',
    { params: TestParams, body: FlowTestBody },
    (call): FlowTest => {
      const { id, test } = call.params
      const tests = flowTests(core, id)
      if (tests.length >= MOST_TESTS && !tests.some((known) => known.id === test))
        throw conflict(`A flow has at most ${MOST_TESTS} tests`)
      saveFlowTest(core, id, test, call.body)
      return { id: test, ...call.body }
    },
  )
  routes.user('flow.write', 'DELETE', '/flows/:id/tests/:test', { params: TestParams }, ({ params }) => {
    if (!flowTests(core, params.id).some(({ id }) => id === params.test)) throw notFound()
    deleteFlowTest(core, params.id, params.test)
  })
}
