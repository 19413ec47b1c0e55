// One caller's place in one queue, from entering to leaving. Rules Q1-Q24, Q31, N1-N9, X1-X9 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import { firstAnnouncementMs, isLongWait, rhythmOf } from './announcement.ts'
import { goAtOnce, leave, pressed, sentOn, timeUp, unstaffed } from './entry-exit.ts'
import { accept, heldBy, offer, offersFailed, pickedUp, ringsOut } from './entry-offer.ts'
import { NO_MARKS, type Offered, type Place, type QueueEntry, tellCall, type Waiting } from './entry-place.ts'
import { announce, musicAfter, sound, stopPlayer } from './entry-sound.ts'
import { mayNotWait, overflowAfterMs } from './limits.ts'
import type { QueueEntryInput } from './queue-inputs.ts'
import { wholeQueue } from './queue-settings.ts'
import { heard } from './silence.ts'

export const newQueueEntry = (id: string): QueueEntry => ({ state: 'new', id })

function enter(id: string, input: QueueEntryInput & { type: 'enter' }, now: Ms): [QueueEntry, Effect[]] {
  const { callId, legId, language, head, enteredAt, promised = false, callable = false, silent = false } = input
  const queue = wholeQueue(input.queue)
  const refused = mayNotWait(queue, input)
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

const retime = (name: 'wait' | 'announce' | 'overflow', after: Ms, passed: Ms): Effect =>
  after === 0 ? { type: 'clear-timer', name } : { type: 'set-timer', name, after: Math.max(0, after + passed) }

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
    case 'send-on':
      return sentOn(entry, input)
    case 'reconfigure':
      return reconfigure(entry, input.queue, now)
    case 'enter':
      return [entry, []]
    default:
      return assertNever(input)
  }
}

export function stepQueueEntry(entry: QueueEntry, input: QueueEntryInput, now: Ms): [QueueEntry, Effect[]] {
  if (entry.state === 'ended') return [entry, []]
  if (entry.state !== 'new') return heard(entry, whileIn(entry, input, now))
  return input.type === 'enter' ? heard(input, enter(entry.id, input, now)) : [entry, []]
}
