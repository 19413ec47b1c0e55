// One caller's place in one queue, from entering to leaving. Rules Q1-Q24, Q31, N1-N9, X1-X9 in SPEC.md.
import type { QueueConfig } from '#protocol/config'
import type { AgentId, CallId, LegId, Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import type { WayOut } from '../callback/callback-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type {
  CallInput,
  Effect,
  EntryMarks,
  LeftQueue,
  OfferEnd,
  QueueEntryInput,
  QueueTerms,
} from '../machine/inputs.ts'
import { firstAnnouncementMs, isLongWait, nextPrompts, rhythmOf } from './announcement.ts'
import { isPromised, overflowAfterMs, sentAway, unstaffedTarget } from './limits.ts'
import { wholeQueue } from './queue-settings.ts'
import { heard } from './silence.ts'
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
  /** X9: called back; can be; and: is not on the phone (Q32). */
  promised: boolean
  callable: boolean
  silent: boolean
  marks: EntryMarks
  /** The agent whom this caller should have before all others. */
  preferred: AgentId | null
  /** Who was asked last; where a hunt goes on. */
  lastAsked: AgentId | null
  /** The player that runs now and what it plays. */
  playerId: string
  sound: 'announcement' | 'music'
  players: number
  /** Announcements made, and whether the notice of a long wait was among what was said. */
  announced: number
  delayTold: boolean
  /** Agents who refused this caller, and until when they are not asked again. */
  passed: Record<AgentId, Ms>
  /** Waiting has come to its end during an offer, by this: leave when the offer fails. */
  overdue: 'timeout' | 'overflow' | null
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

/** N9: an announcement that would cut another one short looks again after this. */
const AFTER_ANOTHER_MS: Ms = 1000

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
  { type: 'clear-timer', name: 'overflow' },
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

export const NO_MARKS: EntryMarks = { vip: false, line: 0, flow: 0 }

function enter(id: string, input: QueueEntryInput & { type: 'enter' }, now: Ms): [QueueEntry, Effect[]] {
  const { callId, legId, language, head, enteredAt, promised = false, callable = false, silent = false } = input
  const queue = wholeQueue(input.queue)
  const refused = isPromised({ head, promised }) ? null : sentAway(queue, input)
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
    promised,
    callable,
    silent,
    marks: input.marks ?? NO_MARKS,
    preferred: input.preferred ?? null,
    lastAsked: null,
    playerId: '',
    sound: 'music',
    players: 0,
    announced: 0,
    delayTold: !head && isLongWait(queue, input),
    passed: {},
    overdue: null,
  }
  const [entry, play] = sound(place, 'announcement', [place.delayTold ? queue.delayPrompt : 'queue-wait'])
  const effects: Effect[] = [play]
  if (queue.maxWaitMs > 0 && !promised) effects.push({ type: 'set-timer', name: 'wait', after: queue.maxWaitMs })
  const first = firstAnnouncementMs(queue)
  if (first > 0) effects.push({ type: 'set-timer', name: 'announce', after: first })
  const overflow = overflowAfterMs(place)
  if (overflow > 0) effects.push({ type: 'set-timer', name: 'overflow', after: overflow })
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
  { agentId, lease, auto = false }: QueueEntryInput & { type: 'offer' },
  now: Ms,
): [QueueEntry, Effect[]] {
  if (!mayRingAt(entry, agentId)) return [entry, []]
  const { callId, id: entryId } = entry
  const before = entry.state === 'offered' ? entry.offers : []
  // Where it rings at several, who answers first has the call.
  const answersItself = (auto || entry.queue.autoAnswer) && !ringsAtSeveral(entry.queue.strategy)
  const offered = { type: 'offer' as const, callId, entryId, lease, ...(answersItself ? { auto: true } : {}) }
  const offers = [...before, { agentId, lease, at: now, until: now + entry.queue.ringMs }]
  return [
    { ...entry, state: 'offered', offers, lastAsked: agentId },
    [
      ringTimer(offers, now),
      { type: 'tell', machine: 'agent', id: agentId, input: offered },
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
export function termsOf(queue: QueueConfig): QueueTerms {
  const { id, priority, wrapUpMs, music, wrapUpExtensions, whisper, agentNumber, agentName, greeting } = queue
  const terms = { id, priority, wrapUpMs, music, wrapUpExtensions }
  const introduction = { whisper, agentNumber, agentName, greeting }
  return Object.values(introduction).some(Boolean) ? { ...terms, introduction } : terms
}

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

/** Q30: a colleague takes what rings elsewhere. */
function pickedUp(entry: Waiting | Offered, agentId: AgentId): [QueueEntry, Effect[]] {
  if (entry.state !== 'offered') return [entry, []]
  const { callId } = entry
  const [taken, effects] = accept(entry, agentId)
  return [taken, [{ type: 'tell', machine: 'agent', id: agentId, input: { type: 'pick-up', callId } }, ...effects]]
}

function goOn(entry: Place, why: LeftQueue, target: WayOut): [QueueEntry, Effect[]] {
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), tellCall(entry.callId, { type: 'queue.left', why, target })],
  ]
}

/** Q11, X6. An overflow that has been taken back meanwhile moves nobody. */
function timeUp(entry: Waiting, why: 'timeout' | 'overflow'): [QueueEntry, Effect[]] {
  const { targets, overflow } = entry.queue
  const target = why === 'timeout' ? targets.timeout : overflow?.target
  return target ? goOn(entry, why, target) : [{ ...entry, overdue: null }, []]
}

/** Q21: who presses a key goes at once, also while it rings. */
function pressed(entry: Waiting | Offered, digit: string): [QueueEntry, Effect[]] {
  const target = entry.queue.keys[digit]
  if (!target) return [entry, []]
  return target.kind === 'callback' ? askedBack(entry) : goAtOnce(entry, 'key', target)
}

/** Q31: with the place kept; who cannot be called back is told so and waits on. */
function askedBack(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const { id: queueId, callback } = entry.queue
  const promise = callback && { queueId, place: entry.enteredAt, tries: callback.tries, pauseMs: callback.pauseMs }
  if (promise && entry.callable) return goAtOnce(entry, 'key', { kind: 'callback', ...promise })
  if (entry.state === 'offered') return [entry, []]
  const [next, play] = sound(entry, 'announcement', ['callback-not-possible'])
  return [next, [play]]
}

/** Whoever's phone rings is told that the offer is withdrawn. */
function goAtOnce(entry: Waiting | Offered, why: LeftQueue, target: WayOut): [QueueEntry, Effect[]] {
  const withdrawn =
    entry.state === 'offered' ? entry.offers.map((offer) => endOffer(offer, 'withdrawn', entry.queue)) : []
  const [gone, effects] = goOn(entry, why, target)
  return [gone, [...withdrawn, ...effects]]
}

/** Q20. One put back at the head was promised an agent and waits. */
function unstaffed(entry: Waiting | Offered, staffing: 'nobody' | 'on-break'): [QueueEntry, Effect[]] {
  const target = unstaffedTarget(entry.queue, staffing)
  return target === null || isPromised(entry) || entry.state === 'offered' ? [entry, []] : goOn(entry, staffing, target)
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
  const waiting: Waiting = { ...place, state: 'waiting', passed }
  if (!entry.overdue) return [waiting, [clear, ...effects]]
  const [gone, more] = timeUp(waiting, entry.overdue)
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
  if (queue.maxWaitMs !== entry.queue.maxWaitMs && !entry.promised)
    effects.push(retime('wait', queue.maxWaitMs, entry.since - now))
  const overflow = overflowAfterMs(entry, queue)
  if (overflow !== overflowAfterMs(entry)) effects.push(retime('overflow', overflow, entry.since - now))
  if (rhythmOf(queue) !== rhythmOf(entry.queue)) effects.push(retime('announce', firstAnnouncementMs(queue), 0))
  if (queue.music === entry.queue.music || entry.sound !== 'music' || entry.state === 'offered') return [next, effects]
  const [playing, play] = musicAfter(next)
  return [playing, [...effects, stopPlayer(entry), ...play]]
}

const retime = (name: 'wait' | 'announce' | 'overflow', after: Ms, passed: Ms): Effect =>
  after === 0 ? { type: 'clear-timer', name } : { type: 'set-timer', name, after: Math.max(0, after + passed) }

function musicAfter<E extends Waiting | Offered>(entry: E): [QueueEntry, Effect[]] {
  const [next, play] = sound(entry, 'music', [entry.queue.music])
  return [next, [play]]
}

function announce(entry: Waiting | Offered, now: Ms): [QueueEntry, Effect[]] {
  const { queue } = entry
  const again: Effect[] =
    queue.announceEveryMs > 0 ? [{ type: 'set-timer', name: 'announce', after: queue.announceEveryMs }] : []
  if (entry.state === 'offered') return [entry, again]
  if (entry.sound === 'announcement') return [entry, [{ type: 'set-timer', name: 'announce', after: AFTER_ANOTHER_MS }]]
  const players = entry.players + 1
  const playerId = `queue-entry:${entry.id}:${players}`
  const { legId, id: entryId, language } = entry
  const { delayTold, prompts } = nextPrompts(entry, now)
  return [
    { ...entry, players, playerId, sound: 'announcement', announced: entry.announced + 1, delayTold },
    [...again, { type: 'announce', playerId, legId, entryId, language, say: queue.announce, prompts }],
  ]
}

function timer(
  entry: Waiting | Offered,
  name: 'ring' | 'wait' | 'announce' | 'overflow',
  now: Ms,
): [QueueEntry, Effect[]] {
  switch (name) {
    case 'ring': {
      if (entry.state !== 'offered') return [entry, []]
      const due = Math.max(now, ringsOut(entry.offers))
      const missed = entry.offers.filter((offer) => offer.until <= due)
      return offersFailed(entry, missed, 'no-answer', now)
    }
    case 'wait':
    case 'overflow': {
      const why = name === 'wait' ? 'timeout' : 'overflow'
      return entry.state === 'offered' ? [{ ...entry, overdue: entry.overdue ?? why }, []] : timeUp(entry, why)
    }
    case 'announce':
      return announce(entry, now)
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
    case 'pick-up':
      return pickedUp(entry, input.agentId)
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
  if (entry.state !== 'new') return heard(entry, whileIn(entry, input, now))
  return input.type === 'enter' ? heard(input, enter(entry.id, input, now)) : [entry, []]
}
