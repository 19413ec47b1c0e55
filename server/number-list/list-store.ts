import type { NumberList, NumberListRow } from '#protocol/number-lists'
import type { Database } from '../store/database.ts'

type Row = Omit<NumberListRow, 'enabled' | 'only' | 'fourEyes' | 'answer'> & {
  enabled: number
  only: number
  fourEyes: number
  answer: string
}

const COLUMNS = `id, name, kind, enabled, direction, only_these as 'only', four_eyes as fourEyes, default_days as defaultDays, answer`

/** In the order in which they were made. */
export const listNumberLists = (core: Database): NumberList[] =>
  core.all<Row>(`select ${COLUMNS} from number_list order by id`).map(listOf)

export function findNumberList(core: Database, id: string): NumberList | null {
  const row = core.get<Row>(`select ${COLUMNS} from number_list where id = ?`, id)
  return row === null ? null : listOf(row)
}

/** With how many entries hold, and how many wait to be approved. */
export const listRows = (core: Database, now: number): NumberListRow[] => {
  const count = (which: string) =>
    `(select count(*) from number_list_entry where list_id = number_list.id and deleted_at is null and ${which})`
  const holds = 'approved_at is not null and (until_at is null or until_at > ?)'
  return core
    .all<Row>(
      `select ${COLUMNS}, ${count(holds)} as approved, ${count('approved_at is null')} as waiting from number_list order by id`,
      now,
    )
    .map((row) => ({ ...listOf(row), approved: row.approved, waiting: row.waiting }))
}

export function saveNumberList(core: Database, list: NumberList): void {
  core.run(
    `insert into number_list (id, name, kind, enabled, direction, only_these, four_eyes, default_days, answer)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, kind = excluded.kind, enabled = excluded.enabled,
     direction = excluded.direction, only_these = excluded.only_these, four_eyes = excluded.four_eyes,
     default_days = excluded.default_days, answer = excluded.answer`,
    list.id,
    list.name,
    list.kind,
    list.enabled,
    list.direction,
    list.only,
    list.fourEyes,
    list.defaultDays,
    JSON.stringify(list.answer),
  )
}

export const deleteNumberList = (core: Database, id: string): boolean =>
  core.run('delete from number_list where id = ?', id).changes > 0

const listOf = ({ id, name, kind, enabled, direction, only, fourEyes, defaultDays, answer }: Row): NumberList => ({
  ...{ id, name, kind, direction, defaultDays },
  enabled: enabled === 1,
  only: only === 1,
  fourEyes: fourEyes === 1,
  answer: JSON.parse(answer) as NumberList['answer'],
})
