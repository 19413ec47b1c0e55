// Which teams a thing belongs to, and what the teams that a supervisor leads reach.
import type { AgentId, QueueId } from '#protocol/ids'
import type { Database } from '../store/database.ts'

/** Of the agent who has it; of its queue while nobody has. */
type Held = { agentId: AgentId | null; queueId: QueueId | null }

export function teamsOf(core: Database, { agentId, queueId }: Held): string[] {
  if (agentId !== null) return idsOf(core, 'select team_id as id from team_member where user_id = ?', agentId)
  return queueId === null ? [] : idsOf(core, OF_QUEUE, queueId, queueId)
}

/** Whole teams, and teams of its members by name. */
const OF_QUEUE = `select team_id as id from queue_team where queue_id = ?
  union select t.team_id from queue_member m join team_member t on t.user_id = m.user_id where m.queue_id = ?`

export function reachOf(core: Database, leads: readonly string[]): { agents: AgentId[]; queues: QueueId[] } {
  const teams = JSON.stringify(leads)
  const led = '(select value from json_each(?))'
  return {
    agents: idsOf(core, `select distinct user_id as id from team_member where team_id in ${led}`, teams),
    queues: idsOf(
      core,
      `select queue_id as id from queue_team where team_id in ${led}
       union select m.queue_id from queue_member m join team_member t on t.user_id = m.user_id where t.team_id in ${led}`,
      teams,
      teams,
    ),
  }
}

/** The queues that a person serves, by name or with a team. */
export const queuesServedBy = (core: Database, userId: string): QueueId[] =>
  idsOf(
    core,
    `select queue_id as id from queue_member where user_id = ?
     union select q.queue_id from queue_team q join team_member t on t.team_id = q.team_id where t.user_id = ?`,
    userId,
    userId,
  )

const idsOf = (core: Database, sql: string, ...values: string[]): string[] =>
  core.all<{ id: string }>(sql, ...values).map(({ id }) => id)
