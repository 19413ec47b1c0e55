// One party's side of a call as the server sees it. Rules L1-L15 in SPEC.md.
import type { AgentId, CallId, LegId, LineId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { CallInput } from './call-inputs.ts'
import type { LegInput } from './leg-inputs.ts'

type Party = { kind: 'line'; lineId: LineId } | { kind: 'seat'; agentId: AgentId }
type Known = { id: LegId; callId: CallId; party: Party }
export type Leg =
  | { state: 'new'; id: LegId }
  | (Known & { state: 'offered' })
  /** `keyed`: before the far end has confirmed the answer. */
  | (Known & { state: 'answering'; keyed?: string })
  | (Known & { state: 'opening' })
  | (Known & { state: 'answered'; answeredAt: Ms; farHold: boolean })
  | (Known & { state: 'ending'; cause: HangupCause })
  | (Known & { state: 'ended'; cause: HangupCause; endedAt: Ms })

/** L9: the gateway has this long to confirm a hang-up. */
export const HANG_UP_GUARD_MS: Ms = 5000

const MAX_KEYED = 32

export const newLeg = (id: LegId): Leg => ({ state: 'new', id })

const tellCall = (leg: Known, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id: leg.callId, input })

function end(leg: Known, cause: HangupCause, by: 'us' | 'them', detail: string, now: Ms): [Leg, Effect[]] {
  return [
    { state: 'ended', id: leg.id, callId: leg.callId, party: leg.party, cause, endedAt: now },
    [
      { type: 'clear-timer', name: 'no-answer' },
      { type: 'clear-timer', name: 'guard' },
      tellCall(leg, { type: 'leg.ended', legId: leg.id, cause, by, detail }),
    ],
  ]
}

function hangUp(leg: Known, cause: HangupCause): [Leg, Effect[]] {
  return [
    { state: 'ending', id: leg.id, callId: leg.callId, party: leg.party, cause },
    [
      { type: 'clear-timer', name: 'no-answer' },
      { type: 'gateway', command: { type: 'leg.hang-up', legId: leg.id, cause } },
      { type: 'set-timer', name: 'guard', after: HANG_UP_GUARD_MS },
    ],
  ]
}

function start(leg: Leg & { state: 'new' }, input: LegInput): [Leg, Effect[]] {
  const { id } = leg
  switch (input.type) {
    case 'offered':
      return [{ state: 'offered', id, callId: input.callId, party: { kind: 'line', lineId: input.lineId } }, []]
    case 'dial': {
      const { callId, lineId, to, from, withheld = false, diversion } = input
      const shown = {
        ...(withheld ? { withheld } : {}),
        ...(diversion ? { diverted: diversion.number, divertedWhy: diversion.why } : {}),
      }
      return [
        { state: 'opening', id, callId, party: { kind: 'line', lineId } },
        [
          { type: 'gateway', command: { type: 'leg.dial', legId: id, callId, lineId, to, from, ...shown } },
          { type: 'set-timer', name: 'no-answer', after: input.noAnswerMs },
        ],
      ]
    }
    case 'open-seat': {
      const { callId, agentId } = input
      return [
        { state: 'opening', id, callId, party: { kind: 'seat', agentId } },
        [
          { type: 'gateway', command: { type: 'leg.open-seat', legId: id, callId, seatId: agentId } },
          { type: 'set-timer', name: 'no-answer', after: HANG_UP_GUARD_MS },
        ],
      ]
    }
    default:
      return [leg, []]
  }
}

function answered(leg: Leg & { state: 'answering' | 'opening' }, now: Ms): [Leg, Effect[]] {
  const effects: Effect[] = [
    { type: 'clear-timer', name: 'no-answer' },
    tellCall(leg, { type: 'leg.answered', legId: leg.id }),
    ...[...keyedBefore(leg)].map((digit) => tellDigit(leg, digit)),
  ]
  if (leg.party.kind === 'line') effects.push(analyse(leg))
  return [
    { state: 'answered', id: leg.id, callId: leg.callId, party: leg.party, answeredAt: now, farHold: false },
    effects,
  ]
}

const tellDigit = (leg: Known, digit: string): Effect => tellCall(leg, { type: 'leg.digit', legId: leg.id, digit })

const keyedBefore = (leg: Leg & { state: 'answering' | 'opening' }): string =>
  leg.state === 'answering' ? (leg.keyed ?? '') : ''

/** L10: who hears our sound may key ahead, though his ACK is lost and comes again. */
function keepDigit(leg: Leg & { state: 'answering' }, digit: string): Leg {
  const { keyed = '' } = leg
  return keyed.length < MAX_KEYED ? { ...leg, keyed: keyed + digit } : leg
}

/** L15: whom we called may be a machine; who is on a line may be a fax. */
function analyse(leg: Known & { state: 'answering' | 'opening' }): Effect {
  const answer = leg.state === 'opening' ? {} : null
  return { type: 'gateway', command: { type: 'leg.analyse', legId: leg.id, answer, fax: true } }
}

/** Before the answer: offered to us, being answered, or being opened by us. */
function beforeAnswer(
  leg: Leg & { state: 'offered' | 'answering' | 'opening' },
  input: LegInput,
  now: Ms,
): [Leg, Effect[]] {
  switch (input.type) {
    case 'answer':
      if (leg.state !== 'offered') return [leg, []]
      return [{ ...leg, state: 'answering' }, [{ type: 'gateway', command: { type: 'leg.answer', legId: leg.id } }]]
    case 'hang-up':
      return hangUp(leg, input.cause)
    case 'progressed':
      if (leg.state === 'answering') return [leg, []]
      return [leg, [tellCall(leg, { type: 'leg.progressed', legId: leg.id, progress: input.progress })]]
    case 'answered':
      return leg.state === 'offered' ? [leg, []] : answered(leg, now)
    case 'ended':
      return end(leg, input.cause, input.by, input.detail, now)
    case 'reconciled':
      if (input.state === 'gone') return end(leg, 'gateway-failed', 'us', 'not in the gateway', now)
      if (input.state === 'answered' && leg.state !== 'offered') return answered(leg, now)
      if (input.state === 'offered' && leg.state === 'answering')
        return [leg, [{ type: 'gateway', command: { type: 'leg.answer', legId: leg.id } }]]
      return [leg, []]
    case 'digit':
      return [leg.state === 'answering' ? keepDigit(leg, input.digit) : leg, []]
    case 'timer':
      if (input.name !== 'no-answer' || leg.state !== 'opening') return [leg, []]
      return hangUp(leg, leg.party.kind === 'seat' ? 'seat-lost' : 'no-answer')
    default:
      return [leg, []]
  }
}

function whileAnswered(leg: Leg & { state: 'answered' }, input: LegInput, now: Ms): [Leg, Effect[]] {
  switch (input.type) {
    case 'hang-up':
      return hangUp(leg, input.cause)
    case 'ended':
      return end(leg, input.cause, input.by, input.detail, now)
    case 'digit':
      return [leg, [tellDigit(leg, input.digit)]]
    case 'transfer-requested':
      return [leg, [tellCall(leg, { ...input, type: 'leg.transfer-requested', legId: leg.id })]]
    case 'transferred':
      return [leg, [tellCall(leg, { ...input, type: 'leg.transferred', legId: leg.id })]]
    case 'let-go':
      return [leg, [{ type: 'set-timer', name: 'guard', after: HANG_UP_GUARD_MS }]]
    case 'timer':
      return input.name === 'guard' ? hangUp(leg, 'normal') : [leg, []]
    case 'held':
      return leg.farHold === input.held ? [leg, []] : [{ ...leg, farHold: input.held }, []]
    case 'reconciled':
      return input.state === 'gone' ? end(leg, 'gateway-failed', 'us', 'not in the gateway', now) : [leg, []]
    default:
      return [leg, []]
  }
}

function whileEnding(leg: Leg & { state: 'ending' }, input: LegInput, now: Ms): [Leg, Effect[]] {
  switch (input.type) {
    case 'ended':
      return end(leg, leg.cause, 'us', input.detail, now)
    case 'reconciled':
      if (input.state === 'gone') return end(leg, leg.cause, 'us', 'not in the gateway', now)
      return [leg, [{ type: 'gateway', command: { type: 'leg.hang-up', legId: leg.id, cause: leg.cause } }]]
    case 'timer':
      if (input.name !== 'guard') return [leg, []]
      return end(leg, leg.cause, 'us', 'hang-up not confirmed', now)
    default:
      return [leg, []]
  }
}

export function stepLeg(leg: Leg, input: LegInput, now: Ms): [Leg, Effect[]] {
  switch (leg.state) {
    case 'new':
      return start(leg, input)
    case 'offered':
    case 'answering':
    case 'opening':
      return beforeAnswer(leg, input, now)
    case 'answered':
      return whileAnswered(leg, input, now)
    case 'ending':
      return whileEnding(leg, input, now)
    case 'ended':
      return [leg, []]
    default:
      return assertNever(leg)
  }
}
