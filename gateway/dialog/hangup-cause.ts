// SIP statuses and our own closed set of causes, both ways (server/protocol/reasons.ts).
import type { HangupCause } from '#protocol/reasons'

const CAUSES: Record<number, HangupCause> = {
  400: 'error',
  401: 'unauthorised',
  403: 'rejected',
  404: 'unknown-number',
  406: 'not-acceptable',
  407: 'unauthorised',
  408: 'no-answer',
  410: 'unknown-number',
  415: 'not-acceptable',
  480: 'no-answer',
  481: 'error',
  484: 'unknown-number',
  486: 'busy',
  487: 'cancelled',
  488: 'not-acceptable',
  503: 'unreachable',
  600: 'busy',
  603: 'rejected',
  604: 'unknown-number',
  606: 'not-acceptable',
}

/** D20: the cause of a final response other than 2xx; redirection is not followed. */
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
  'flow-ended': 480,
  shutdown: 503,
  error: 500,
}

/** D21: how an incoming leg that was never answered is refused. */
export const statusOfCause = (cause: HangupCause): number => STATUSES[cause]
