// One caller's place in one queue, from entering to leaving. Rules Q1-Q14 in SPEC.md.
import type { QueueConfig } from '#protocol/config'
import type { AgentId, CallId, LegId, Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { assertNever } from '../machine/assert-never.ts'
import type { CallInput, Effect, OfferEnd, QueueEntryInput } from '../machine/inputs.ts'

type Place = {
  id: string
  callId: CallId
  legId: LegId
  queue: QueueConfig
  language: Language
  /** What waiting counts from; a caller put back at the head keeps it. */
  enteredAt: Ms
  head: boolean
  /** The player that runs now and what it plays. */
  playerId: string
  sound: 'announcement' | 'music'
  players: number
  /** Agents who refused this caller, and until when they are not asked again. */
  passed: Record<AgentId, Ms>
  /** The waiting limit has run out during an offer: leave when the offer fails. */
  overdue: boolean
}
export type QueueEntry =
  | { state: 'new'; id: string }
  | (Place & { state: 'waiting' })
  | (Place & { state: 'offered'; agentId: AgentId; lease: number; offeredAt: Ms; until: Ms })
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

function enter(id: string, input: QueueEntryInput & { type: 'enter' }): [QueueEntry, Effect[]] {
  const { callId, legId, queue, language, waiting, head, enteredAt } = input
  if (!head && waiting >= queue.maxWaiting)
    return [{ state: 'ended', id, callId }, [tellCall(callId, { type: 'queue.left', why: 'full' })]]
  const place = { id, callId, legId, queue, language, enteredAt, head, passed: {}, overdue: false }
  const [entry, play] = sound({ ...place, playerId: '', sound: 'music', players: 0 } as Place, 'announcement', [
    'queue-wait',
  ])
  const effects: Effect[] = [play]
  if (queue.maxWaitMs > 0) effects.push({ type: 'set-timer', name: 'wait', after: queue.maxWaitMs })
  if (queue.announceEveryMs > 0) effects.push({ type: 'set-timer', name: 'announce', after: queue.announceEveryMs })
  return [{ ...entry, state: 'waiting' }, effects]
}

type Waiting = QueueEntry & { state: 'waiting' }
type Offered = QueueEntry & { state: 'offered' }

function offer(entry: Waiting, agentId: AgentId, lease: number, now: Ms): [QueueEntry, Effect[]] {
  const { queue, callId, id } = entry
  return [
    { ...entry, state: 'offered', agentId, lease, offeredAt: now, until: now + queue.ringMs },
    [
      { type: 'set-timer', name: 'ring', after: queue.ringMs },
      { type: 'tell', machine: 'agent', id: agentId, input: { type: 'offer', callId, entryId: id, lease } },
      tellCall(callId, { type: 'queue.offered', agentId }),
    ],
  ]
}

function accept(entry: Offered): [QueueEntry, Effect[]] {
  const { id, priority, wrapUpMs, music } = entry.queue
  const terms = { id, priority, wrapUpMs, music }
  return [
    ended(entry),
    [
      ...clearTimers,
      stopPlayer(entry),
      tellCall(entry.callId, { type: 'queue.accepted', agentId: entry.agentId, terms }),
    ],
  ]
}

function timeUp(entry: Place): [QueueEntry, Effect[]] {
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), tellCall(entry.callId, { type: 'queue.left', why: 'timeout' })],
  ]
}

function offerFailed(entry: Offered, why: OfferEnd, now: Ms): [QueueEntry, Effect[]] {
  const { agentId, lease, offeredAt: _offeredAt, until: _until, ...place } = entry
  const noAnswerLimit = entry.queue.noAnswerLimit
  const effects: Effect[] = [
    { type: 'clear-timer', name: 'ring' },
    { type: 'tell', machine: 'agent', id: agentId, input: { type: 'offer-ended', lease, why, noAnswerLimit } },
    tellCall(entry.callId, { type: 'queue.offer-ended', agentId, why }),
  ]
  if (entry.overdue) {
    const [left, more] = timeUp(place)
    return [left, [...effects, ...more]]
  }
  return [{ ...place, state: 'waiting', passed: { ...entry.passed, [agentId]: now + PASS_OVER_MS } }, effects]
}

function leave(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const effects: Effect[] = [...clearTimers, stopPlayer(entry)]
  if (entry.state === 'offered') {
    const input = { type: 'offer-ended', lease: entry.lease, why: 'withdrawn', noAnswerLimit: 0 } as const
    effects.push({ type: 'tell', machine: 'agent', id: entry.agentId, input })
  }
  return [ended(entry), effects]
}

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
    case 'ring':
      return entry.state === 'offered' ? offerFailed(entry, 'no-answer', now) : [entry, []]
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
      return entry.state === 'waiting' ? offer(entry, input.agentId, input.lease, now) : [entry, []]
    case 'accept':
      return isHolder(entry, input) ? accept(entry as Offered) : [entry, []]
    case 'decline':
      return isHolder(entry, input) ? offerFailed(entry as Offered, 'declined', now) : [entry, []]
    case 'agent-lost':
      if (entry.state !== 'offered' || entry.agentId !== input.agentId) return [entry, []]
      return offerFailed(entry, 'seat-lost', now)
    case 'player.finished':
      return input.playerId === entry.playerId && entry.sound === 'announcement' ? musicAfter(entry) : [entry, []]
    case 'gateway.reconciled':
      return input.players.includes(entry.playerId) ? [entry, []] : musicAfter(entry)
    case 'leave':
      return leave(entry)
    case 'timer':
      return timer(entry, input.name, now)
    case 'enter':
      return [entry, []]
    default:
      return assertNever(input)
  }
}

/** Q6: only the agent whose lease is the running one may answer or decline. */
function isHolder(entry: Waiting | Offered, by: { agentId: AgentId; lease: number }): boolean {
  return entry.state === 'offered' && entry.agentId === by.agentId && entry.lease === by.lease
}

export function stepQueueEntry(entry: QueueEntry, input: QueueEntryInput, now: Ms): [QueueEntry, Effect[]] {
  if (entry.state === 'ended') return [entry, []]
  if (entry.state === 'new') return input.type === 'enter' ? enter(entry.id, input) : [entry, []]
  return whileIn(entry, input, now)
}
