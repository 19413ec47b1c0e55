// What is kept of one caller in one queue.
import type { AgentId, CallId, LegId, Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import type { Effect } from '../machine/effects.ts'
import type { EntryMarks, OfferEnd } from './queue-inputs.ts'

export type Place = {
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
export type Offering = { agentId: AgentId; lease: number; at: Ms; until: Ms; beside?: true }

export type QueueEntry =
  | { state: 'new'; id: string }
  | (Place & { state: 'waiting' })
  | (Place & { state: 'offered'; offers: readonly Offering[] })
  | { state: 'ended'; id: string; callId: CallId | null }

export type Waiting = QueueEntry & { state: 'waiting' }

export type Offered = QueueEntry & { state: 'offered' }

export const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })

export const NO_MARKS: EntryMarks = { vip: false, line: 0, flow: 0 }

export const clearTimers: Effect[] = [
  { type: 'clear-timer', name: 'ring' },
  { type: 'clear-timer', name: 'wait' },
  { type: 'clear-timer', name: 'announce' },
  { type: 'clear-timer', name: 'overflow' },
]

export function ended(place: Place): QueueEntry {
  return { state: 'ended', id: place.id, callId: place.callId }
}

/** Q33: who rings beside is not counted for it. */
export const endOffer = ({ agentId, lease, beside }: Offering, why: OfferEnd, queue: QueueConfig): Effect => ({
  type: 'tell',
  machine: 'agent',
  id: agentId,
  input: {
    type: 'offer-ended',
    lease,
    why: beside ? 'withdrawn' : why,
    noAnswerLimit: queue.noAnswerLimit,
    declineLimit: queue.declineLimit,
  },
})
