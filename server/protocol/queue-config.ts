// A queue: who takes its callers and in which order, what they hear, and where they go on to without an agent.
import { type Static, Type } from '@sinclair/typebox'
import { CallbackTerms } from './callback-terms.ts'
import { Duration, Name, strict } from './fields.ts'
import { Id } from './ids.ts'

/** How the free members of a queue are ordered; SPEC.md of the queue says what each counts (D10-D22). */
export const Strategy = Type.Union([
  Type.Literal('longest-idle'),
  Type.Literal('fewest-calls'),
  Type.Literal('least-talk-time'),
  Type.Literal('balanced-load'),
  Type.Literal('fewest-rings'),
  Type.Literal('round-robin'),
  Type.Literal('fixed-order'),
  Type.Literal('hunting'),
  Type.Literal('random'),
  Type.Literal('last-agent'),
  Type.Literal('preferred-agent'),
  Type.Literal('ring-all'),
  Type.Literal('progressive-ring'),
])
export type Strategy = Static<typeof Strategy>

/** The best members are of tier 1; the others come in turn. */
const Tier = Type.Integer({ minimum: 1, maximum: 10 })

/** What a member must be able to do: a level of 1-10, lowered step by step for a caller who waits on; 0 = any more. */
export const SkillNeed = Type.Object(
  {
    id: Id,
    level: Type.Integer({ minimum: 1, maximum: 10 }),
    relax: Type.Array(Type.Object({ afterMs: Duration, level: Type.Integer({ minimum: 0, maximum: 10 }) }, strict), {
      maxItems: 10,
    }),
  },
  strict,
)
export type SkillNeed = Static<typeof SkillNeed>

/** Where a caller goes who leaves a queue without an agent; `exit` = on in the flow, as its queue node says. */
export const QueueTarget = Type.Union([
  Type.Object({ kind: Type.Literal('exit') }, strict),
  /** Back to the start of the flow. */
  Type.Object({ kind: Type.Literal('menu') }, strict),
  /** To this node of the flow, e.g. one that takes a message. */
  Type.Object({ kind: Type.Literal('node'), node: Id }, strict),
  /** To another queue, with the time waited so far. */
  Type.Object({ kind: Type.Literal('queue'), queue: Id }, strict),
])
export type QueueTarget = Static<typeof QueueTarget>

/** What a key does for a waiting caller: also asks for a call back that keeps the place. */
export const KeyTarget = Type.Union([QueueTarget, Type.Object({ kind: Type.Literal('callback') }, strict)])
export type KeyTarget = Static<typeof KeyTarget>
const TargetOrNone = Type.Union([QueueTarget, Type.Null()])

/** Who takes a queue's callers and in which order; each has a default, for clients and stored queues that lack it. */
const routing = {
  /** Tiers of the members who are not of the first. */
  tiers: Type.Record(Id, Tier),
  /** Whole teams; who is also a member by name keeps the tier given there. */
  teams: Type.Array(Type.Object({ id: Id, tier: Tier }, strict), { maxItems: 50 }),
  /** Tier n is asked when a caller has waited (n - 1) times this; 0 = at once, after the tiers before it. */
  tierAfterMs: Duration,
  skills: Type.Array(SkillNeed, { maxItems: 10 }),
  /** Among equal priorities a caller's waiting time counts this many times. */
  weight: Type.Integer({ minimum: 1, maximum: 10 }),
  /** Added to the priority of a VIP customer. */
  vipPriority: Type.Integer({ minimum: 0, maximum: 100 }),
  /** Added to the priority of a customer of the red list. */
  redPriority: Type.Integer({ minimum: 0, maximum: 100 }),
  /** How long a caller is kept for the last or the preferred agent. */
  keepMs: Duration,
  /** Progressive ring: one more phone rings after each of these. */
  progressiveMs: Type.Integer({ minimum: 1000, maximum: 600_000 }),
}

/** What a waiting caller is told again and again. */
export const Announced = Type.Union([
  Type.Literal('position'),
  Type.Literal('wait'),
  Type.Literal('both'),
  Type.Literal('nothing'),
])
export type Announced = Static<typeof Announced>

/** What callers hear while they wait, beside the music; each has a default. */
const announcements = {
  /** Rank, estimated wait, both, or neither. */
  announce: Announced,
  /** The first announcement comes after this; 0 = after one interval. */
  announceFirstMs: Duration,
  /** Prompts of which each announcement says the next one, in a circle. */
  announcePrompts: Type.Array(Name, { maxItems: 20 }),
  /** A caller whose wait will be, or has become, as long as this is told so once; 0 = never. */
  delayNoticeMs: Duration,
  delayPrompt: Name,
}

/** What agent and caller hear, each alone, before they are joined; by default they are joined at once. */
const introduction = {
  /** Prompt that the agent hears while the caller hears the music; null = none. */
  whisper: Type.Union([Name, Type.Null()]),
  /** The caller is told the agent's number. */
  agentNumber: Type.Boolean(),
  /** …and the name as the agent recorded it; who has not is told by number. */
  agentName: Type.Boolean(),
  /** Prompt that the caller hears after the number; null = none. */
  greeting: Type.Union([Name, Type.Null()]),
}

/** What happens to callers and agents beside the order; each has a default. */
const behaviour = {
  /** How often an agent may lengthen the wrap-up; 0 = it is fixed. */
  wrapUpExtensions: Type.Integer({ minimum: 0, maximum: 5 }),
  /** An agent who declines this many offers in a row becomes not-ready (declined); 0 = never. */
  declineLimit: Type.Integer({ minimum: 0, maximum: 10 }),
  /** Its calls are answered by themselves, after a beep; not where it rings at several. */
  autoAnswer: Type.Boolean(),
  /** A caller who hung up waiting and calls again within this has the old place; 0 = never. */
  returnMs: Duration,
  /** By what ends the waiting: full, out of time, nobody signed in, everybody not ready; null = the caller waits on. */
  targets: Type.Object(
    { full: QueueTarget, timeout: QueueTarget, nobody: TargetOrNone, onBreak: TargetOrNone },
    strict,
  ),
  /** Who would wait longer than this by the estimate's median does not; null = no such limit. */
  expectedLimit: Type.Union([
    Type.Object({ ms: Type.Integer({ minimum: 1000, maximum: 86_400_000 }), target: QueueTarget }, strict),
    Type.Null(),
  ]),
  /** A share of the callers, in hundredths, goes on when so many wait as they come, or after waiting so long; 0 = not by that. */
  overflow: Type.Union([
    Type.Object(
      {
        share: Type.Integer({ minimum: 1, maximum: 100 }),
        whenWaiting: Type.Integer({ minimum: 0, maximum: 1000 }),
        afterMs: Duration,
        target: QueueTarget,
      },
      strict,
    ),
    Type.Null(),
  ]),
  /** Opening hours of the queue, and where callers go who come outside them; holiday null: as when closed. */
  hours: Type.Union([Type.Object({ id: Id, closed: QueueTarget, holiday: TargetOrNone }, strict), Type.Null()]),
  /** Keys that a waiting caller may press. */
  keys: Type.Record(Type.String({ pattern: '^[0-9*#]$' }), KeyTarget),
  /** How customers are called back who asked for it; null = the queue does not. `prompt` says who calls. */
  callback: Type.Union([CallbackTerms, Type.Null()]),
}

const basics = {
  id: Id,
  name: Name,
  /** Agent ids, in the order that fixed order, hunting and round robin go by. */
  members: Type.Array(Id, { maxItems: 2000, uniqueItems: true }),
  strategy: Strategy,
  /** A higher number is served first over all queues of an agent. */
  priority: Type.Integer({ minimum: 0, maximum: 100 }),
  ringMs: Duration,
  wrapUpMs: Duration,
  maxWaiting: Type.Integer({ minimum: 0, maximum: 1000 }),
  /** 0 = no limit. */
  maxWaitMs: Duration,
  /** From announcement to announcement; 0 = they are not repeated. */
  announceEveryMs: Duration,
  /** Prompt name of the music, e.g. 'music'. */
  music: Name,
  serviceLevelMs: Duration,
  /** An agent who lets this many offers ring out becomes not-ready (no-answer); 0 = never. */
  noAnswerLimit: Type.Integer({ minimum: 0, maximum: 10 }),
}

export const QueueConfig = Type.Object(
  { ...basics, ...routing, ...announcements, ...introduction, ...behaviour },
  strict,
)
export type QueueConfig = Static<typeof QueueConfig>

/** A queue as clients write it and as older events hold it: what is left out has its default. */
export const StoredQueue = Type.Composite(
  [Type.Object(basics), Type.Partial(Type.Object({ ...routing, ...announcements, ...introduction, ...behaviour }))],
  strict,
)
export type StoredQueue = Static<typeof StoredQueue>
