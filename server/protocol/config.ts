// Configuration as the database holds it and the administration pages edit it.

import { type Static, Type } from '@sinclair/typebox'
import { CallbackTerms } from './callback-terms.ts'
import { Id } from './ids.ts'
import { Language, Role, SeatCodec } from './reasons.ts'

const strict = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 60 })
/** Milliseconds, up to a day. */
const Duration = Type.Integer({ minimum: 0, maximum: 86_400_000 })

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

export const TeamConfig = Type.Object(
  { id: Id, name: Name, members: Type.Array(Id, { maxItems: 2000, uniqueItems: true }) },
  strict,
)
export type TeamConfig = Static<typeof TeamConfig>

/** A skill and who has it, how well: 1-10. */
export const SkillConfig = Type.Object(
  { id: Id, name: Name, levels: Type.Record(Id, Type.Integer({ minimum: 1, maximum: 10 })) },
  strict,
)
export type SkillConfig = Static<typeof SkillConfig>

export const AgentConfig = Type.Object(
  {
    id: Id,
    number: Type.String({ pattern: '^[0-9]{3,8}$' }),
    name: Name,
    role: Role,
    language: Language,
    /** null: as the site says. */
    seatCodec: Type.Union([SeatCodec, Type.Null()]),
    /** This person's calls are answered by themselves, after a beep. */
    autoAnswer: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type AgentConfig = Static<typeof AgentConfig>

const Day = Type.Integer({ minimum: 0, maximum: 6 })
const Minute = Type.Integer({ minimum: 0, maximum: 1440 })
/** A day of its own hours: a holiday when it has no span, else open in its spans alone. */
export const SpecialDay = Type.Object(
  {
    date: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
    spans: Type.Array(Type.Object({ from: Minute, to: Minute }, strict), { maxItems: 10 }),
  },
  strict,
)
export type SpecialDay = Static<typeof SpecialDay>

/** Opening hours: local minutes of the site's zone; 0 = Sunday. */
export const OpeningHours = Type.Object(
  {
    id: Id,
    name: Name,
    zone: Type.String({ maxLength: 60 }),
    spans: Type.Array(
      Type.Object(
        {
          days: Type.Array(Day, { maxItems: 7 }),
          from: Type.Integer({ minimum: 0, maximum: 1440 }),
          to: Type.Integer({ minimum: 0, maximum: 1440 }),
        },
        strict,
      ),
      { maxItems: 50 },
    ),
    /** Days that the week's spans are not for; missing in older events. */
    special: Type.Optional(Type.Array(SpecialDay, { maxItems: 400 })),
    /** 'open' and 'closed' override the spans until set back to 'auto'. */
    forced: Type.Union([Type.Literal('auto'), Type.Literal('open'), Type.Literal('closed')]),
  },
  strict,
)
export type OpeningHours = Static<typeof OpeningHours>

const Next = Type.String({ maxLength: 64 })
export const FlowNode = Type.Union([
  Type.Object({ id: Id, kind: Type.Literal('hours'), hours: Id, open: Next, closed: Next }, strict),
  Type.Object({ id: Id, kind: Type.Literal('play'), prompt: Name, next: Next }, strict),
  Type.Object(
    {
      id: Id,
      kind: Type.Literal('menu'),
      prompt: Name,
      keys: Type.Record(Type.String({ pattern: '^[0-9*#]$' }), Next),
      wrongPrompt: Name,
      silentPrompt: Name,
      timeoutMs: Duration,
      tries: Type.Integer({ minimum: 1, maximum: 10 }),
      failed: Next,
    },
    strict,
  ),
  Type.Object(
    {
      id: Id,
      kind: Type.Literal('queue'),
      queue: Id,
      full: Next,
      timeout: Next,
      /** Added to the queue's priority for callers who come by this node. */
      priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    },
    strict,
  ),
  Type.Object({ id: Id, kind: Type.Literal('message'), prompt: Name, maxMs: Duration, box: Id, next: Next }, strict),
  Type.Object({ id: Id, kind: Type.Literal('hang-up'), prompt: Type.Union([Name, Type.Null()]) }, strict),
])
export type FlowNode = Static<typeof FlowNode>

export const FlowDefinition = Type.Object(
  {
    id: Id,
    name: Name,
    version: Type.Integer({ minimum: 1 }),
    language: Language,
    start: Next,
    nodes: Type.Array(FlowNode, { maxItems: 500 }),
  },
  strict,
)
export type FlowDefinition = Static<typeof FlowDefinition>

/** A number that can be called (DID) and what answers it. */
export const DidConfig = Type.Object(
  { number: Type.String({ pattern: '^\\+?[0-9]{3,15}$' }), name: Name, flow: Id },
  strict,
)
export type DidConfig = Static<typeof DidConfig>

export const AudioCodec = Type.Union([
  Type.Literal('PCMA'),
  Type.Literal('PCMU'),
  Type.Literal('G722'),
  Type.Literal('opus'),
])

export const SipLineConfig = Type.Object(
  {
    id: Id,
    name: Name,
    kind: Type.Literal('sip'),
    enabled: Type.Boolean(),
    /** Where calls go out to and requests are accepted from: host or address. */
    host: Type.String({ minLength: 1, maxLength: 253 }),
    /** 0: by DNS SRV, and where there is none 5060 (5061 for TLS). */
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** 'auto': what the host's name says, by DNS NAPTR and SRV. */
    transport: Type.Union([Type.Literal('udp'), Type.Literal('tcp'), Type.Literal('tls'), Type.Literal('auto')]),
    /** Requests over 1300 octets may go by TCP on a UDP line (RFC 3261 §18.1.1). */
    largeOverTcp: Type.Boolean(),
    /** Outbound proxy: host or host:port that everything is sent to instead of `host`; '' = none. */
    proxy: Type.String({ maxLength: 260 }),
    /** PEM of the authorities that may sign the trunk's certificate; '' = the well-known ones. */
    authorities: Type.String({ maxLength: 65_536 }),
    /** Whoever calls by this line shows a certificate of its host, signed by `authorities`; without that nothing is taken from it. Of TLS lines. */
    checksPeer: Type.Optional(Type.Boolean()),
    /** Addresses and CIDR blocks that calls may come from besides those of the host. */
    sources: Type.Array(Type.String({ minLength: 2, maxLength: 49 }), { maxItems: 50 }),
    register: Type.Boolean(),
    user: Type.String({ maxLength: 64 }),
    password: Type.String({ maxLength: 128 }),
    /** Own numbers that may be shown to the called party; the first is the default. */
    numbers: Type.Array(Type.String({ pattern: '^\\+?[0-9]{3,15}$' }), { maxItems: 100 }),
    outbound: Type.Boolean(),
    maxCalls: Type.Integer({ minimum: 1, maximum: 1000 }),
    /** Calls that may begin within a second, both ways together; 0 = no limit. */
    maxCallsPerSecond: Type.Integer({ minimum: 0, maximum: 500 }),
    /** Media may come from another address than the SDP names (a trunk behind NAT). */
    nat: Type.Boolean(),
    /** Listen for digits in the sound even where events were negotiated: some gateways send none. */
    inBandDigits: Type.Optional(Type.Boolean()),
    /** Bring its callers' voices to the usual level. */
    automaticGain: Type.Optional(Type.Boolean()),
    /** Added to the priority of its callers in every queue. */
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Prompt or music list on hold, of calls that no queue has music for; without it 'music'. */
    music: Type.Optional(Name),
    /** What calls of this line are offered, in this order; without it PCMA, PCMU, G722, opus. */
    codecs: Type.Optional(Type.Array(AudioCodec, { minItems: 1, maxItems: 4, uniqueItems: true })),
    /** SRTP with keys in the SDP (SDES): 'optional' offers it beside plain RTP, 'required' takes no other. Off when absent. */
    srtp: Type.Optional(Type.Union([Type.Literal('off'), Type.Literal('optional'), Type.Literal('required')])),
    /** A hold is told to the trunk by re-INVITE; else the far end only hears the music. */
    signalsHold: Type.Optional(Type.Boolean()),
    /** The trunk may send a call of its own on to another of our numbers (REFER). */
    transfers: Type.Optional(Type.Boolean()),
    /** Called parties are not shown our number; the trunk still is told it. */
    withheld: Type.Optional(Type.Boolean()),
    /** What a flow plays before its first menu, queue or message is heard before the call is answered, and costs the caller nothing. */
    early: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type SipLineConfig = Static<typeof SipLineConfig>

export const SimulatorLineConfig = Type.Object(
  {
    id: Id,
    name: Name,
    kind: Type.Literal('simulator'),
    enabled: Type.Boolean(),
    /** The simulated exchange's number for this analogue line: the DID that its calls are for. */
    number: Type.String({ pattern: '^\\+?[0-9]{3,15}$' }),
    outbound: Type.Boolean(),
    callerId: Type.Union([Type.Literal('fsk'), Type.Literal('dtmf'), Type.Literal('none')]),
    automaticGain: Type.Optional(Type.Boolean()),
    /** Added to the priority of its callers in every queue. */
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Prompt or music list on hold, of calls that no queue has music for; without it 'music'. */
    music: Type.Optional(Name),
  },
  strict,
)
export type SimulatorLineConfig = Static<typeof SimulatorLineConfig>

export const LineConfig = Type.Union([SipLineConfig, SimulatorLineConfig])
export type LineConfig = Static<typeof LineConfig>
