// What of the site's state a topic shows to a user, and how.
import type { EntityChange, EntityKind, SupervisionView, Topic } from '#protocol/web-messages'
import { maskText, shownNumber } from '../number/masking.ts'
import type { Action } from '../user/may.ts'
import type { RawChange, RawEntities } from './core-port.ts'
import type { LiveState } from './live-state.ts'

export const topicAction: Record<Topic, Action> = {
  seat: 'session.use',
  site: 'site.watch',
  status: 'status.read',
  wall: 'wall.show',
}

const SITE_KINDS: ReadonlySet<EntityKind> = new Set(['agent', 'call', 'queue', 'supervision'])
const WALL_KINDS: ReadonlySet<EntityKind> = new Set(['queue', 'agent', 'alarm'])
const STATUS_KINDS: ReadonlySet<EntityKind> = new Set(['line', 'gateway', 'alarm'])

/** Whose seat a channel is, and the queues that its agent serves now. */
export type SeatView = { agentId: string | null; queues: ReadonlySet<string> }

/** What the teams that somebody leads show; null = the whole site. */
export function isLed(change: RawChange, leads: readonly string[] | null, state: Pick<LiveState, 'find'>): boolean {
  return leads === null || isOfTheHouse(change) || teamsOfChange(change, state).some((team) => leads.includes(team))
}

/** Lines, gateways, and alarms that are about nobody in particular. */
function isOfTheHouse({ kind, value }: RawChange): boolean {
  if (kind === 'alarm') return value !== null && value.agentId === null && value.queueId === null
  return kind === 'line' || kind === 'gateway'
}

function teamsOfChange({ kind, value }: RawChange, state: Pick<LiveState, 'find'>): readonly string[] {
  if (value === null) return []
  if (kind === 'agent' || kind === 'queue') return value.teams
  if (kind === 'call' || kind === 'alarm') return teamsOfCall(value, state)
  return kind === 'supervision' ? (state.find('agent', value.agentId)?.teams ?? []) : []
}

type Held = { agentId: string | null; queueId: string | null }

/** Of the agent who has it, of its queue while nobody has. */
export function teamsOfCall(call: Held, state: Pick<LiveState, 'find'>): readonly string[] {
  if (call.agentId !== null) return state.find('agent', call.agentId)?.teams ?? []
  return call.queueId === null ? [] : (state.find('queue', call.queueId)?.teams ?? [])
}

export function isOnTopic(topic: Topic, seat: SeatView, change: RawChange): boolean {
  if (topic === 'site') return SITE_KINDS.has(change.kind)
  if (topic === 'wall') return WALL_KINDS.has(change.kind)
  if (topic === 'status') return STATUS_KINDS.has(change.kind)
  if (change.value === null || seat.agentId === null) return false
  if (change.kind === 'agent') return change.id === seat.agentId
  if (change.kind === 'colleague') return change.id !== seat.agentId
  if (change.kind === 'call') return isParty(change.value, seat.agentId)
  if (change.kind === 'notice') return change.value.agentId === seat.agentId
  if (change.kind === 'supervision') return isForSeat(change.value, seat.agentId)
  return change.kind === 'queue' && seat.queues.has(change.id)
}

/** Parked calls are everybody's. */
const isParty = ({ agentId, ringingAt, calleeId, guests, parked }: RawEntities['call'], seatId: string): boolean =>
  agentId === seatId ||
  parked !== null ||
  calleeId === seatId ||
  ringingAt?.includes(seatId) === true ||
  guests.some((guest) => guest.agentId === seatId)

/** The supervisor's own; the supervised agent's only where the site says so. */
const isForSeat = ({ supervisorId, agentId, isTold }: SupervisionView, seatId: string): boolean =>
  supervisorId === seatId || (isTold && agentId === seatId)

/** The change as the wire carries it: numbers whole or masked; a caller's name is hostile text and may be a number. */
export function shownChange(change: RawChange, whole: boolean): EntityChange {
  if (change.kind !== 'call') return change
  if (change.value === null) return { kind: 'call', id: change.id, value: null }
  return { kind: 'call', id: change.id, value: shownCall(change.value, whole) }
}

function shownCall(call: RawEntities['call'], whole: boolean) {
  const customerName = whole ? call.customerName : maskText(call.customerName)
  const transfer = call.transfer && { ...call.transfer, to: shownNumber(call.transfer.to, whole) }
  const guests = call.guests.map((guest) => ({
    ...guest,
    number: guest.number === null ? null : shownNumber(guest.number, whole),
  }))
  // The number of a colleague is the agent's, not a customer's.
  const customer = shownNumber(call.customer, whole || call.direction === 'internal')
  const known = call.known?.map(({ name, value }) => ({ name, value: whole ? value : maskText(value) }))
  return { ...call, customer, customerName, transfer, guests, ...(known ? { known } : {}) }
}
