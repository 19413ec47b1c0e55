import type { DidConfig } from '#protocol/flow-config'
import type { Database } from '../store/database.ts'

const SELECT = 'select number, name, flow_id as flow from did'

export function listDids(core: Database): DidConfig[] {
  return core.all<DidConfig>(`${SELECT} order by number`)
}

export function saveDid(core: Database, did: DidConfig): void {
  core.run(
    `insert into did (number, name, flow_id) values (?, ?, ?) on conflict (number) do update
     set name = excluded.name, flow_id = excluded.flow_id`,
    did.number,
    did.name,
    did.flow,
  )
}

export function deleteDid(core: Database, number: string): boolean {
  return core.run('delete from did where number = ?', number).changes > 0
}
