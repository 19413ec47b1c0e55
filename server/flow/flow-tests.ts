// Trials that are kept, and walked again before a flow is published.
import type { FlowTest, FlowTestResult } from '#protocol/flow-api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { AppDeps } from '../http/parts.ts'
import { listFlows } from './flow-store.ts'
import { trialWorld } from './flow-surroundings.ts'
import { flowTests } from './flow-test-store.ts'
import { tryFlow } from './flow-trial.ts'

type Deps = Pick<AppDeps, 'stores' | 'prompts'>

/** A test passes when the walk takes the same path to the same end. */
export function runTests(flow: FlowDefinition, tests: readonly FlowTest[], deps: Deps): FlowTestResult[] {
  if (tests.length === 0) return []
  const world = trialWorld(deps)
  return tests.map(({ id, name, given, expected }) => {
    const { path, end } = tryFlow(flow, given, world)
    const passed = end === expected.end && JSON.stringify(path) === JSON.stringify(expected.path)
    return { id, name, passed, path, end }
  })
}

/** For the command line: every test of what is live, a line each. */
export function testLiveFlows(deps: Deps): { lines: string[]; failed: number } {
  const { core } = deps.stores
  const results = listFlows(core).flatMap((flow) =>
    runTests(flow, flowTests(core, flow.id), deps).map((result) => ({ flow: flow.name, ...result })),
  )
  const failed = results.filter(({ passed }) => !passed).length
  const lines = results.map(({ flow, name, passed, path, end }) =>
    passed ? `PASS ${flow}: ${name}` : `FAIL ${flow}: ${name}: ${path.join(' > ')}, ${end}`,
  )
  return { lines: [...lines, `${results.length - failed} passed, ${failed} failed`], failed }
}
