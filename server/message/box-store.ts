// The settings of message boxes, in core.db.
import type { MessageBoxConfig } from '#protocol/messages'
import type { Database } from '../store/database.ts'

type Row = Omit<MessageBoxConfig, 'agents' | 'teams' | 'notice'> & { agents: string; teams: string; notice: number }

const SELECT = `select id, name, agents, teams, greeting_prompt as greetingPrompt, saved_prompt as savedPrompt,
 max_ms as maxMs, notice, most, keep_days as keepDays from message_box`

const boxOf = (row: Row): MessageBoxConfig => ({
  ...row,
  agents: JSON.parse(row.agents) as string[],
  teams: JSON.parse(row.teams) as string[],
  notice: row.notice === 1,
})

export const listBoxes = (core: Database): MessageBoxConfig[] => core.all<Row>(`${SELECT} order by name, id`).map(boxOf)

export function findBox(core: Database, id: string): MessageBoxConfig | null {
  const row = core.get<Row>(`${SELECT} where id = ?`, id)
  return row === null ? null : boxOf(row)
}

export function saveBox(core: Database, box: MessageBoxConfig): void {
  core.run(
    `insert or replace into message_box
     (id, name, agents, teams, greeting_prompt, saved_prompt, max_ms, notice, most, keep_days)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    box.id,
    box.name,
    JSON.stringify(box.agents),
    JSON.stringify(box.teams),
    box.greetingPrompt,
    box.savedPrompt,
    box.maxMs,
    box.notice ? 1 : 0,
    box.most,
    box.keepDays,
  )
}

export function deleteBox(core: Database, id: string): void {
  core.run('delete from message_box where id = ?', id)
}
