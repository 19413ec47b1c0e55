import type { DispositionConfig } from '#protocol/desk'
import type { Database } from '../store/database.ts'

type Row = Omit<DispositionConfig, 'retired'> & { retired: number }

const SELECT = 'select code, zh, en, place, retired from disposition'
const dispositionOf = (row: Row): DispositionConfig => ({ ...row, retired: row.retired === 1 })

/** In their order, the retired too. */
export function listDispositions(core: Database): DispositionConfig[] {
  return core.all<Row>(`${SELECT} order by place, code`).map(dispositionOf)
}

export function findDisposition(core: Database, code: string): DispositionConfig | null {
  const row = core.get<Row>(`${SELECT} where code = ?`, code)
  return row === null ? null : dispositionOf(row)
}

export function saveDisposition(core: Database, { code, zh, en, place, retired }: DispositionConfig): void {
  core.run(
    'insert or replace into disposition (code, zh, en, place, retired) values (?, ?, ?, ?, ?)',
    code,
    zh,
    en,
    place,
    retired ? 1 : 0,
  )
}
