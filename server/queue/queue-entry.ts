// One caller's place in one queue, from entering to leaving. Rules Q1-Q24 in SPEC.md.
import type { QueueConfig, QueueTarget } from '#protocol/config'
import type { AgentId, CallId, LegId, Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { assertNever } from '../machine/assert-never.ts'
import type {
  CallInput,
  Effect,
  EntryMarks,
  LeftQueue,
  OfferEnd,
  QueueEntryInput,
  QueueTerms,
  Staffing,
} from '../machine/inputs.ts'
import { wholeQueue } from './queue-settings.ts'
import { ringsAtSeveral } from './strategy.ts'

type Place = {
  id: string
  callId: CallId
  legId: LegId
  queue: QueueConfig
  language: Language
  /** What waiting counts from; a caller put back at the head keeps it. */
  enteredAt: Ms
  /** When this place was taken; what the waiting limit counts from. */
  since: Ms
  head: boolean
  marks: EntryMarks
  /** The agent whom this caller should have before all others. */
  preferred: AgentId | null
  /** Who was asked last; where a hunt goes on. */
  lastAsked: AgentId | null
  /** The player that runs now and what it plays. */
  playerId: string
  sound: 'announcement' | 'music'
  players: number
  /** Agents who refused this caller, and until when they are not asked again. */
  passed: Record<AgentId, Ms>
  /** The waiting limit has run out during an offer: leave when the offer fails. */
  overdue: boolean
}
/** One agent's phone that rings for the caller. */
type Offering = { agentId: AgentId; lease: number; at: Ms; until: Ms }
export type QueueEntry =
  | { state: 'new'; id: string }
  | (Place & { state: 'waiting' })
  | (Place & { state: 'offered'; offers: readonly Offering[] })
  | { state: 'ended'; id: string; callId: CallId | null }

/** Q8: an agent who declined or missed this caller is not offered it again for this long. */
export const PASS_OVER_MS: Ms = 10_000

export const newQueueEntry = (id: string): QueueEntry => ({ state: 'new', id })

const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })
const stopPlayer = (place: Place): Effect => ({
  type: 'gateway',
  command: { type: 'player.stop', playerId: place.playerId },
})
const clearTimers: Effect[] = [
  { type: 'clear-timer', name: 'ring' },
  { type: 'clear-timer', name: 'wait' },
  { type: 'clear-timer', name: 'announce' },
]

function sound<P extends Place>(place: P, kind: 'announcement' | 'music', prompts: string[]): [P, Effect] {
  const players = place.players + 1
  const playerId = `queue-entry:${place.id}:${players}`
  const { legId, language } = place
  return [
    { ...place, players, playerId, sound: kind },
    { type: 'play', playerId, legId, prompts, language, loop: kind === 'music', bargeIn: false },
  ]
}

function ended(place: Place): QueueEntry {
  return { state: 'ended', id: place.id, callId: place.callId }
}

/** Q20: where a queue that nobody serves now sends its callers; null = they wait. */
const unstaffedTarget = ({ targets }: QueueConfig, staffing: Staffing): QueueTarget | null =>
  staffing === 'nobody' ? targets.nobody : staffing === 'on-break' ? targets.onBreak : null

function notEntered(queue: QueueConfig, waiting: number, staffing: Staffing) {
  const target = unstaffedTarget(queue, staffing)
  if (target !== null && staffing !== 'at-work') return { why: staffing, target }
  return waiting >= queue.maxWaiting ? { why: 'full' as const, target: queue.targets.full } : null
}

const NO_MARKS: EntryMarks = { vip: false, line: 0, flow: 0 }

function enter(id: string, input: QueueEntryInput & { type: 'enter' }, now: Ms): [QueueEntry, Effect[]] {
  const { callId, legId, language, waiting, head, enteredAt } = input
  const queue = wholeQueue(input.queue)
  const refused = head ? null : notEntered(queue, waiting, input.staffing ?? 'at-work')
  if (refused) return [{ state: 'ended', id, callId }, [tellCall(callId, { type: 'queue.left', ...refused })]]
  const place: Place = {
    id,
    callId,
    legId,
    queue,
    language,
    enteredAt,
    since: now,
    head,
    marks: input.marks ?? NO_MARKS,
    preferred: input.preferred ?? null,
    lastAsked: null,
    playerId: '',
    sound: 'music',
    players: 0,
    passed: {},
    overdue: false,
  }
  const [entry, play] = sound(place, 'announcement', ['queue-wait'])
  const effects: Effect[] = [play]
  if (queue.maxWaitMs > 0) effects.push({ type: 'set-timer', name: 'wait', after: queue.maxWaitMs })
  if (queue.announceEveryMs > 0) effects.push({ type: 'set-timer', name: 'announce', after: queue.announceEveryMs })
  return [{ ...entry, state: 'waiting' }, effects]
}

type Waiting = QueueEntry & { state: 'waiting' }
type Offered = QueueEntry & { state: 'offered' }

/** Q4: a second phone rings only where the strategy rings at several. */
const mayRingAt = (entry: Waiting | Offered, agentId: AgentId): boolean =>
  entry.state === 'waiting' ||
  (ringsAtSeveral(entry.queue.strategy) && !entry.offers.some((offer) => offer.agentId === agentId))

function offer(
  entry: Waiting | Offered,
  { agentId, lease }: QueueEntryInput & { type: 'offer' },
  now: Ms,
): [QueueEntry, Effect[]] {
  if (!mayRingAt(entry, agentId)) return [entry, []]
  const { callId, id: entryId } = entry
  const before = entry.state === 'offered' ? entry.offers : []
  const offers = [...before, { agentId, lease, at: now, until: now + entry.queue.ringMs }]
  return [
    { ...entry, state: 'offered', offers, lastAsked: agentId },
    [
      ringTimer(offers, now),
      { type: 'tell', machine: 'agent', id: agentId, input: { type: 'offer', callId, entryId, lease } },
      tellCall(callId, { type: 'queue.offered', agentId }),
    ],
  ]
}

const ringsOut = (offers: readonly Offering[]): Ms => Math.min(...offers.map((offer) => offer.until))
const ringTimer = (offers: readonly Offering[], now: Ms): Effect => ({
  type: 'set-timer',
  name: 'ring',
  after: Math.max(0, ringsOut(offers) - now),
})
const endOffer = ({ agentId, lease }: Offering, why: OfferEnd, queue: QueueConfig): Effect => ({
  type: 'tell',
  machine: 'agent',
  id: agentId,
  input: {
    type: 'offer-ended',
    lease,
    why,
    noAnswerLimit: queue.noAnswerLimit,
    declineLimit: queue.declineLimit,
  },
})

/** What a call keeps of its queue. */
export const termsOf = ({ id, priority, wrapUpMs, music, wrapUpExtensions }: QueueConfig): QueueTerms => ({
  id,
  priority,
  wrapUpMs,
  music,
  wrapUpExtensions,
})

function accept(entry: Offered, agentId: AgentId): [QueueEntry, Effect[]] {
  const terms = termsOf(entry.queue)
  const beaten = entry.offers.filter((offer) => offer.agentId !== agentId)
  return [
    ended(entry),
    [
      ...clearTimers,
      stopPlayer(entry),
      ...beaten.map((offer) => endOffer(offer, 'withdrawn', entry.queue)),
      tellCall(entry.callId, { type: 'queue.accepted', agentId, terms }),
    ],
  ]
}

function goOn(entry: Place, why: LeftQueue, target: QueueTarget): [QueueEntry, Effect[]] {
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), tellCall(entry.callId, { type: 'queue.left', why, target })],
  ]
}

const timeUp = (entry: Place): [QueueEntry, Effect[]] => goOn(entry, 'timeout', entry.queue.targets.timeout)

/** Q21: who presses a key goes at once, also while it rings. */
function pressed(entry: Waiting | Offered, digit: string): [QueueEntry, Effect[]] {
  const target = entry.queue.keys[digit]
  return target ? goAtOnce(entry, 'key', target) : [entry, []]
}

/** Whoever's phone rings is told that the offer is withdrawn. */
function goAtOnce(entry: Waiting | Offered, why: LeftQueue, target: QueueTarget): [QueueEntry, Effect[]] {
  const withdrawn =
    entry.state === 'offered' ? entry.offers.map((offer) => endOffer(offer, 'withdrawn', entry.queue)) : []
  const [gone, effects] = goOn(entry, why, target)
  return [gone, [...withdrawn, ...effects]]
}

/** Q20. One put back at the head was promised an agent and waits. */
function unstaffed(entry: Waiting | Offered, staffing: 'nobody' | 'on-break'): [QueueEntry, Effect[]] {
  const target = unstaffedTarget(entry.queue, staffing)
  return target === null || entry.head || entry.state === 'offered' ? [entry, []] : goOn(entry, staffing, target)
}

function offersFailed(entry: Offered, failed: readonly Offering[], why: OfferEnd, now: Ms): [QueueEntry, Effect[]] {
  const { offers, ...place } = entry
  const left = offers.filter((offer) => !failed.includes(offer))
  const effects = failed.flatMap((offer) => [
    endOffer(offer, why, entry.queue),
    tellCall(entry.callId, { type: 'queue.offer-ended', agentId: offer.agentId, why }),
  ])
  const passes = failed.map(({ agentId }) => [agentId, now + PASS_OVER_MS])
  const passed = { ...entry.passed, ...Object.fromEntries(passes) }
  if (left.length > 0) return [{ ...entry, offers: left, passed }, [ringTimer(left, now), ...effects]]
  const clear: Effect = { type: 'clear-timer', name: 'ring' }
  if (!entry.overdue) return [{ ...place, state: 'waiting', passed }, [clear, ...effects]]
  const [gone, more] = timeUp(place)
  return [gone, [clear, ...effects, ...more]]
}

function leave(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const offers = entry.state === 'offered' ? entry.offers : []
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), ...offers.map((offer) => endOffer(offer, 'withdrawn', entry.queue))],
  ]
}

/** Q15: the settings as they are now; what they time is timed anew. */
function reconfigure(entry: Waiting | Offered, queue: QueueConfig, now: Ms): [QueueEntry, Effect[]] {
  const preferred = queue.strategy === entry.queue.strategy ? entry.preferred : null
  const next = { ...entry, queue, preferred }
  const effects: Effect[] = []
  if (queue.maxWaitMs !== entry.queue.maxWaitMs) effects.push(retime('wait', queue.maxWaitMs, entry.since - now))
  if (queue.announceEveryMs !== entry.queue.announceEveryMs) effects.push(retime('announce', queue.announceEveryMs, 0))
  if (queue.music === entry.queue.music || entry.sound !== 'music' || entry.state === 'offered') return [next, effects]
  const [playing, play] = musicAfter(next)
  return [playing, [...effects, stopPlayer(entry), ...play]]
}

const retime = (name: 'wait' | 'announce', after: Ms, passed: Ms): Effect =>
  after === 0 ? { type: 'clear-timer', name } : { type: 'set-timer', name, after: Math.max(0, after + passed) }

function musicAfter<E extends Waiting | Offered>(entry: E): [QueueEntry, Effect[]] {
  const [next, play] = sound(entry, 'music', [entry.queue.music])
  return [next, [play]]
}

function announce(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const again: Effect = { type: 'set-timer', name: 'announce', after: entry.queue.announceEveryMs }
  if (entry.state === 'offered') return [entry, [again]]
  const players = entry.players + 1
  const playerId = `queue-entry:${entry.id}:${players}`
  const { legId, id: entryId, language } = entry
  return [
    { ...entry, players, playerId, sound: 'announcement' },
    [again, { type: 'announce-position', playerId, legId, entryId, language }],
  ]
}

function timer(entry: Waiting | Offered, name: 'ring' | 'wait' | 'announce', now: Ms): [QueueEntry, Effect[]] {
  switch (name) {
    case 'ring': {
      if (entry.state !== 'offered') return [entry, []]
      const due = Math.max(now, ringsOut(entry.offers))
      const missed = entry.offers.filter((offer) => offer.until <= due)
      return offersFailed(entry, missed, 'no-answer', now)
    }
    case 'wait':
      return entry.state === 'offered' ? [{ ...entry, overdue: true }, []] : timeUp(entry)
    case 'announce':
      return announce(entry)
    default:
      return assertNever(name)
  }
}

function whileIn(entry: Waiting | Offered, input: QueueEntryInput, now: Ms): [QueueEntry, Effect[]] {
  switch (input.type) {
    case 'offer':
      return offer(entry, input, now)
    case 'accept':
      return heldBy(entry, input) ? accept(entry as Offered, input.agentId) : [entry, []]
    case 'decline': {
      const held = heldBy(entry, input)
      return held ? offersFailed(entry as Offered, [held], 'declined', now) : [entry, []]
    }
    case 'agent-lost': {
      const lost = entry.state === 'offered' && entry.offers.find((offer) => offer.agentId === input.agentId)
      return lost ? offersFailed(entry as Offered, [lost], 'seat-lost', now) : [entry, []]
    }
    case 'player.finished':
      return input.playerId === entry.playerId && entry.sound === 'announcement' ? musicAfter(entry) : [entry, []]
    case 'gateway.reconciled':
      return input.players.includes(entry.playerId) ? [entry, []] : musicAfter(entry)
    case 'leave':
      return leave(entry)
    case 'timer':
      return timer(entry, input.name, now)
    case 'digit':
      return pressed(entry, input.digit)
    case 'to-head':
      return [entry.head ? entry : { ...entry, head: true }, []]
    case 'move':
      return goAtOnce(entry, 'moved', { kind: 'queue', queue: input.queueId })
    case 'unstaffed':
      return unstaffed(entry, input.staffing)
    case 'reconfigure':
      return reconfigure(entry, input.queue, now)
    case 'enter':
      return [entry, []]
    default:
      return assertNever(input)
  }
}

/** Q6: only an agent whose lease is a running one may answer or decline. */
function heldBy(entry: Waiting | Offered, by: { agentId: AgentId; lease: number }): Offering | undefined {
  if (entry.state !== 'offered') return undefined
  return entry.offers.find((offer) => offer.agentId === by.agentId && offer.lease === by.lease)
}

export function stepQueueEntry(entry: QueueEntry, input: QueueEntryInput, now: Ms): [QueueEntry, Effect[]] {
  if (entry.state === 'ended') return [entry, []]
  if (entry.state === 'new') return input.type === 'enter' ? enter(entry.id, input, now) : [entry, []]
  return whileIn(entry, input, now)
}
