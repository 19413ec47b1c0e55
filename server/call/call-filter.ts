// Which calls a list has: what the user may read, narrowed as asked.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import { CallOutcome } from '#protocol/reasons'
import { numberPattern, numbersByName } from '../customer/customer-store.ts'
import { numberSearch } from '../number/number-search.ts'
import type { Database } from '../store/database.ts'
import { containing } from '../store/like.ts'
import type { Stores } from '../store/stores.ts'
import { reachOf } from '../team/team-reach.ts'
import { type Actor, scopeOf } from '../user/may.ts'
import type { CallFilter, CallNarrowing, CallReach } from './call-store.ts'

const MAX_NAMES = 500

const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** What narrows a list of calls, on a page and in a file. */
export const Narrowing = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 60 })),
    /** One's own, also for those who read all. */
    whose: Type.Optional(Type.Literal('mine')),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('internal')])),
    outcome: Type.Optional(CallOutcome),
    queue: Type.Optional(Id),
    /** An answer had this score; any was given, or none. */
    score: Type.Optional(Type.String({ pattern: '^([0-9]|given|none)$' })),
    from: Type.Optional(Whole),
    to: Type.Optional(Whole),
    minTalkMs: Type.Optional(Whole),
    maxTalkMs: Type.Optional(Whole),
  },
  strict,
)
type Matching = Pick<CallFilter, 'of' | 'match'>

/** The calls that this user may read of those asked for. */
export function filterOf({ core }: Stores, me: Actor, query: Static<typeof Narrowing>): CallNarrowing & Matching {
  const whose = query.whose === 'mine' ? { agents: [me.agentId ?? me.userId], queues: [] } : callsOf(core, me)
  return { ...narrowing(query), of: whose, match: matching(core, me, query.search ?? '') }
}

function matching(core: Database, me: Actor, search: string): CallFilter['match'] {
  const text = search.trim()
  if (text === '') return null
  const agents = core.all<{ id: string }>(
    `select id from user where name like ? escape '\\' or number = ? limit ?`,
    containing(text),
    text,
    MAX_NAMES,
  )
  const pattern = numberPattern(numberSearch(text, seesNumbers(me)))
  const numbers = numbersByName(core, text, MAX_NAMES)
  return { numbers, pattern, agents: agents.map((agent) => agent.id) }
}

function narrowing(query: Static<typeof Narrowing>): CallNarrowing {
  const { direction = null, outcome = null, queue = null, score = null } = query
  const { from = null, to = null, minTalkMs = null, maxTalkMs = null } = query
  return { direction, outcome, queue, score, from, to, minTalkMs, maxTalkMs }
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
