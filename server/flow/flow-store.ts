import type { FlowDefinition } from '#protocol/flow-config'
import type { Database } from '../store/database.ts'

type Row = { id: string; name: string; version: number; language: string; start: string; nodes: string }

export function listFlows(core: Database): FlowDefinition[] {
  return core.all<Row>('select id, name, version, language, start, nodes from flow order by name, id').map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    language: row.language as FlowDefinition['language'],
    start: row.start,
    nodes: JSON.parse(row.nodes) as FlowDefinition['nodes'],
  }))
}

export function saveFlow(core: Database, flow: FlowDefinition): void {
  core.run(
    `insert into flow (id, name, version, language, start, nodes) values (?, ?, ?, ?, ?, ?) on conflict (id) do update
     set name = excluded.name, version = excluded.version, language = excluded.language, start = excluded.start,
     nodes = excluded.nodes`,
    flow.id,
    flow.name,
    flow.version,
    flow.language,
    flow.start,
    JSON.stringify(flow.nodes),
  )
}
