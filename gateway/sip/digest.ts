// Digest authentication, client side (RFC 3261 §22, RFC 7616, RFC 8760): MD5 and SHA-256, qop=auth.
import { createHash } from 'node:crypto'
import { paramValue, parseParams, quote, splitOutside, unquote } from './grammar.ts'
import { toOctetText } from './octets.ts'

type DigestAlgorithm = 'MD5' | 'SHA-256'

export type Challenge = {
  realm: string
  nonce: string
  opaque: string | null
  algorithm: DigestAlgorithm
  hasQop: boolean
  stale: boolean
}

export type Credentials = { user: string; password: string }

const HASHES: Record<DigestAlgorithm, string> = { MD5: 'md5', 'SHA-256': 'sha256' }

/** Null when it is not a Digest challenge that we can answer. */
export function parseChallenge(value: string): Challenge | null {
  const match = /^Digest\s+([\s\S]*)$/i.exec(value)
  const parts = match && splitOutside(match[1]!, ',')
  const params = parts && parseParams(`;${parts.join(';')}`)
  if (!params) return null
  const get = (name: string) => {
    const found = paramValue(params, name)
    return found === null ? null : unquote(found)
  }
  const [realm, nonce] = [get('realm'), get('nonce')]
  const algorithm = (get('algorithm') ?? 'MD5').toUpperCase()
  const qop = get('qop')
  if (realm === null || nonce === null || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return null
  if (qop !== null && !qop.split(',').some((option) => option.trim().toLowerCase() === 'auth')) return null
  const stale = get('stale')?.toLowerCase() === 'true'
  return { realm, nonce, opaque: get('opaque'), algorithm, hasQop: qop !== null, stale }
}

/** RFC 8760 §2.4: of the challenges that we understand, the strongest. */
export function strongestChallenge(values: string[]): Challenge | null {
  const challenges = values.map(parseChallenge).filter((challenge) => challenge !== null)
  return challenges.find(({ algorithm }) => algorithm === 'SHA-256') ?? challenges[0] ?? null
}

type DigestRequest = { method: string; uri: string; cnonce: string; nonceCount: number }

export function authorization(challenge: Challenge, credentials: Credentials, request: DigestRequest): string {
  const hash = (text: string) => createHash(HASHES[challenge.algorithm]).update(text, 'latin1').digest('hex')
  const user = toOctetText(credentials.user)
  const nc = request.nonceCount.toString(16).padStart(8, '0')
  const a1 = hash(`${user}:${challenge.realm}:${toOctetText(credentials.password)}`)
  const a2 = hash(`${request.method}:${request.uri}`)
  const middle = challenge.hasQop ? `${challenge.nonce}:${nc}:${request.cnonce}:auth` : challenge.nonce
  const fields = [
    `username=${quote(user)}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri="${request.uri}"`,
    `response="${hash(`${a1}:${middle}:${a2}`)}"`,
    `algorithm=${challenge.algorithm}`,
    ...(challenge.opaque === null ? [] : [`opaque=${quote(challenge.opaque)}`]),
    ...(challenge.hasQop ? ['qop=auth', `nc=${nc}`, `cnonce="${request.cnonce}"`] : []),
  ]
  return `Digest ${fields.join(', ')}`
}
