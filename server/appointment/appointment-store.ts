import type { AppointmentStatus } from '#protocol/desk'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

export type AppointmentRow = {
  id: string
  agentId: string
  customerId: string | null
  callId: string | null
  name: string
  number: string
  at: Ms
  note: string
  status: AppointmentStatus
  createdAt: Ms
  updatedAt: Ms
}
export type AppointmentFilter = {
  /** Null = everybody's. */
  agents: readonly string[] | null
  status: AppointmentStatus | null
  from: Ms
  to: Ms
  limit: number
}

const SELECT = `select id, agent_id as agentId, customer_id as customerId, call_id as callId, name, number, at, note,
 status, created_at as createdAt, updated_at as updatedAt from appointment`

export function findAppointment(core: Database, id: string): AppointmentRow | null {
  return core.get<AppointmentRow>(`${SELECT} where id = ?`, id)
}

/** Soonest first. */
export function listAppointments(core: Database, filter: AppointmentFilter): AppointmentRow[] {
  const { agents, status, from, to, limit } = filter
  return core.all<AppointmentRow>(
    `${SELECT} where (? or agent_id in (select value from json_each(?))) and (? is null or status = ?) and at between ? and ?
     order by at, id limit ?`,
    agents === null,
    JSON.stringify(agents ?? []),
    status,
    status,
    from,
    to,
    limit,
  )
}

export function saveAppointment(core: Database, row: AppointmentRow): void {
  core.run(
    `insert into appointment (id, agent_id, customer_id, call_id, name, number, at, note, status, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set agent_id = excluded.agent_id, customer_id = excluded.customer_id,
     call_id = excluded.call_id, name = excluded.name, number = excluded.number, at = excluded.at,
     note = excluded.note, status = excluded.status, updated_at = excluded.updated_at`,
    row.id,
    row.agentId,
    row.customerId,
    row.callId,
    row.name,
    row.number,
    row.at,
    row.note,
    row.status,
    row.createdAt,
    row.updatedAt,
  )
}
