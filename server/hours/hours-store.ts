import type { OpeningHours, SpecialDay } from '#protocol/hours-config'
import type { Database } from '../store/database.ts'

type Row = { id: string; name: string; zone: string; spans: string; special: string; forced: string }

export function listHours(core: Database): OpeningHours[] {
  return core.all<Row>('select id, name, zone, spans, special, forced from hours order by name, id').map((row) => ({
    id: row.id,
    name: row.name,
    zone: row.zone,
    spans: JSON.parse(row.spans) as OpeningHours['spans'],
    special: JSON.parse(row.special) as SpecialDay[],
    forced: row.forced as OpeningHours['forced'],
  }))
}

export function saveHours(core: Database, hours: OpeningHours): void {
  core.run(
    `insert into hours (id, name, zone, spans, special, forced) values (?, ?, ?, ?, ?, ?) on conflict (id) do update
     set name = excluded.name, zone = excluded.zone, spans = excluded.spans, special = excluded.special,
     forced = excluded.forced`,
    hours.id,
    hours.name,
    hours.zone,
    JSON.stringify(hours.spans),
    JSON.stringify(hours.special ?? []),
    hours.forced,
  )
}

export function deleteHours(core: Database, id: string): void {
  core.run('delete from hours where id = ?', id)
}
