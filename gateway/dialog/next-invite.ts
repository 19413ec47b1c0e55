// A refused INVITE that is worth another: with credentials, with a longer session interval, without our offer, or to
// where a redirection points (RFC 3261 §8.1.3, RFC 4028 §7.4). Rules D10, D36-D38.
import { field, withHeaders } from '../sip/make-message.ts'
import type { HeaderField, SipRequest } from '../sip/message.ts'
import { printUri, type Uri } from '../sip/uri.ts'
import type { Calling, SessionInput, SessionStep } from './session.ts'
import { askFields, MIN_SESSION_S, minSe, SESSION_EXPIRES_S } from './session-timer.ts'

/** A challenge, a stale nonce, a proxy's challenge; more than that is a loop. */
export const MAX_INVITES = 4
export const MAX_TARGETS = 5

type Response = Extract<SessionInput, { type: 'response' }>
type Changed = Partial<Calling> & { replaced?: string[]; added?: HeaderField[] }

const numbered = (invite: SipRequest): HeaderField => field('cseq', `${invite.cseq.number + 1} INVITE`)

function again(leg: Calling, { replaced = [], added = [], ...changed }: Changed): SessionStep {
  const next = { ...leg, ...changed }
  const invite = withHeaders(next.invite, ['cseq', ...replaced], [numbered(leg.invite), ...added])
  const fresh = { invite, attempts: leg.attempts + 1, hasProvisional: false, earlies: [] }
  return [{ ...next, ...fresh }, [{ type: 'request', request: invite, nextHop: next.nextHop }]]
}

/** D36: their shortest interval, once it is longer than what we asked for. */
function withLongerInterval(leg: Calling, response: Response['response']): SessionStep | null {
  const least = minSe(response)
  if (response.status !== 422 || least === null || least <= leg.minSessionS) return null
  const seconds = Math.max(least, SESSION_EXPIRES_S)
  const [expires] = askFields(seconds, null)
  const added = [expires!, field('min-se', String(Math.max(least, MIN_SESSION_S)))]
  return again(leg, { minSessionS: least, replaced: ['session-expires', 'min-se'], added })
}

/** D37: our offer is refused as it is: what do they offer? A peer that wants SRTP says so. */
function withoutOffer(leg: Calling, status: number): SessionStep | null {
  if (status !== 488 || leg.invite.body.length === 0) return null
  return again(leg, { invite: { ...leg.invite, body: new Uint8Array(0) }, replaced: ['content-type'] })
}

/** §8.1.3.4: one target after the other, none twice. */
function elsewhere(leg: Calling, { response, redirects }: Response): SessionStep | null {
  const isRedirection = response.status < 400
  if (!isRedirection && (response.status >= 600 || leg.targets.waiting.length === 0)) return null
  const found = isRedirection ? [...redirects, ...leg.targets.waiting] : leg.targets.waiting
  const fresh = found.filter((uri) => !leg.targets.tried.includes(printUri(uri)))
  const [uri, ...waiting] = fresh
  if (!uri || leg.targets.tried.length >= MAX_TARGETS) return null
  const tried = [...leg.targets.tried, printUri(uri)]
  return again(leg, { invite: { ...leg.invite, uri: bare(uri) }, nextHop: uri, targets: { waiting, tried } })
}

/** §19.1.5: headers that a URI brings are not put into a Request-URI. */
const bare = (uri: Uri): Uri => (uri.scheme === 'other' ? uri : { ...uri, headers: null })

export function nextInvite(leg: Calling, input: Response): SessionStep | null {
  const { response, authorization } = input
  if (authorization && leg.attempts < MAX_INVITES)
    return again(leg, { replaced: [authorization.name], added: [authorization] })
  return withLongerInterval(leg, response) ?? withoutOffer(leg, response.status) ?? elsewhere(leg, input)
}
