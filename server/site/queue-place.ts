// What raises a caller in a queue, and whom it should have first: from the line, the flow and what is known of the customer.

import type { AgentId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { LiveCall } from '../call/call.ts'
import { outboundNumber } from '../number/outbound-number.ts'
import type { EntryMarks } from '../queue/queue-inputs.ts'
import type { SiteConfiguration } from './configuration.ts'

export type Known = {
  customer(number: string): { vip: boolean; red: boolean; agentId: AgentId | null } | null
  /** Who last talked with this number. */
  lastAgent(number: string): AgentId | null
}
type Place = { callable?: true; promised?: true; marks: EntryMarks; preferred?: AgentId }

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
  const called = call.callback ? { promised: true as const } : isCallable(call) ? { callable: true as const } : {}
  return { marks, ...called, ...(preferred === null ? {} : { preferred }) }
}

/** Q31: not one who hides his number, or whose number we may not dial. */
const isCallable = ({ customer, direction }: LiveCall): boolean =>
  direction === 'in' && customer !== '' && outboundNumber(customer).ok

function preferredFor(call: LiveCall, queue: QueueConfig, own: AgentId | null, known: Known): AgentId | null {
  if (call.customer === '') return null
  if (queue.strategy === 'preferred-agent') return own
  return queue.strategy === 'last-agent' ? known.lastAgent(call.customer) : null
}
