// Which call a request means, and whether this user may touch it: a foreign call is as good as none.
import { notFound } from '../http/http-error.ts'
import type { Parts } from '../http/parts.ts'
import { type Action, type Actor, may } from '../user/may.ts'
import { findCallRecord } from './call-store.ts'

type CallParty = {
  callId: string
  customer: string
  customerId: string | null
  agentId: string | null
  live: boolean
}

export function callParty({ hub, stores }: Pick<Parts, 'hub' | 'stores'>, callId: string): CallParty | null {
  const live = hub.find('call', callId)
  if (live !== null) {
    return { callId, customer: live.customer, customerId: live.customerId, agentId: live.agentId, live: true }
  }
  const ended = findCallRecord(stores.events, callId)
  if (ended === null) return null
  return { callId, customer: ended.customer, customerId: null, agentId: ended.agentId, live: false }
}

export function callFor(parts: Pick<Parts, 'hub' | 'stores'>, actor: Actor, action: Action, callId: string): CallParty {
  const party = callParty(parts, callId)
  if (party === null || !may(actor, action, party)) throw notFound()
  return party
}
