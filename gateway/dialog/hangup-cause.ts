// SIP statuses, Q.850 causes and our own closed set of causes, both ways (server/protocol/reasons.ts). The statuses
// follow RFC 3398 §7.2.4.1 and §8.2.6.1, the Reason header RFC 3326 and RFC 6432. Rules D20, D21.
import type { HangupCause } from '#protocol/reasons'
import { paramValue, parseParams, splitOutside } from '../sip/grammar.ts'
import { field } from '../sip/make-message.ts'
import { type HeaderField, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'

const CAUSES: Record<number, HangupCause> = {
  400: 'error',
  401: 'unauthorised',
  402: 'rejected',
  403: 'rejected',
  404: 'unknown-number',
  405: 'error',
  406: 'not-acceptable',
  407: 'unauthorised',
  408: 'no-answer',
  410: 'unknown-number',
  413: 'error',
  414: 'error',
  415: 'not-acceptable',
  416: 'unknown-number',
  420: 'error',
  421: 'error',
  422: 'error',
  423: 'error',
  433: 'rejected',
  480: 'no-answer',
  481: 'error',
  482: 'error',
  483: 'error',
  484: 'unknown-number',
  485: 'unknown-number',
  486: 'busy',
  487: 'cancelled',
  488: 'not-acceptable',
  493: 'not-acceptable',
  500: 'congestion',
  501: 'congestion',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
  505: 'congestion',
  513: 'congestion',
  580: 'congestion',
  600: 'busy',
  603: 'rejected',
  604: 'unknown-number',
  606: 'not-acceptable',
  607: 'rejected',
  608: 'rejected',
}

/** D20: the cause of a final response other than 2xx, by its status alone. */
export function causeOfStatus(status: number): HangupCause {
  const known = CAUSES[status]
  if (known) return known
  if (status >= 600) return 'rejected'
  if (status >= 500) return 'congestion'
  return status >= 400 ? 'error' : 'unreachable'
}

const STATUSES: Record<HangupCause, number> = {
  normal: 480,
  cancelled: 480,
  busy: 486,
  'no-answer': 480,
  rejected: 603,
  'unknown-number': 404,
  unreachable: 480,
  congestion: 503,
  'not-acceptable': 488,
  unauthorised: 403,
  'media-timeout': 480,
  'seat-lost': 480,
  'gateway-failed': 500,
  'time-limit': 480,
  'flow-ended': 480,
  shutdown: 503,
  error: 500,
}

/** D21: how an incoming leg that was never answered is refused. */
export const statusOfCause = (cause: HangupCause): number => STATUSES[cause]

/** ITU-T Q.850 (05/98), table 1. */
const Q850_CAUSES: Record<number, HangupCause> = {
  1: 'unknown-number',
  2: 'unreachable',
  3: 'unknown-number',
  4: 'unknown-number',
  5: 'unknown-number',
  6: 'error',
  7: 'error',
  8: 'error',
  9: 'error',
  16: 'normal',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'unreachable',
  21: 'rejected',
  22: 'unknown-number',
  26: 'normal',
  27: 'unreachable',
  28: 'unknown-number',
  29: 'rejected',
  30: 'normal',
  31: 'normal',
  34: 'congestion',
  38: 'unreachable',
  39: 'unreachable',
  40: 'unreachable',
  41: 'congestion',
  42: 'congestion',
  43: 'congestion',
  44: 'congestion',
  46: 'congestion',
  47: 'congestion',
  49: 'congestion',
  50: 'rejected',
  53: 'rejected',
  55: 'rejected',
  57: 'rejected',
  58: 'congestion',
  62: 'error',
  63: 'congestion',
  65: 'not-acceptable',
  66: 'not-acceptable',
  69: 'not-acceptable',
  70: 'not-acceptable',
  79: 'not-acceptable',
  81: 'error',
  82: 'error',
  83: 'error',
  84: 'error',
  85: 'error',
  86: 'error',
  87: 'rejected',
  88: 'not-acceptable',
  90: 'unknown-number',
  91: 'unreachable',
  95: 'error',
  96: 'error',
  97: 'error',
  98: 'error',
  99: 'error',
  100: 'error',
  101: 'error',
  102: 'no-answer',
  103: 'error',
  110: 'error',
  111: 'error',
  127: 'error',
}

export const causeOfQ850 = (cause: number): HangupCause | null => Q850_CAUSES[cause] ?? null

const Q850_OF: Record<HangupCause, number> = {
  normal: 16,
  cancelled: 16,
  busy: 17,
  'no-answer': 19,
  rejected: 21,
  'unknown-number': 1,
  unreachable: 27,
  congestion: 42,
  'not-acceptable': 88,
  unauthorised: 21,
  'media-timeout': 41,
  'seat-lost': 41,
  'gateway-failed': 41,
  'time-limit': 16,
  'flow-ended': 16,
  shutdown: 41,
  error: 127,
}

export const q850OfCause = (cause: HangupCause): number => Q850_OF[cause]

/** Says in BYE, CANCEL and a refusal why we end the call. */
export const reasonField = (cause: HangupCause): HeaderField => field('reason', `Q.850;cause=${q850OfCause(cause)}`)

/** The Q.850 cause that a message gives; null when it gives none. */
function q850In(message: SipRequest | SipResponse): number | null {
  for (const value of headersOf(message, 'reason').flatMap((text) => splitOutside(text, ',') ?? [])) {
    const match = /^Q\.850\s*(;[\s\S]*)$/i.exec(value)
    const cause = match && paramValue(parseParams(match[1]!) ?? [], 'cause')
    if (cause && /^\d{1,3}$/.test(cause)) return Number(cause)
  }
  return null
}

type Ending = { cause: HangupCause; detail: string }

const endingBy = (message: SipRequest | SipResponse, detail: string, otherwise: HangupCause): Ending => {
  const q850 = q850In(message)
  const cause = q850 === null ? null : causeOfQ850(q850)
  return cause === null ? { cause: otherwise, detail } : { cause, detail: `${detail}, Q.850 ${q850}` }
}

/** D20: of a refused call the exchange's own word counts more than the gateway's translation; "normal" says nothing. */
export function endingOfResponse(response: SipResponse): Ending {
  const byStatus = causeOfStatus(response.status)
  const ending = endingBy(response, `SIP ${response.status}`, byStatus)
  return ending.cause === 'normal' ? { ...ending, cause: byStatus } : ending
}

export const endingOfBye = (bye: SipRequest): Ending => endingBy(bye, 'BYE', 'normal')
