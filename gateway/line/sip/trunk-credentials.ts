// Answers challenges of one trunk and of nobody else (RFC 3261 §22; a called party that challenges our BYE gets nothing).
import { tagOf } from '../../sip/address.ts'
import {
  authorization,
  type Challenge,
  type Credentials,
  parseChallenge,
  strongestChallenge,
} from '../../sip/digest.ts'
import { field } from '../../sip/make-message.ts'
import { type HeaderField, headersOf, type SipRequest, type SipResponse } from '../../sip/message.ts'
import { printUri } from '../../sip/uri.ts'

/** Remembers the trunk's realm and how often each nonce was used. */
type TrunkRealm = { realm: string | null; nonce: string | null; nonceCount: number }

export const UNKNOWN_REALM: TrunkRealm = { realm: null, nonce: null, nonceCount: 0 }

type Challenged = {
  request: SipRequest
  response: SipResponse
  /** The request went to the trunk's own address and port. */
  isToTrunk: boolean
  credentials: Credentials
  cnonce: string
}

const HEADERS: Record<number, { challenge: string; answer: string }> = {
  401: { challenge: 'www-authenticate', answer: 'authorization' },
  407: { challenge: 'proxy-authenticate', answer: 'proxy-authorization' },
}

/** C2: REGISTER names the realm anew; else the first challenge to a call that has no dialog yet does. */
function isOwnRealm(trunk: TrunkRealm, request: SipRequest, challenge: Challenge): boolean {
  if (request.method === 'REGISTER') return true
  if (trunk.realm !== null) return trunk.realm === challenge.realm
  return request.method === 'INVITE' && tagOf(request.to) === null
}

/** C3: credentials that were refused are not sent again, unless only their nonce was too old. */
function isRefused(request: SipRequest, header: string, challenge: Challenge): boolean {
  if (challenge.stale) return false
  return headersOf(request, header).some((value) => {
    const tried = parseChallenge(value)
    return tried?.realm === challenge.realm
  })
}

export function answerChallenge(trunk: TrunkRealm, challenged: Challenged): [TrunkRealm, HeaderField | null] {
  const { request, response, isToTrunk, credentials, cnonce } = challenged
  const headers = HEADERS[response.status]
  if (!headers || !isToTrunk || credentials.user === '') return [trunk, null]
  // Another realm's challenge beside the trunk's own, a proxy's further on, is not for us and must not hide it.
  const offered = headersOf(response, headers.challenge)
  const challenge = strongestChallenge(offered, (each) => isOwnRealm(trunk, request, each))
  if (!challenge) return [trunk, null]
  if (isRefused(request, headers.answer, challenge)) return [trunk, null]
  const nonceCount = trunk.nonce === challenge.nonce ? trunk.nonceCount + 1 : 1
  const uri = printUri(request.uri)
  const value = authorization(challenge, credentials, { method: request.method, uri, cnonce, nonceCount })
  return [{ realm: challenge.realm, nonce: challenge.nonce, nonceCount }, field(headers.answer, value)]
}
