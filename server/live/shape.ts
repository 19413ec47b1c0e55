// What of the site's state a topic shows to a user, and how.
import type { EntityChange, EntityKind, SupervisionView, Topic } from '#protocol/web-messages'
import { maskText, shownNumber } from '../number/masking.ts'
import type { Action } from '../user/may.ts'
import type { RawChange, RawEntities } from './core-port.ts'

export const topicAction: Record<Topic, Action> = {
  seat: 'session.use',
  site: 'site.watch',
  status: 'status.read',
}

const SITE_KINDS: ReadonlySet<EntityKind> = new Set(['agent', 'call', 'queue', 'supervision'])

/** Whose seat a channel is, and the queues that its agent serves now. */
export type SeatView = { agentId: string | null; queues: ReadonlySet<string> }

export function isOnTopic(topic: Topic, seat: SeatView, change: RawChange): boolean {
  if (topic === 'site') return SITE_KINDS.has(change.kind)
  if (topic === 'status') return !SITE_KINDS.has(change.kind) && change.kind !== 'colleague'
  if (change.value === null || seat.agentId === null) return false
  if (change.kind === 'agent') return change.id === seat.agentId
  if (change.kind === 'colleague') return change.id !== seat.agentId
  if (change.kind === 'call') return isParty(change.value, seat.agentId)
  if (change.kind === 'supervision') return isForSeat(change.value, seat.agentId)
  return change.kind === 'queue' && seat.queues.has(change.id)
}

const isParty = ({ agentId, ringingAt, calleeId, guests }: RawEntities['call'], seatId: string): boolean =>
  agentId === seatId ||
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
  return { ...call, customer, customerName, transfer, guests }
}
