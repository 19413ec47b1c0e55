import type { ScriptConfig } from '#protocol/desk'
import type { Database } from '../store/database.ts'

type Row = Omit<ScriptConfig, 'queues'> & { queues: string }

const SELECT = 'select id, kind, name, text, queues, place from script'
const scriptOf = (row: Row): ScriptConfig => ({ ...row, queues: JSON.parse(row.queues) as string[] })

/** Phrases first, each kind in its order. */
export function listScripts(core: Database): ScriptConfig[] {
  return core.all<Row>(`${SELECT} order by kind, place, name, id`).map(scriptOf)
}

export function findScript(core: Database, id: string): ScriptConfig | null {
  const row = core.get<Row>(`${SELECT} where id = ?`, id)
  return row === null ? null : scriptOf(row)
}

export function saveScript(core: Database, { id, kind, name, text, queues, place }: ScriptConfig): void {
  core.run(
    'insert or replace into script (id, kind, name, text, queues, place) values (?, ?, ?, ?, ?, ?)',
    id,
    kind,
    name,
    text,
    JSON.stringify(queues),
    place,
  )
}

export function deleteScript(core: Database, id: string): void {
  core.run('delete from script where id = ?', id)
}
