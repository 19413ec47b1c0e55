import type { SurveyRecord } from '../runner/event-log.ts'
import type { Database } from '../store/database.ts'

/** A second answer to the same question of one walk takes the place of the first. */
export function insertSurvey(events: Database, answer: SurveyRecord): void {
  const { callId, runId, node, topic, score, queueId, agentId, at } = answer
  events.run(
    'insert or replace into survey_answer (call_id, run_id, node, topic, score, queue_id, agent_id, at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    callId,
    runId,
    node,
    topic,
    score,
    queueId,
    agentId,
    at,
  )
}

/** In the order in which they were given. */
export function surveysOf(events: Database, callId: string): { topic: string; score: number; at: number }[] {
  return events.all('select topic, score, at from survey_answer where call_id = ? order by at', callId)
}
