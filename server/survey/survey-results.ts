// Answers counted, and the answers behind each count, read from events.db.
import type { Ms } from '#protocol/ids'
import type { CallReach } from '../call/call-store.ts'
import type { Database } from '../store/database.ts'

/** Each null = any; `of` null = everybody's. */
export type SurveyFilter = {
  of: CallReach | null
  queue: string | null
  agent: string | null
  topic: string | null
  score: number | null
  from: Ms
  to: Ms
}
export type GivenAnswer = { callId: string; topic: string; score: number; at: Ms }
type Group = { id: string; count: number; mean: number }

/** As calls are: an agent's, and a queue's while it had none. */
const WHERE = `where (? or agent_id in (select value from json_each(?))
  or (agent_id is null and queue_id in (select value from json_each(?))))
 and (? is null or queue_id = ?) and (? is null or agent_id = ?) and (? is null or topic = ?)
 and (? is null or score = ?) and at between ? and ?`
const values = ({ of, queue, agent, topic, score, from, to }: SurveyFilter) =>
  [
    ...[of === null, JSON.stringify(of?.agents ?? []), JSON.stringify(of?.queues ?? [])],
    ...[queue, queue, agent, agent, topic, topic, score, score, from, to],
  ] as const

export const countScores = (events: Database, filter: SurveyFilter): { score: number; count: number }[] =>
  events.all(
    `select score, count(*) as count from survey_answer ${WHERE} group by score order by score`,
    ...values(filter),
  )

/** Where the answers had one, most answers first. */
export const groupBy = (events: Database, filter: SurveyFilter, column: 'queue_id' | 'agent_id'): Group[] =>
  events.all<Group>(
    `select ${column} as id, count(*) as count, avg(score) as mean from survey_answer ${WHERE}
     and ${column} is not null group by ${column} order by count(*) desc, ${column}`,
    ...values(filter),
  )

export const topicsOf = (events: Database, filter: SurveyFilter): string[] =>
  events
    .all<{ topic: string }>(`select distinct topic from survey_answer ${WHERE} order by topic`, ...values(filter))
    .map(({ topic }) => topic)

/** Newest first, from `offset` on. */
export const listAnswers = (events: Database, filter: SurveyFilter, offset: number, limit: number): GivenAnswer[] =>
  events.all<GivenAnswer>(
    `select call_id as callId, topic, score, at from survey_answer ${WHERE}
     order by at desc, run_id, node limit ? offset ?`,
    ...values(filter),
    limit,
    offset,
  )
