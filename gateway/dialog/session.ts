// One leg's life in SIP, from INVITE to the answered BYE: its states, what comes in and what goes out. SPEC.md has the rules.

import type { HangupCause } from '#protocol/reasons'
import type { IpFamily, RtpRemote } from '../media/media-engine.ts'
import type { LocalAudio, RemoteAudio } from '../sdp/offer-answer.ts'
import type { Address } from '../sip/address.ts'
import type { HeaderField, SipRequest, SipResponse } from '../sip/message.ts'
import type { Uri } from '../sip/uri.ts'
import type { ClientFailure } from '../transaction/client-effects.ts'
import type { TransactionTimers } from '../transaction/timers.ts'
import type { Dialog } from './dialog.ts'
import type { Replaces } from './replaces.ts'

/** The agreed interval and whether refreshing it is our part. */
export type SessionInterval = { seconds: number; isOurs: boolean }

/** What does not change while the leg lives. */
export type Party = {
  localTag: string
  contact: Address
  audio: Omit<LocalAudio, 'address' | 'port'>
  nat: boolean
  timers: TransactionTimers
  /** How long we wait after a glare, drawn once (RFC 3261 §14.1). */
  glareMs: number
}

/** A call of ours before there is an INVITE for it. */
export type InviteDraft = { uri: Uri; from: Address; to: Address; callId: string; headers: HeaderField[] }

/** What both sides have said of the sound: our last description, and theirs when they have answered or offered one. */
export type Sound = {
  local: LocalAudio
  version: number
  sdp: Uint8Array
  remote: RemoteAudio | null
  /** We have them on hold. */
  isHolding: boolean
}

/** A 200 of ours to an INVITE, sent again until its ACK. */
type PendingAck = {
  transaction: string
  response: SipResponse
  resendAfter: number
  /** The 200 carries our offer, the ACK their answer. */
  isOffer: boolean
  isInitial: boolean
}

/** A provisional response of ours that waits for its PRACK (RFC 3262 §3). */
export type Unacknowledged = { response: SipResponse; rseq: number; resendAfter: number; isOffer: boolean }

export type Offered = {
  state: 'offered'
  party: Party
  invite: SipRequest
  transaction: string
  dialog: Dialog
  isRinging: boolean
  /** Waits until the RTP is open and the last reliable response is acknowledged. */
  wanted: 'early-media' | 'answer' | null
  local: LocalAudio | null
  /** What was said in provisional responses. */
  sound: Sound | null
  /** Offer and answer are both through, so that the 200 brings none. */
  isAgreed: boolean
  unacknowledged: Unacknowledged | null
  nextRSeq: number
}
export type Opening = { state: 'opening'; party: Party; draft: InviteDraft }

/** A dialog made by a provisional response; several when a proxy forks the call. */
export type Early = { dialog: Dialog; rseq: number | null; sound: Sound | null }

export type Calling = {
  state: 'calling'
  party: Party
  invite: SipRequest
  nextHop: Uri
  local: LocalAudio
  attempts: number
  hasProvisional: boolean
  progress: 'ringing' | 'early-media' | null
  earlies: Early[]
  /** Where else a redirection told us to try, and where we have been. */
  targets: { waiting: Uri[]; tried: string[] }
  minSessionS: number
  /** The leg has ended for the server; we only wait for the INVITE to end too. */
  isCancelled: boolean
  endedWith: HangupCause
}

/** A re-INVITE or UPDATE of ours whose final response is awaited. */
export type OwnRequest = {
  request: SipRequest
  purpose: 'hold' | 'refresh'
  /** The session as it is when this is accepted; null when it says nothing of the sound. */
  sound: Sound | null
  attempts: number
}

/** A REFER of ours: sent, or accepted and told of by NOTIFY (RFC 3515). */
export type OwnTransfer = { state: 'sent' | 'accepted'; request: SipRequest; attempts: number }

/** A REFER of theirs: waiting for the server's word, or accepted and being told of. */
export type Referral = { state: 'asked' | 'accepted'; request: SipRequest; transaction: string }

export type Established = {
  state: 'established'
  party: Party
  dialog: Dialog
  sound: Sound
  /** They have us on hold. */
  isHeld: boolean
  wantsHold: boolean
  pending: PendingAck | null
  own: OwnRequest | null
  /** After a glare, until the timer. */
  isYielding: boolean
  isRefreshDue: boolean
  interval: SessionInterval | null
  allowsUpdate: boolean
  transfer: OwnTransfer | null
  referral: Referral | null
  /** Our last INVITE: what a repeated or forked 2xx is ACKed by. */
  invite: SipRequest | null
  /** Our answer when the 2xx brought the offer; every ACK of it carries it again. */
  ackBody: Uint8Array | null
  /** Hung up by us before the ACK came; BYE must wait for it (RFC 3261 §15). */
  isEnded: boolean
}
export type Closing = {
  state: 'closing'
  party: Party
  dialog: Dialog
  invite: SipRequest | null
  cause: HangupCause
  attempts: number
}
type Ended = { state: 'ended' }

export type Session = Offered | Opening | Calling | Established | Closing | Ended

export type SessionTimerName =
  | 'guard'
  | 'resend'
  | 'ack'
  | 'linger'
  | 'provisional'
  | 'prack'
  | 'glare'
  | 'refresh'
  | 'expiry'
  | 'transfer'
  | 'referral'

export type SessionInput =
  | { type: 'ring' }
  | { type: 'progress' }
  | { type: 'answer' }
  | { type: 'hold'; held: boolean }
  /** The value of Refer-To. */
  | { type: 'transfer'; referTo: string }
  | { type: 'answer-transfer'; accepted: boolean }
  | { type: 'hang-up'; cause: HangupCause }
  | { type: 'rtp-opened'; address: string; port: number }
  | { type: 'rtp-failed'; detail: string }
  | { type: 'request'; request: SipRequest; transaction: string }
  | { type: 'cancelled' }
  | { type: 'ack'; ack: SipRequest }
  /**
   * `authorization` answers the response's challenge, when the trunk may be answered; `redirects` are the targets of a
   * redirection that the trunk may send us to.
   */
  | { type: 'response'; response: SipResponse; authorization: HeaderField | null; redirects: Uri[] }
  | { type: 'failed'; method: string; failure: ClientFailure }
  | { type: 'timer'; name: SessionTimerName }

export type SessionFact =
  | { type: 'progressed'; progress: 'ringing' | 'early-media' }
  | { type: 'answered' }
  | { type: 'held'; held: boolean }
  /** `replaces`: another dialog of theirs with us, which this call is to go to. */
  | { type: 'transfer-requested'; target: string; replaces: Replaces | null }
  | { type: 'transferred'; ok: boolean; cause: HangupCause }
  | { type: 'ended'; cause: HangupCause; by: 'us' | 'them'; detail: string }

export type SessionEffect =
  | { type: 'respond'; transaction: string; response: SipResponse }
  | { type: 'request'; request: SipRequest; nextHop: Uri }
  /** The ACK of a 2xx: a branch of its own and no transaction (RFC 3261 §13.2.2.4). */
  | { type: 'ack'; request: SipRequest; nextHop: Uri }
  | { type: 'cancel'; headers: HeaderField[] }
  | { type: 'set-timer'; name: SessionTimerName; after: number }
  | { type: 'clear-timer'; name: SessionTimerName }
  | { type: 'open-rtp'; family: IpFamily }
  | { type: 'set-remote'; remote: RtpRemote }
  | { type: 'close-rtp' }
  | { type: 'emit'; fact: SessionFact }
  | { type: 'terminated' }

export type SessionStep = [Session, SessionEffect[]]

export const ENDED: Ended = { state: 'ended' }
export const TERMINATED: SessionEffect = { type: 'terminated' }
export const CLOSE_RTP: SessionEffect = { type: 'close-rtp' }

export const emit = (fact: SessionFact): SessionEffect => ({ type: 'emit', fact })

export const setTimer = (name: SessionTimerName, after: number): SessionEffect => ({ type: 'set-timer', name, after })
export const clearTimer = (name: SessionTimerName): SessionEffect => ({ type: 'clear-timer', name })

export const endedBy = (by: 'us' | 'them', cause: HangupCause, detail: string): SessionEffect =>
  emit({ type: 'ended', cause, by, detail })
