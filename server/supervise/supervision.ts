// A supervisor at one call of an agent: from the first listen to leaving or taking over. Rules SV1-SV8 in SPEC.md.
import type { AgentId, CallId, LegId, Ms } from '#protocol/ids'
import type { SuperviseMode } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { SupervisionInput } from './supervision-inputs.ts'

type Known = { id: CallId; agentId: AgentId; legId: LegId; since: Ms; announced?: true }
export type Supervision =
  | { state: 'new'; id: CallId }
  /** His leg is on its way; `mode` is what he wants when it is there. */
  | (Known & { state: 'opening'; mode: SuperviseMode | 'take-over' })
  | (Known & { state: 'on'; mode: SuperviseMode })
  | { state: 'ended'; id: CallId }
type Running = Supervision & { state: 'opening' | 'on' }
type Next = [Supervision, Effect[]]

export const newSupervision = (id: CallId): Supervision => ({ state: 'new', id })

/** SV3: who is about to take over only listens until then. */
export const modeOf = ({ mode }: Running): SuperviseMode => (mode === 'take-over' ? 'listen' : mode)

const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })

function inRoom(supervision: Running): Effect {
  const { id, agentId, legId, announced } = supervision
  const supervisor = { agentId, legId, mode: modeOf(supervision), ...(announced ? { announced } : {}) }
  return tellCall(id, { type: 'supervised', supervisor })
}

function begin(id: CallId, input: SupervisionInput & { type: 'begin' }, now: Ms): Next {
  const { type: _, ...begun } = input
  const { agentId, legId } = begun
  const opening: Running = { state: 'opening', id, ...begun, since: now }
  return [
    opening,
    [
      { type: 'tell', machine: 'agent', id: agentId, input: { type: 'supervise', callId: id } },
      { type: 'tell', machine: 'leg', id: legId, input: { type: 'open-seat', callId: id, agentId } },
      inRoom(opening),
    ],
  ]
}

/** SV5-SV8: he is free; his leg and his place in the room go unless they are gone or the call's. */
function end({ id, agentId, legId }: Running, left: { leg: boolean; room: boolean }): Next {
  const effects: Effect[] = []
  if (left.room) effects.push(tellCall(id, { type: 'supervised', supervisor: null }))
  if (left.leg) effects.push({ type: 'tell', machine: 'leg', id: legId, input: { type: 'hang-up', cause: 'normal' } })
  effects.push({ type: 'tell', machine: 'agent', id: agentId, input: { type: 'call-ended', callId: id, wrapUpMs: 0 } })
  return [{ state: 'ended', id }, effects]
}

function change(supervision: Running, mode: SuperviseMode | 'take-over'): Next {
  if (supervision.mode === mode) return [supervision, []]
  if (supervision.state === 'opening') {
    const opening = { ...supervision, mode }
    return [opening, [inRoom(opening)]]
  }
  if (mode === 'take-over') return [supervision, [tellCall(supervision.id, { type: 'take-over' })]]
  const on = { ...supervision, mode }
  return [on, [inRoom(on)]]
}

function opened(supervision: Running): Next {
  if (supervision.state === 'on') return [supervision, []]
  const on: Supervision = { ...supervision, state: 'on', mode: modeOf(supervision) }
  return [on, supervision.mode === 'take-over' ? [tellCall(supervision.id, { type: 'take-over' })] : []]
}

function whileRunning(supervision: Running, input: SupervisionInput): Next {
  switch (input.type) {
    case 'begin':
      return [supervision, []]
    case 'mode':
      return change(supervision, input.mode)
    case 'leg.answered':
      return opened(supervision)
    case 'leg.ended':
      return end(supervision, { leg: false, room: true })
    case 'leave':
      return end(supervision, { leg: true, room: true })
    case 'call-ended':
      return end(supervision, { leg: true, room: false })
    case 'taken-over':
      return [{ state: 'ended', id: supervision.id }, []]
    default:
      return assertNever(input)
  }
}

export function stepSupervision(supervision: Supervision, input: SupervisionInput, now: Ms): Next {
  switch (supervision.state) {
    case 'new':
      return input.type === 'begin' ? begin(supervision.id, input, now) : [supervision, []]
    case 'opening':
    case 'on':
      return whileRunning(supervision, input)
    case 'ended':
      return [supervision, []]
    default:
      return assertNever(supervision)
  }
}
