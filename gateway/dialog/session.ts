// One leg's life in SIP, from INVITE to the answered BYE: its states, what comes in and what goes out. SPEC.md has the rules.
import type { HangupCause } from '#protocol/reasons'
import type { RtpRemote } from '../media/media-engine.ts'
import type { LocalAudio, RemoteAudio } from '../sdp/offer-answer.ts'
import type { Address } from '../sip/address.ts'
import type { HeaderField, SipRequest, SipResponse } from '../sip/message.ts'
import type { Uri } from '../sip/uri.ts'
import type { ClientFailure } from '../transaction/client-effects.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import type { Dialog } from './dialog.ts'

/** What does not change while the leg lives. */
export type Party = {
  localTag: string
  contact: Address
  sdpSessionId: number
  nat: boolean
  timers: TransactionTimers
}

/** A call of ours before there is an INVITE for it. */
export type InviteDraft = { uri: Uri; from: Address; to: Address; callId: string }

/** A 200 of ours to an INVITE, sent again until its ACK. */
type PendingAck = {
  transaction: string
  response: SipResponse
  resendAfter: number
  /** The 200 carries our offer, the ACK their answer. */
  isOffer: boolean
  isInitial: boolean
}

export type Offered = {
  state: 'offered'
  party: Party
  invite: SipRequest
  transaction: string
  isRinging: boolean
  isAnswering: boolean
}
export type Opening = { state: 'opening'; party: Party; draft: InviteDraft }
export type Calling = {
  state: 'calling'
  party: Party
  invite: SipRequest
  nextHop: Uri
  local: LocalAudio
  attempts: number
  hasProvisional: boolean
  progress: 'ringing' | 'early-media' | null
  early: { tag: string | null; remote: RemoteAudio } | null
  /** The leg has ended for the server; we only wait for the INVITE to end too. */
  isCancelled: boolean
}
export type Established = {
  state: 'established'
  party: Party
  dialog: Dialog
  local: LocalAudio
  sdpVersion: number
  isHeld: boolean
  pending: PendingAck | null
  /** Our INVITE, when we called: what a repeated or forked 2xx is ACKed by. */
  invite: SipRequest | null
  /** Hung up by us before the ACK came; BYE must wait for it (RFC 3261 §15). */
  isEnded: boolean
}
export type Closing = { state: 'closing'; party: Party; dialog: Dialog; invite: SipRequest | null; attempts: number }
type Ended = { state: 'ended' }

export type Session = Offered | Opening | Calling | Established | Closing | Ended

export type SessionTimerName = 'guard' | 'resend' | 'ack' | 'linger'

export type SessionInput =
  | { type: 'ring' }
  | { type: 'answer' }
  | { type: 'hang-up'; cause: HangupCause }
  | { type: 'rtp-opened'; address: string; port: number }
  | { type: 'rtp-failed'; detail: string }
  | { type: 'request'; request: SipRequest; transaction: string }
  | { type: 'cancelled' }
  | { type: 'ack'; ack: SipRequest }
  /** `authorization` answers the response's challenge, when the trunk may be answered. */
  | { type: 'response'; response: SipResponse; authorization: HeaderField | null }
  | { type: 'failed'; method: string; failure: ClientFailure }
  | { type: 'timer'; name: SessionTimerName }

export type SessionFact =
  | { type: 'progressed'; progress: 'ringing' | 'early-media' }
  | { type: 'answered' }
  | { type: 'held'; held: boolean }
  | { type: 'ended'; cause: HangupCause; by: 'us' | 'them'; detail: string }

export type SessionEffect =
  | { type: 'respond'; transaction: string; response: SipResponse }
  | { type: 'request'; request: SipRequest; nextHop: Uri }
  /** The ACK of a 2xx: a branch of its own and no transaction (RFC 3261 §13.2.2.4). */
  | { type: 'ack'; request: SipRequest; nextHop: Uri }
  | { type: 'cancel' }
  | { type: 'set-timer'; name: SessionTimerName; after: number }
  | { type: 'clear-timer'; name: SessionTimerName }
  | { type: 'open-rtp' }
  | { type: 'set-remote'; remote: RtpRemote }
  | { type: 'close-rtp' }
  | { type: 'emit'; fact: SessionFact }
  | { type: 'terminated' }

export type SessionStep = [Session, SessionEffect[]]

export const ENDED: Ended = { state: 'ended' }
export const TERMINATED: SessionEffect = { type: 'terminated' }
export const CLOSE_RTP: SessionEffect = { type: 'close-rtp' }

export const emit = (fact: SessionFact): SessionEffect => ({ type: 'emit', fact })

export const endedBy = (by: 'us' | 'them', cause: HangupCause, detail: string): SessionEffect =>
  emit({ type: 'ended', cause, by, detail })
