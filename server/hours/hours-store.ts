import type { OpeningHours, SpecialDay } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

type Row = {
  id: string
  name: string
  zone: string
  spans: string
  special: string
  forced: string
  calendar: string | null
  forcedUntil: Ms | null
}

export function listHours(core: Database): OpeningHours[] {
  return core
    .all<Row>(
      'select id, name, zone, spans, special, forced, calendar, forced_until as forcedUntil from hours order by name, id',
    )
    .map((row) => ({
      id: row.id,
      name: row.name,
      zone: row.zone,
      spans: JSON.parse(row.spans) as OpeningHours['spans'],
      special: JSON.parse(row.special) as SpecialDay[],
      forced: row.forced as OpeningHours['forced'],
      forcedUntil: row.forcedUntil,
      calendar: row.calendar === null ? null : (JSON.parse(row.calendar) as OpeningHours['calendar'] & object),
    }))
}

export function saveHours(core: Database, hours: OpeningHours): void {
  core.run(
    `insert into hours (id, name, zone, spans, special, forced, calendar, forced_until) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, zone = excluded.zone, spans = excluded.spans,
     special = excluded.special, forced = excluded.forced, calendar = excluded.calendar,
     forced_until = excluded.forced_until`,
    hours.id,
    hours.name,
    hours.zone,
    JSON.stringify(hours.spans),
    JSON.stringify(hours.special ?? []),
    hours.forced,
    hours.calendar ? JSON.stringify(hours.calendar) : null,
    hours.forcedUntil ?? null,
  )
}

export function markForced(core: Database, id: string, by: string, at: Ms): void {
  core.run('update hours set forced_by = ?, forced_at = ? where id = ?', by, at, id)
}

/** Of hours that are forced now and about whom it is known: who did it, when. */
export const forcedBy = (core: Database): ReadonlyMap<string, { name: string; at: Ms }> =>
  new Map(
    core
      .all<{ id: string; name: string; at: Ms }>(
        `select h.id, u.name, h.forced_at as at from hours h join user u on u.id = h.forced_by where h.forced <> 'auto'`,
      )
      .map(({ id, name, at }) => [id, { name, at }]),
  )

export function deleteHours(core: Database, id: string): void {
  core.run('delete from hours where id = ?', id)
}
