// Digest authentication, client side (RFC 3261 §22, RFC 7616, RFC 8760): MD5 and SHA-256, plain and -sess, qop=auth or none.
import { createHash } from 'node:crypto'
import { paramValue, parseParams, quote, splitOutside, unquote } from './grammar.ts'
import { toOctetText } from './octets.ts'

/** Weakest first. */
const ALGORITHMS = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'] as const
type DigestAlgorithm = (typeof ALGORITHMS)[number]

export type Challenge = {
  realm: string
  nonce: string
  opaque: string | null
  algorithm: DigestAlgorithm
  hasQop: boolean
  stale: boolean
}

export type Credentials = { user: string; password: string }

const HASHES: Record<DigestAlgorithm, string> = {
  MD5: 'md5',
  'MD5-sess': 'md5',
  'SHA-256': 'sha256',
  'SHA-256-sess': 'sha256',
}
const SCHEME = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:\s+([\s\S]*))?$/

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
  const named = (get('algorithm') ?? 'MD5').toLowerCase()
  const algorithm = ALGORITHMS.find((known) => known.toLowerCase() === named)
  const qop = get('qop')
  if (realm === null || nonce === null || !algorithm) return null
  if (qop !== null && !qop.split(',').some((option) => option.trim().toLowerCase() === 'auth')) return null
  // RFC 7616 §3.4.2: a session key is made of the cnonce, which only qop brings.
  if (algorithm.endsWith('-sess') && qop === null) return null
  const stale = get('stale')?.toLowerCase() === 'true'
  return { realm, nonce, opaque: get('opaque'), algorithm, hasQop: qop !== null, stale }
}

/** RFC 9110 §11.6.1: one field may hold several challenges, their commas among those between parameters. */
function splitChallenges(value: string): string[] {
  const challenges: string[] = []
  for (const part of splitOutside(value, ',') ?? []) {
    const scheme = SCHEME.exec(part)
    const isNew = scheme !== null && (scheme[2] === undefined || scheme[2].includes('='))
    if (isNew || challenges.length === 0) challenges.push(part)
    else challenges[challenges.length - 1] += `, ${part}`
  }
  return challenges
}

/** RFC 8760 §2.4: of the challenges that we understand and may answer, the strongest. */
export function strongestChallenge(
  values: string[],
  isOurs: (challenge: Challenge) => boolean = () => true,
): Challenge | null {
  const rank = ({ algorithm }: Challenge) => ALGORITHMS.indexOf(algorithm)
  const challenges = values
    .flatMap(splitChallenges)
    .map(parseChallenge)
    .filter((challenge) => challenge !== null && isOurs(challenge))
  return challenges.reduce<Challenge | null>(
    (best, next) => (next && (!best || rank(next) > rank(best)) ? next : best),
    null,
  )
}

type DigestRequest = { method: string; uri: string; cnonce: string; nonceCount: number }

export function authorization(challenge: Challenge, credentials: Credentials, request: DigestRequest): string {
  const { algorithm, realm, nonce, opaque, hasQop } = challenge
  const { method, uri, cnonce } = request
  const hash = (text: string) => createHash(HASHES[algorithm]).update(text, 'latin1').digest('hex')
  const user = toOctetText(credentials.user)
  const nc = request.nonceCount.toString(16).padStart(8, '0')
  const key = hash(`${user}:${realm}:${toOctetText(credentials.password)}`)
  const a1 = algorithm.endsWith('-sess') ? hash(`${key}:${nonce}:${cnonce}`) : key
  const a2 = hash(`${method}:${uri}`)
  const middle = hasQop ? `${nonce}:${nc}:${cnonce}:auth` : nonce
  const fields = [
    `username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri="${uri}"`,
    `response="${hash(`${a1}:${middle}:${a2}`)}"`,
    `algorithm=${algorithm}`,
    ...(opaque === null ? [] : [`opaque=${quote(opaque)}`]),
    ...(hasQop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
  ]
  return `Digest ${fields.join(', ')}`
}
