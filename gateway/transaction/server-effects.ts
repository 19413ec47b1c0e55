import type { SipRequest, SipResponse } from '../sip/message.ts'
import type { TimerEffect, TransactionTimerName } from './timers.ts'

export type ServerInput =
  /** The same request once more. */
  | { type: 'request' }
  | { type: 'ack'; ack: SipRequest }
  | { type: 'respond'; response: SipResponse }
  | { type: 'timer'; name: TransactionTimerName }
  | { type: 'transport-failed' }

export type ServerEffect =
  | TimerEffect
  | { type: 'send'; response: SipResponse }
  /** RFC 6026: an ACK of a 2xx belongs to the user of the transaction. */
  | { type: 'deliver-ack'; ack: SipRequest }
  | { type: 'terminated' }

export const send = (response: SipResponse): ServerEffect => ({ type: 'send', response })
