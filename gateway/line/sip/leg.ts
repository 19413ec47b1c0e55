// A leg of a line: its session, whose it is, and where its messages go.
import { isIP } from 'node:net'
import type { LegId } from '#protocol/ids'
import type { Session, SessionTimerName } from '../../dialog/session.ts'
import { AUTHORIZATION_HEADERS } from '../../dialog/session-messages.ts'
import type { Address } from '../../sip/address.ts'
import { paramValue } from '../../sip/grammar.ts'
import { withHeaders } from '../../sip/make-message.ts'
import { headersOf, type SipRequest, type SipResponse } from '../../sip/message.ts'
import { bareHost, type Uri } from '../../sip/uri.ts'
import type { Endpoint } from '../../sip/via.ts'
import type { TimerMap } from '../../transaction/timer-map.ts'
import type { SipLine } from './sip-line.ts'

export type LegState = 'offered' | 'dialing' | 'answered'

export type Leg = {
  readonly id: LegId
  readonly line: SipLine
  readonly callId: string
  readonly localTag: string
  /** Where the other side's signalling comes from. */
  peer: Endpoint
  state: LegState | 'ended'
  session: Session
  /** Of our current INVITE, or of theirs. */
  inviteTransaction: string | null
  readonly timers: TimerMap<SessionTimerName>
  readonly sent: Map<string, { request: SipRequest; to: Endpoint }>
}

/** L8: a next hop given by name, or behind NAT, is reached where the peer's own messages come from. */
export function endpointOf(leg: Leg, { request, nextHop }: { request: SipRequest; nextHop: Uri }): Endpoint {
  if (nextHop.scheme === 'other') return leg.peer
  const address = bareHost(nextHop.host)
  const isBehindNat = leg.line.config.nat && headersOf(request, 'route').length === 0
  if (isIP(address) === 0 || isBehindNat) return leg.peer
  return leg.line.hopTo(nextHop, leg.peer)
}

/** C1: whatever a message carries, credentials leave only for the trunk itself. */
export function guarded(leg: Leg, request: SipRequest, to: Endpoint): SipRequest {
  if (leg.line.isTrunk(to)) return request
  return withHeaders(request, AUTHORIZATION_HEADERS, [])
}

const priorityOf = (contact: Address): number => Number(paramValue(contact.params, 'q') ?? 1) || 0

/** L13: where a redirection may send us: to the trunk's own hosts, best first (RFC 3261 §8.1.3.4, §20.10). */
export function redirectsIn(leg: Leg, { status, contacts }: SipResponse): Uri[] {
  if (status < 300 || status > 399) return []
  const { config } = leg.line
  const isOwn = (uri: Uri) =>
    uri.scheme === 'sip' && (uri.host === config.host || leg.line.hasAddress(bareHost(uri.host)))
  return contacts
    .toSorted((a, b) => priorityOf(b) - priorityOf(a))
    .map(({ uri }) => uri)
    .filter(isOwn)
}
