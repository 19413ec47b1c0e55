import type { SipResponse } from '../sip/message.ts'
import type { TimerEffect, TransactionTimerName } from './timers.ts'

export type ClientInput =
  | { type: 'response'; response: SipResponse }
  | { type: 'timer'; name: TransactionTimerName }
  | { type: 'transport-failed' }

export type ClientFailure = 'timeout' | 'transport-failed'

export type ClientEffect =
  | TimerEffect
  | { type: 'send-request' }
  /** §17.1.1.3: the ACK of a final response other than 2xx, on the INVITE's own branch. */
  | { type: 'send-ack'; response: SipResponse }
  | { type: 'deliver'; response: SipResponse }
  | { type: 'fail'; failure: ClientFailure }
  | { type: 'terminated' }

export const deliver = (response: SipResponse): ClientEffect => ({ type: 'deliver', response })
export const TERMINATED = { type: 'terminated' } as const
export const SEND_REQUEST = { type: 'send-request' } as const

export const failed = (failure: ClientFailure): ClientEffect[] => [{ type: 'fail', failure }, TERMINATED]
