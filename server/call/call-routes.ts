import { type Static, Type } from '@sinclair/typebox'
import { type CallDetail, type CallRow, type Decision, NoteBody } from '#protocol/api'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import { CallOutcome } from '#protocol/reasons'
import { numberPattern, numbersByName } from '../customer/customer-store.ts'
import { surveysOf } from '../flow/survey-store.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { maskText } from '../number/masking.ts'
import { numberSearch } from '../number/number-search.ts'
import { recordingView } from '../recording/recording-store.ts'
import type { Database } from '../store/database.ts'
import { containing } from '../store/like.ts'
import { withoutSupervision } from '../supervise/supervise-events.ts'
import { reachOf } from '../team/team-reach.ts'
import { type Actor, may, scopeOf } from '../user/may.ts'
import { findUser } from '../user/user-store.ts'
import { callFor, callParty } from './call-access.ts'
import { callRows, eventView } from './call-rows.ts'
import {
  type CallFilter,
  type CallNarrowing,
  type CallReach,
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
const MAX_NAMES = 500

const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const ListQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 60 })),
    /** Id of the last row of the page before, or an instant. */
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    /** One's own, also for those who read all. */
    whose: Type.Optional(Type.Literal('mine')),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('internal')])),
    outcome: Type.Optional(CallOutcome),
    queue: Type.Optional(Id),
    from: Type.Optional(Whole),
    to: Type.Optional(Whole),
    minTalkMs: Type.Optional(Whole),
    maxTalkMs: Type.Optional(Whole),
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
      const filter = {
        ...narrowing(query),
        ...filterOf(deps, me, query.search ?? ''),
        ...(query.whose === undefined ? {} : { of: { agents: [me.agentId ?? me.userId], queues: [] } }),
        before: cursorOf(deps, query.before),
        limit: limit + 1,
      }
      const found = listCallRecords(events, filter)
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

export function seesNumbers(actor: Actor): boolean {
  return scopeOf(actor, 'number.reveal') === 'all'
}

/** Null = calls of everybody. */
export function callsOf(core: Database, actor: Actor): CallReach | null {
  const scope = scopeOf(actor, 'call.read')
  if (scope === 'all') return null
  const own = actor.agentId ?? actor.userId
  if (scope !== 'team') return { agents: [own], queues: [] }
  const { agents, queues } = reachOf(core, actor.leads ?? [])
  return { agents: [own, ...agents], queues }
}

function filterOf(deps: AppDeps, me: Actor, search: string): Pick<CallFilter, 'of' | 'match'> {
  const text = search.trim()
  const { core } = deps.stores
  const of = callsOf(core, me)
  if (text === '') return { of, match: null }
  const agents = core.all<{ id: string }>(
    `select id from user where name like ? escape '\\' or number = ? limit ?`,
    containing(text),
    text,
    MAX_NAMES,
  )
  const pattern = numberPattern(numberSearch(text, seesNumbers(me)))
  const numbers = numbersByName(core, text, MAX_NAMES)
  return { of, match: { numbers, pattern, agents: agents.map((agent) => agent.id) } }
}

function narrowing(query: Static<typeof ListQuery>): CallNarrowing {
  const { direction = null, outcome = null, queue = null } = query
  const { from = null, to = null, minTalkMs = null, maxTalkMs = null } = query
  return { direction, outcome, queue, from, to, minTalkMs, maxTalkMs }
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
