// What raises a caller in a queue, and whom it should have first: from the line, the flow and what is known of the customer.

import type { AgentId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { LiveCall } from '../call/call.ts'
import type { EntryCallback } from '../callback/callback-inputs.ts'
import { outboundNumber } from '../number/outbound-number.ts'
import { NO_MARKS } from '../queue/entry-place.ts'
import type { EntryMarks } from '../queue/queue-inputs.ts'
import type { SiteConfiguration } from './configuration.ts'

export type Known = {
  customer(number: string): { vip: boolean; red: boolean; agentId: AgentId | null } | null
  /** Who last talked with this number. */
  lastAgent(number: string): AgentId | null
  /** A number list keeps this number from being called (N14). */
  isBarred(number: string): boolean
}
type Place = EntryCallback & { marks: EntryMarks; preferred?: AgentId }

export const NO_PLACE: Place = { marks: NO_MARKS }

export function placeFor(
  call: LiveCall,
  queue: QueueConfig,
  flow: number,
  { lines }: SiteConfiguration,
  known: Known,
): Place {
  const line = lines.find(({ id }) => id === call.lineId)?.priority ?? 0
  const customer = call.customer === '' ? null : known.customer(call.customer)
  const marks = { vip: customer?.vip ?? false, ...(customer?.red ? { red: true } : {}), line, flow }
  const preferred = preferredFor(call, queue, customer?.agentId ?? null, known)
  return { marks, ...calledBack(call, known), ...(preferred === null ? {} : { preferred }) }
}

/** Q31, Q32, X9 */
function calledBack(call: LiveCall, known: Known): EntryCallback {
  if (!call.callback) return isCallable(call, known) ? { callable: true } : {}
  return call.callback.toDial ? { promised: true, silent: true } : { promised: true }
}

/** Q31: not one who hides his number, or whose number we may not dial. */
const isCallable = ({ customer, direction }: LiveCall, known: Known): boolean =>
  direction === 'in' && customer !== '' && outboundNumber(customer).ok && !known.isBarred(customer)

function preferredFor(call: LiveCall, queue: QueueConfig, own: AgentId | null, known: Known): AgentId | null {
  if (call.customer === '') return null
  if (queue.strategy === 'preferred-agent') return own
  return queue.strategy === 'last-agent' ? known.lastAgent(call.customer) : null
}
