// The results of surveys, for those who read the calls.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import type { SurveyCalls, SurveyGroup, SurveyResults } from '#protocol/surveys'
import { callsOf, seesNumbers } from '../call/call-filter.ts'
import { callRows } from '../call/call-rows.ts'
import { findCallRecord } from '../call/call-store.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import type { Actor } from '../user/may.ts'
import { countScores, groupBy, listAnswers, type SurveyFilter, topicsOf } from './survey-results.ts'

const PAGE = 50
const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 })
const narrowed = {
  queue: Type.Optional(Id),
  agent: Type.Optional(Id),
  topic: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
}
const ResultsQuery = Type.Object(narrowed, strict)
const CallsQuery = Type.Object(
  {
    ...narrowed,
    score: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  },
  strict,
)

export function surveyRoutes(routes: Routes, deps: AppDeps): void {
  const { events } = deps.stores
  routes.user('call.read', 'GET', '/surveys', { query: ResultsQuery }, ({ me, query }) =>
    resultsOf(deps, filterOf(deps, me, query)),
  )
  routes.user('call.read', 'GET', '/surveys/calls', { query: CallsQuery }, ({ me, query }): SurveyCalls => {
    const found = listAnswers(events, filterOf(deps, me, query), query.offset ?? 0, PAGE + 1)
    const answers = found.slice(0, PAGE)
    const records = answers.flatMap(({ callId }) => findCallRecord(events, callId) ?? [])
    const rows = new Map(callRows(deps.stores, records, seesNumbers(me)).map((row) => [row.id, row]))
    return {
      rows: answers.flatMap(({ callId, topic, score, at }) => {
        const row = rows.get(callId)
        return row === undefined ? [] : [{ ...row, topic, score, at }]
      }),
      more: found.length > PAGE,
    }
  })
}

function filterOf({ stores }: AppDeps, me: Actor, query: Static<typeof CallsQuery>): SurveyFilter {
  const { queue = null, agent = null, topic = null, score = null } = query
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = query
  return { of: callsOf(stores.core, me), queue, agent, topic, score, from, to }
}

function resultsOf({ stores: { core, events } }: AppDeps, filter: SurveyFilter): SurveyResults {
  const given = countScores(events, filter)
  const count = given.reduce((sum, one) => sum + one.count, 0)
  const points = given.reduce((sum, one) => sum + one.score * one.count, 0)
  const [lowest, highest] = [given[0]?.score ?? 0, given.at(-1)?.score ?? -1]
  const named = (table: 'queue' | 'user', column: 'queue_id' | 'agent_id'): SurveyGroup[] => {
    const names = new Map(
      core.all<{ id: string; name: string }>(`select id, name from ${table}`).map(({ id, name }) => [id, name]),
    )
    return groupBy(events, filter, column).map((group) => ({ ...group, name: names.get(group.id) ?? group.id }))
  }
  return {
    count,
    mean: count === 0 ? null : points / count,
    scores: Array.from({ length: highest - lowest + 1 }, (_, step) => ({
      score: lowest + step,
      count: given.find(({ score }) => score === lowest + step)?.count ?? 0,
    })),
    queues: named('queue', 'queue_id'),
    agents: named('user', 'agent_id'),
    topics: topicsOf(events, { ...filter, topic: null }),
  }
}
