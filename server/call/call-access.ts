// Which call a request means, and whether this user may touch it: a foreign call is as good as none.
import { notFound } from '../http/http-error.ts'
import type { Parts } from '../http/parts.ts'
import { teamsOf } from '../team/team-reach.ts'
import { type Action, type Actor, may } from '../user/may.ts'
import { findCallRecord, hasTalkedIn } from './call-store.ts'

type CallParty = {
  callId: string
  customer: string
  customerId: string | null
  agentId: string | null
  /** Teams of its agent; of its queue while it has none. */
  teams: string[]
  live: boolean
  /** Colleagues whom the agent has brought to it. */
  others: readonly string[]
}

export function callParty({ hub, stores }: Pick<Parts, 'hub' | 'stores'>, callId: string): CallParty | null {
  const live = hub.find('call', callId)
  if (live !== null) {
    const { customer, customerId, agentId, guests, calleeId } = live
    const others = [...guests.map((guest) => guest.agentId), calleeId].filter((id) => id !== null)
    return { callId, customer, customerId, agentId, teams: teamsOf(stores.core, live), live: true, others }
  }
  const ended = findCallRecord(stores.events, callId)
  if (ended === null) return null
  const { customer, agentId } = ended
  const teams = teamsOf(stores.core, ended)
  return { callId, customer, customerId: null, agentId, teams, live: false, others: [] }
}

const mayTouch = (actor: Actor, action: Action, party: CallParty): boolean =>
  may(actor, action, party) ||
  (action === 'call.read' && actor.agentId !== null && party.others.includes(actor.agentId) && may(actor, action))

export function callFor(parts: Pick<Parts, 'hub' | 'stores'>, actor: Actor, action: Action, callId: string): CallParty {
  const party = callParty(parts, callId)
  if (party === null || !mayTouch(actor, action, party)) throw notFound()
  return party
}

/** RM8: whose customer is meant; also for one who talked in a call that is another's now, and has still to finish it. */
export function customerOfCall(parts: Pick<Parts, 'hub' | 'stores'>, actor: Actor, callId: string): string {
  const party = callParty(parts, callId)
  const { agentId } = actor
  const talked = agentId !== null && may(actor, 'call.read') && hasTalkedIn(parts.stores.events, callId, agentId)
  if (party === null || !(mayTouch(actor, 'call.read', party) || talked)) throw notFound()
  return party.customer
}
