// What callers answered when they were asked how it was (满意度).
import type { CallRow } from './api.ts'

// GET /surveys?queue=&agent=&topic=&from=&to= → SurveyResults; GET /surveys/calls?…&score=&offset= → SurveyCalls,
// newest first. Right call.read: the answers that belong to the calls which the user reads.
/** `mean` of the scores given; null while there is none. */
export type SurveyMean = { count: number; mean: number | null }
export type SurveyGroup = SurveyMean & { id: string; name: string }
export type SurveyResults = SurveyMean & {
  /** From the lowest score given to the highest, also those that nobody gave. */
  scores: { score: number; count: number }[]
  queues: SurveyGroup[]
  agents: SurveyGroup[]
  topics: string[]
}
export type SurveyCall = CallRow & { topic: string; score: number; at: number }
export type SurveyCalls = { rows: SurveyCall[]; more: boolean }
