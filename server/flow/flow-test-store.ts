import type { FlowTest, FlowTestBody } from '#protocol/flow-api'
import type { Database } from '../store/database.ts'

export function flowTests(core: Database, flowId: string): FlowTest[] {
  return core
    .all<{ id: string; name: string; given: string; expected: string }>(
      'select id, name, given, expected from flow_test where flow_id = ? order by name, id',
      flowId,
    )
    .map(({ id, name, given, expected }) => ({
      id,
      name,
      given: JSON.parse(given) as FlowTest['given'],
      expected: JSON.parse(expected) as FlowTest['expected'],
    }))
}

export function saveFlowTest(
  core: Database,
  flowId: string,
  id: string,
  { name, given, expected }: FlowTestBody,
): void {
  core.run(
    'insert or replace into flow_test (id, flow_id, name, given, expected) values (?, ?, ?, ?, ?)',
    id,
    flowId,
    name,
    JSON.stringify(given),
    JSON.stringify(expected),
  )
}

export function deleteFlowTest(core: Database, flowId: string, id: string): void {
  core.run('delete from flow_test where flow_id = ? and id = ?', flowId, id)
}
