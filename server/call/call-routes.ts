import { Type } from '@sinclair/typebox'
import { type CallDetail, type CallRow, type Decision, NoteBody } from '#protocol/api'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import { surveysOf } from '../flow/survey-store.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { maskText } from '../number/masking.ts'
import { recordingView } from '../recording/recording-store.ts'
import { withoutSupervision } from '../supervise/supervise-events.ts'
import { type Actor, may, scopeOf } from '../user/may.ts'
import { findUser } from '../user/user-store.ts'
import { callFor, callParty } from './call-access.ts'
import { filterOf, Narrowing, seesNumbers } from './call-filter.ts'
import { callRows, eventView } from './call-rows.ts'
import {
  type CallFilter,
  configurationOf,
  decisionsOfCall,
  earlierNotesOf,
  eventsOfCall,
  findCallRecord,
  hasTalkedIn,
  listCallRecords,
  missedCalls,
  notesOf,
  type StoredEvent,
  saveEarlierNote,
  saveNote,
} from './call-store.ts'
import { knownIn } from './known.ts'

const PAGE = 50
const MISSED_FOR_MS = 14 * 86_400_000
const MAX_MISSED = 200
const MAX_EVENTS = 2000

const ListQuery = Type.Object(
  {
    ...Narrowing.properties,
    /** Id of the last row of the page before, or an instant. */
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)
const DecisionQuery = Type.Object({ call: Id }, strict)

export function callRoutes(routes: Routes, deps: AppDeps): void {
  const { events } = deps.stores
  routes.user(
    'call.read',
    'GET',
    '/calls',
    { query: ListQuery },
    ({ me, query }): { rows: CallRow[]; more: boolean } => {
      const limit = query.limit ?? PAGE
      const page = { before: cursorOf(deps, query.before), limit: limit + 1 }
      const found = listCallRecords(events, { ...filterOf(deps.stores, me, query), ...page })
      const rows = callRows(deps.stores, found.slice(0, limit), seesNumbers(me))
      return { rows, more: found.length > limit }
    },
  )
  routes.user('call.read', 'GET', '/missed-calls', {}, ({ me }): CallRow[] => {
    const since = deps.now() - MISSED_FOR_MS
    const missed = me.agentId === null ? [] : missedCalls(events, me.agentId, since, MAX_MISSED)
    return callRows(deps.stores, missed, seesNumbers(me))
  })
  routes.user('call.read', 'GET', '/calls/:id', { params: IdParams }, ({ me, params }) => {
    callFor(deps, me, 'call.read', params.id)
    return callDetail(deps, me, params.id)
  })
  routes.user('call.note', 'PUT', '/calls/:id/note', { params: IdParams, body: NoteBody }, ({ me, params, body }) => {
    const before = earlierAgent(deps, me, params.id)
    if (before !== null) return saveEarlierNote(events, params.id, before, body, deps.now())
    const { callId, agentId, customerId } = callFor(deps, me, 'call.note', params.id)
    saveNote(events, { callId, agentId, customerId, ...body }, deps.now())
  })
  routes.user('decision.read', 'GET', '/decisions', { query: DecisionQuery }, ({ me, query }): Decision => {
    callFor(deps, me, 'decision.read', query.call)
    const decision = deps.core.explain(query.call) ?? decisionsOfCall(events, query.call, MAX_EVENTS).at(-1)
    if (decision === undefined) throw notFound()
    return decision
  })
}

/** RM8: the id of one who talked in a call that is another's now, and may still write what was half written. */
function earlierAgent(deps: AppDeps, { agentId }: Actor, callId: string): string | null {
  const party = callParty(deps, callId)
  if (party === null || agentId === null || party.agentId === agentId) return null
  return hasTalkedIn(deps.stores.events, callId, agentId) ? agentId : null
}

function cursorOf(deps: AppDeps, before: string | undefined): CallFilter['before'] {
  if (before === undefined) return null
  if (/^[0-9]{1,15}$/.test(before)) return { at: Number(before), id: '' }
  const row = findCallRecord(deps.stores.events, before)
  if (row === null) throw notFound()
  return { at: row.startedAt, id: row.id }
}

/** Who reads only his own calls does not learn who listened to them. */
function timelineFor(me: Actor, events: StoredEvent[]): StoredEvent[] {
  return scopeOf(me, 'call.read') === 'own' ? withoutSupervision(events) : events
}

function callDetail(deps: AppDeps, me: Actor, id: string): CallDetail {
  const { events } = deps.stores
  const record = findCallRecord(events, id)
  const [row] = record === null ? [] : callRows(deps.stores, [record], seesNumbers(me))
  // A call that lives has no record yet: its page is the live one.
  if (row === undefined) throw notFound()
  const whole = seesNumbers(me)
  const stored = eventsOfCall(events, id, MAX_EVENTS)
  return {
    ...row,
    events: timelineFor(me, stored).map((event) => eventView(event, whole, (hash) => configurationOf(events, hash))),
    decisions: may(me, 'decision.read') ? decisionsOfCall(events, id, MAX_EVENTS) : [],
    recordings: deps.recordings.ofCall(id).map(recordingView),
    note: notesOf(events, [id]).get(id)?.note ?? '',
    surveys: surveysOf(events, id),
    known: knownIn(stored).map(({ name, value }) => ({ name, value: whole ? value : maskText(value) })),
    earlierNotes: earlierNotesOf(events, id).map(({ agentId, ...rest }) => ({
      ...rest,
      agentName: findUser(deps.stores.core, agentId)?.name ?? '',
    })),
  }
}
