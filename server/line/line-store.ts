import type { LineConfig } from '#protocol/line-config'
import type { Database } from '../store/database.ts'

type Row = { id: string; kind: string; name: string; enabled: number; settings: string; password: string }

/** Every line with its password: for the gateway, never for a reply. */
export function listLines(core: Database): LineConfig[] {
  return core.all<Row>('select id, kind, name, enabled, settings, password from line order by name, id').map(lineOf)
}

export function findLine(core: Database, id: string): LineConfig | null {
  const row = core.get<Row>('select id, kind, name, enabled, settings, password from line where id = ?', id)
  return row === null ? null : lineOf(row)
}

export function saveLine(core: Database, line: LineConfig): void {
  const { id, kind, name, enabled, ...rest } = line
  const password = line.kind === 'sip' ? line.password : ''
  core.run(
    `insert into line (id, kind, name, enabled, settings, password) values (?, ?, ?, ?, ?, ?) on conflict (id) do update
     set kind = excluded.kind, name = excluded.name, enabled = excluded.enabled, settings = excluded.settings,
     password = excluded.password`,
    id,
    kind,
    name,
    enabled,
    JSON.stringify({ ...rest, password: undefined }),
    password,
  )
}

export function deleteLine(core: Database, id: string): void {
  core.run('delete from line where id = ?', id)
}

/** A line as a reply shows it. */
export function withoutPassword(line: LineConfig): LineConfig {
  return line.kind === 'sip' ? { ...line, password: '' } : line
}

function lineOf(row: Row): LineConfig {
  const common = { id: row.id, name: row.name, kind: row.kind, enabled: row.enabled === 1 }
  const password = row.kind === 'sip' ? { password: row.password } : {}
  return { ...JSON.parse(row.settings), ...common, ...password } as LineConfig
}
