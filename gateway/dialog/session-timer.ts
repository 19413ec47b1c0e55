// Session timers: who refreshes a session and when it counts as dead (RFC 4028). Rules D25-D28.
import { paramValue, parseParams } from '../sip/grammar.ts'
import { field } from '../sip/make-message.ts'
import { type HeaderField, headerOf, type SipRequest, type SipResponse, tokensOf } from '../sip/message.ts'
import { clearTimer, type SessionEffect, type SessionInterval, setTimer } from './session.ts'

export const SESSION_EXPIRES_S = 1800
/** §4: no shorter interval may be asked of us. */
export const MIN_SESSION_S = 90
const MAX_SESSION_S = 86_400

type Refresher = 'uac' | 'uas'
type Asked = { seconds: number; refresher: Refresher | null }

function sessionExpires(message: SipRequest | SipResponse): Asked | null {
  const value = headerOf(message, 'session-expires')
  const match = value === null ? null : /^(\d{1,9})\s*(;[\s\S]*)?$/.exec(value)
  if (!match) return null
  const refresher = paramValue(parseParams(match[2] ?? '') ?? [], 'refresher')?.toLowerCase()
  const isKnown = refresher === 'uac' || refresher === 'uas'
  return { seconds: Math.min(Number(match[1]), MAX_SESSION_S), refresher: isKnown ? refresher : null }
}

export const minSe = (message: SipResponse): number | null => {
  const value = headerOf(message, 'min-se')
  const match = value === null ? null : /^(\d{1,6})/.exec(value)
  return match ? Number(match[1]) : null
}

const expiresField = (seconds: number, refresher: Refresher | null): HeaderField =>
  field('session-expires', refresher ? `${seconds};refresher=${refresher}` : String(seconds))

/** What a request of ours that makes or refreshes a session carries. */
export const askFields = (seconds: number, refresher: Refresher | null): HeaderField[] => [
  expiresField(seconds, refresher),
  field('min-se', String(MIN_SESSION_S)),
]

export const MIN_SE_FIELD = field('min-se', String(MIN_SESSION_S))

/** D25: 422 is for a peer that would understand it; any other is left without a timer. */
export const isTooShort = (request: SipRequest): boolean => {
  const asked = sessionExpires(request)
  return asked !== null && asked.seconds < MIN_SESSION_S && tokensOf(request, 'supported').includes('timer')
}

type Grant = { interval: SessionInterval | null; headers: HeaderField[] }

/** D26: what our 2xx to their INVITE or UPDATE says (§9, table 2). */
export function grant(request: SipRequest): Grant {
  const asked = sessionExpires(request)
  if (!tokensOf(request, 'supported').includes('timer')) return { interval: null, headers: [] }
  const seconds = Math.max(asked?.seconds ?? SESSION_EXPIRES_S, MIN_SESSION_S)
  const refresher = asked?.refresher ?? (asked ? 'uac' : 'uas')
  const required = refresher === 'uac' ? [field('require', 'timer')] : []
  return {
    interval: { seconds, isOurs: refresher === 'uas' },
    headers: [expiresField(seconds, refresher), ...required],
  }
}

/** D26: what their 2xx to a request of ours means (§7.2): without the header nobody refreshes. */
export function granted(response: SipResponse): SessionInterval | null {
  const asked = sessionExpires(response)
  return asked && { seconds: Math.max(asked.seconds, MIN_SESSION_S), isOurs: asked.refresher !== 'uas' }
}

/** §10: refresh at half the interval; the other side is given up a little before its end. */
export function timersOf(interval: SessionInterval | null): SessionEffect[] {
  if (!interval) return [clearTimer('refresh'), clearTimer('expiry')]
  const { seconds, isOurs } = interval
  const refresh = isOurs ? setTimer('refresh', (seconds * 1000) / 2) : clearTimer('refresh')
  const graceS = Math.min(32, seconds / 3)
  return [refresh, setTimer('expiry', Math.round((isOurs ? seconds : seconds - graceS) * 1000))]
}
