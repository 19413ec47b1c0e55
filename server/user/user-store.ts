import type { User } from '#protocol/api'
import type { AgentConfig } from '#protocol/people-config'
import type { Language, Role, SeatCodec } from '#protocol/reasons'
import type { Database } from '../store/database.ts'

export type UserRow = {
  id: string
  number: string
  name: string
  role: Role
  language: Language
  disabled: boolean
  /** null: as the site says. */
  seatCodec: SeatCodec | null
  /** Calls are answered by themselves. */
  autoAnswer: boolean
  /** Teams that a supervisor is confined to; null: the whole site. */
  leads: string[] | null
}
export type NewUser = Omit<UserRow, 'disabled' | 'seatCodec' | 'autoAnswer' | 'leads'>

type Row = Omit<UserRow, 'disabled' | 'autoAnswer' | 'leads'> & {
  disabled: number
  autoAnswer: number
  leads: string | null
}

/** By name, or with a team. */
const SERVES = `(exists (select 1 from queue_member m where m.user_id = u.id)
  or exists (select 1 from team_member t join queue_team q on q.team_id = t.team_id where t.user_id = u.id))`
const LEADS = `case when reach = 'teams' then (select json_group_array(team_id) from led_team where user_id = user.id) end`
const SELECT = `select id, number, name, role, language, disabled, seat_codec as seatCodec,
 auto_answer as autoAnswer, ${LEADS} as leads from user`

export function listUsers(core: Database): User[] {
  const served = core.all<{ queue_id: string; user_id: string }>(
    'select queue_id, user_id from queue_member order by queue_id',
  )
  return core.all<Row>(`${SELECT} order by number`).map((row) => ({
    ...userOf(row),
    queues: served.filter((member) => member.user_id === row.id).map((member) => member.queue_id),
  }))
}

/** Enabled people with a seat: every agent and supervisor, and whoever serves a queue. */
export function listAgents(core: Database): AgentConfig[] {
  return core
    .all<Row>(
      `select * from (${SELECT}) u where disabled = 0 and (role in ('agent', 'attendant', 'supervisor') or ${SERVES}) order by number`,
    )
    .map((row) => {
      const { disabled: _, ...agent } = userOf(row)
      return agent
    })
}

export function hasSeat(core: Database, user: UserRow): boolean {
  // A supervisor listens, steps in and takes over at a seat.
  if (user.role === 'wallboard') return false
  if (user.role !== 'administrator') return true
  return core.get(`select 1 as one from user u where id = ? and ${SERVES}`, user.id) !== null
}

export function findUser(core: Database, id: string): UserRow | null {
  const row = core.get<Row>(`${SELECT} where id = ?`, id)
  return row === null ? null : userOf(row)
}

export function findUserByNumber(core: Database, number: string): UserRow | null {
  const row = core.get<Row>(`${SELECT} where number = ?`, number)
  return row === null ? null : userOf(row)
}

export function insertUser(core: Database, user: NewUser, now: number): void {
  core.run(
    `insert into user (id, number, name, role, language, password, disabled, created_at, updated_at)
     values (?, ?, ?, ?, ?, null, 0, ?, ?)`,
    user.id,
    user.number,
    user.name,
    user.role,
    user.language,
    now,
    now,
  )
}

export function updateUser(core: Database, user: NewUser, now: number): void {
  core.run(
    'update user set number = ?, name = ?, role = ?, language = ?, updated_at = ? where id = ?',
    user.number,
    user.name,
    user.role,
    user.language,
    now,
    user.id,
  )
}

export function setDisabled(core: Database, id: string, disabled: boolean, now: number): void {
  core.run('update user set disabled = ?, updated_at = ? where id = ?', disabled, now, id)
}

export function setName(core: Database, id: string, name: string, now: number): void {
  core.run('update user set name = ?, updated_at = ? where id = ?', name, now, id)
}

export function setLanguage(core: Database, id: string, language: Language, now: number): void {
  core.run('update user set language = ?, updated_at = ? where id = ?', language, now, id)
}

export function setSeatCodec(core: Database, id: string, codec: SeatCodec | null): void {
  core.run('update user set seat_codec = ? where id = ?', codec, id)
}

export function setAutoAnswer(core: Database, id: string, autoAnswer: boolean): void {
  core.run('update user set auto_answer = ? where id = ?', autoAnswer, id)
}

/** null: the whole site. */
export function setLeads(core: Database, id: string, leads: readonly string[] | null): void {
  core.tx(() => {
    core.run('update user set reach = ? where id = ?', leads === null ? 'all' : 'teams', id)
    core.run('delete from led_team where user_id = ?', id)
    for (const team of leads ?? []) core.run('insert into led_team (user_id, team_id) values (?, ?)', id, team)
  })
}

export function passwordHash(core: Database, id: string): string | null {
  return core.get<{ password: string | null }>('select password from user where id = ?', id)?.password ?? null
}

export function setPasswordHash(core: Database, id: string, hash: string, now: number): void {
  core.run('update user set password = ?, updated_at = ? where id = ?', hash, now, id)
}

/** How many enabled administrators there are besides this user. */
export function otherAdministrators(core: Database, id: string): number {
  const row = core.get<{ n: number }>(
    `select count(*) as n from user where role = 'administrator' and disabled = 0 and id <> ?`,
    id,
  )
  return row?.n ?? 0
}

function userOf(row: Row): UserRow {
  const leads = row.leads === null ? null : (JSON.parse(row.leads) as string[]).sort()
  return { ...row, disabled: row.disabled === 1, autoAnswer: row.autoAnswer === 1, leads }
}
