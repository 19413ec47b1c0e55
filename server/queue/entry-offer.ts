// The phones that ring for a caller, and how that ends. Rules Q4-Q10, Q30 in SPEC.md.
import type { AgentId, Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { Effect } from '../machine/effects.ts'
import { timeUp } from './entry-exit.ts'
import {
  clearTimers,
  ended,
  endOffer,
  type Offered,
  type Offering,
  type QueueEntry,
  tellCall,
  type Waiting,
} from './entry-place.ts'
import { stopPlayer } from './entry-sound.ts'
import type { OfferEnd, QueueEntryInput, QueueTerms } from './queue-inputs.ts'
import { ringsAtSeveral } from './strategy.ts'

/** Q8: an agent who declined or missed this caller is not offered it again for this long. */
export const PASS_OVER_MS: Ms = 10_000

/** Q4: a second phone rings only where the strategy rings at several. */
const mayRingAt = (entry: Waiting | Offered, agentId: AgentId, beside: boolean): boolean =>
  entry.state === 'waiting' ||
  ((beside || ringsAtSeveral(entry.queue.strategy)) && !entry.offers.some((offer) => offer.agentId === agentId))

export function offer(
  entry: Waiting | Offered,
  { agentId, lease, auto = false, beside }: QueueEntryInput & { type: 'offer' },
  now: Ms,
): [QueueEntry, Effect[]] {
  if (!mayRingAt(entry, agentId, beside === true)) return [entry, []]
  const { callId, id: entryId } = entry
  const before = entry.state === 'offered' ? entry.offers : []
  // Where it rings at several, who answers first has the call.
  const answersItself = (auto || entry.queue.autoAnswer) && !ringsAtSeveral(entry.queue.strategy)
  const offered = { type: 'offer' as const, callId, entryId, lease, ...(answersItself ? { auto: true } : {}) }
  const offering = { agentId, lease, at: now, until: now + entry.queue.ringMs, ...(beside ? { beside } : {}) }
  const offers = [...before, offering]
  return [
    { ...entry, state: 'offered', offers, lastAsked: beside ? entry.lastAsked : agentId },
    [
      ringTimer(offers, now),
      { type: 'tell', machine: 'agent', id: agentId, input: offered },
      tellCall(callId, { type: 'queue.offered', agentId }),
    ],
  ]
}

export const ringsOut = (offers: readonly Offering[]): Ms => Math.min(...offers.map((offer) => offer.until))

const ringTimer = (offers: readonly Offering[], now: Ms): Effect => ({
  type: 'set-timer',
  name: 'ring',
  after: Math.max(0, ringsOut(offers) - now),
})

/** What a call keeps of its queue. */
export function termsOf(queue: QueueConfig): QueueTerms {
  const { id, priority, wrapUpMs, music, wrapUpExtensions, whisper, agentNumber, agentName, greeting } = queue
  const terms = { id, priority, wrapUpMs, music, wrapUpExtensions }
  const introduction = { whisper, agentNumber, agentName, greeting }
  return Object.values(introduction).some(Boolean) ? { ...terms, introduction } : terms
}

export function accept(entry: Offered, agentId: AgentId): [QueueEntry, Effect[]] {
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
export function pickedUp(entry: Waiting | Offered, agentId: AgentId): [QueueEntry, Effect[]] {
  if (entry.state !== 'offered') return [entry, []]
  const { callId } = entry
  const [taken, effects] = accept(entry, agentId)
  return [taken, [{ type: 'tell', machine: 'agent', id: agentId, input: { type: 'pick-up', callId } }, ...effects]]
}

export function offersFailed(
  entry: Offered,
  failed: readonly Offering[],
  why: OfferEnd,
  now: Ms,
): [QueueEntry, Effect[]] {
  const { offers, ...place } = entry
  const others = offers.filter((offer) => !failed.includes(offer))
  // Q33: who rings beside somebody does not ring alone.
  const left = others.every(({ beside }) => beside) ? [] : others
  const over = left.length > 0 ? failed : [...failed, ...others]
  const effects = over.flatMap((offer) => [
    endOffer(offer, why, entry.queue),
    tellCall(entry.callId, { type: 'queue.offer-ended', agentId: offer.agentId, why }),
  ])
  const passes = failed.filter(({ beside }) => !beside).map(({ agentId }) => [agentId, now + PASS_OVER_MS])
  const passed = { ...entry.passed, ...Object.fromEntries(passes) }
  if (left.length > 0) return [{ ...entry, offers: left, passed }, [ringTimer(left, now), ...effects]]
  const clear: Effect = { type: 'clear-timer', name: 'ring' }
  const waiting: Waiting = { ...place, state: 'waiting', passed }
  if (!entry.overdue) return [waiting, [clear, ...effects]]
  const [gone, more] = timeUp(waiting, entry.overdue)
  return [gone, [clear, ...effects, ...more]]
}

/** Q6: only an agent whose lease is a running one may answer or decline. */
export function heldBy(entry: Waiting | Offered, by: { agentId: AgentId; lease: number }): Offering | undefined {
  if (entry.state !== 'offered') return undefined
  return entry.offers.find((offer) => offer.agentId === by.agentId && offer.lease === by.lease)
}
