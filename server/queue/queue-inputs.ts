// What a caller's place in a queue is told, and the words in which it tells how that ended.
import type { AgentId, CallId, LegId, Ms, QueueId } from '#protocol/ids'
import type { QueueConfig, StoredQueue } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import type { Introduction } from '../call/introduce.ts'
import type { EntryCallback } from '../callback/callback-inputs.ts'
import type { ConsoleAway, ConsoleEntryInput } from '../console/console-inputs.ts'
import type { WaitEstimate } from './wait-estimate.ts'

/** What a call keeps of the queue it is in, so that it needs no configuration later. */
export type QueueTerms = Pick<QueueConfig, 'id' | 'priority' | 'wrapUpMs' | 'music'> & {
  wrapUpExtensions?: number
  /** Missing: the two are joined at once. */
  introduction?: Introduction
}

/** Why a queue let a caller go without an agent. */
export type LeftQueue =
  | 'full'
  | 'timeout'
  | 'nobody'
  | 'on-break'
  | 'key'
  | 'expected'
  | 'overflow'
  | 'closed'
  | 'holiday'
  | 'moved'
  | ConsoleAway['why']

/** Who could take a queue's callers: nobody is signed in; all who are, are not ready; somebody is at work. */
export type Staffing = 'nobody' | 'on-break' | 'at-work'

export type OfferEnd = 'no-answer' | 'declined' | 'seat-lost' | 'withdrawn'

/** What raises a caller's priority above the queue's. */
export type EntryMarks = { vip: boolean; red?: boolean; line: number; flow: number }

export type QueueEntryInput =
  | ({
      type: 'enter'
      callId: CallId
      legId: LegId
      queue: StoredQueue
      language: Language
      waiting: number
      head: boolean
      enteredAt: Ms
      marks?: EntryMarks
      /** The agent whom the strategy wants for this caller. */
      preferred?: AgentId
      /** Missing in older events: somebody is at work. */
      staffing?: Staffing
      /** The caller's number, by which one who calls again is known. */
      customer?: string
      /** By the queue's hours; missing: it is open, or has none. */
      hours?: 'closed' | 'holiday'
      /** How long the caller will wait; missing in older events, and when an agent is free or nobody is at work. */
      estimate?: WaitEstimate
      /** The console does not take its calls now. */
      away?: ConsoleAway
    } & EntryCallback)
  /** The queue's settings have changed. */
  | { type: 'reconfigure'; queue: QueueConfig }
  /** `auto`: this agent's calls are answered by themselves. `beside`: rings too, whatever the strategy (Q33). */
  | { type: 'offer'; agentId: AgentId; lease: number; auto?: boolean; beside?: true }
  | { type: 'accept'; agentId: AgentId; lease: number }
  | { type: 'decline'; agentId: AgentId; lease: number }
  /** An agent at whose seat it does not ring takes the caller. */
  | { type: 'pick-up'; agentId: AgentId }
  | { type: 'agent-lost'; agentId: AgentId }
  | { type: 'player.finished'; playerId: string }
  | { type: 'leave' }
  | { type: 'digit'; digit: string }
  /** A supervisor puts the caller before all others, or into another queue. */
  | { type: 'to-head' }
  | { type: 'move'; queueId: QueueId }
  /** Nobody is there any more who could take the queue's callers. */
  | { type: 'unstaffed'; staffing: 'nobody' | 'on-break' }
  | ConsoleEntryInput
  | { type: 'gateway.reconciled'; players: string[] }
  | { type: 'timer'; name: 'ring' | 'wait' | 'announce' | 'overflow' }
