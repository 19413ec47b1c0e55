// An answered leg: 2xx until ACK, and who sees to what comes in (RFC 3261 §13.3.1.4, §14, §15). Rules D14-D19, D28.
import { tagOf } from '../sip/address.ts'
import type { SipRequest } from '../sip/message.ts'
import { receiveInDialog } from './dialog.ts'
import { changeSound } from './established.ts'
import { hangUp, STOP_RESENDING, stopTimers } from './hang-up.ts'
import { endingOfBye } from './hangup-cause.ts'
import { onHold, onOwnFailure, onOwnResponse, onOwnTimer, pursue } from './own-request.ts'
import { answerOffer } from './re-offer.ts'
import {
  CLOSE_RTP,
  type Established,
  emit,
  endedBy,
  type SessionInput,
  type SessionStep,
  type SessionTimerName,
  setTimer,
} from './session.ts'
import { ackOf2xx, answerOther, refusal, refuseFork, respond, terminate } from './session-messages.ts'
import { answeredSound, sdpOf } from './sound.ts'
import {
  answerReferral,
  onNotify,
  onRefer,
  onTransferFailure,
  onTransferResponse,
  onTransferTimer,
  startTransfer,
} from './transfer.ts'

type Response = Extract<SessionInput, { type: 'response' }>

function onAck(leg: Established, ack: SipRequest): SessionStep {
  const { pending } = leg
  if (!pending || ack.cseq.number !== pending.response.cseq.number) return [leg, []]
  if (leg.isEnded) return hangUp(leg, 'normal', null)
  const acked = { ...leg, pending: null }
  if (!pending.isOffer) {
    const [next, effects] = pursue(acked)
    return [next, [...STOP_RESENDING, ...effects]]
  }
  const sound = answeredSound(leg.sound, sdpOf(ack))
  if (!sound) return hangUp(acked, 'not-acceptable', endedBy('us', 'not-acceptable', 'no usable answer in ACK'))
  const [changed, effects] = changeSound(acked, sound)
  const [media, ...held] = effects
  const answered = pending.isInitial ? [emit({ type: 'answered' })] : []
  const [next, more] = pursue(changed)
  return [next, [...STOP_RESENDING, media!, ...answered, ...held, ...more]]
}

function onPendingTimer(leg: Established, name: 'resend' | 'ack'): SessionStep {
  const { pending, party } = leg
  if (!pending) return [leg, []]
  if (name === 'resend') {
    const resendAfter = Math.min(pending.resendAfter * 2, party.timers.t2)
    return [
      { ...leg, pending: { ...pending, resendAfter } },
      [respond(pending.transaction, pending.response), setTimer('resend', resendAfter)],
    ]
  }
  const ended = leg.isEnded ? null : endedBy('them', 'unreachable', 'no ACK')
  return hangUp({ ...leg, pending: null }, leg.isEnded ? 'normal' : 'unreachable', ended)
}

function onTimer(leg: Established, name: SessionTimerName): SessionStep {
  switch (name) {
    case 'resend':
    case 'ack':
      return onPendingTimer(leg, name)
    case 'glare':
      return leg.isYielding && !leg.isEnded ? onOwnTimer(leg, name) : [leg, []]
    case 'refresh':
      return leg.interval?.isOurs && !leg.isEnded ? onOwnTimer(leg, name) : [leg, []]
    case 'expiry':
      // D28: RFC 4028 §10.
      if (leg.isEnded || !leg.interval) return [leg, []]
      return hangUp(leg, 'unreachable', endedBy('them', 'unreachable', 'session expired'))
    case 'transfer':
      return leg.transfer ? onTransferTimer(leg, name) : [leg, []]
    case 'referral':
      return onTransferTimer(leg, name)
    case 'guard':
    case 'linger':
    case 'provisional':
    case 'prack':
      return [leg, []]
  }
}

function onBye(leg: Established, request: SipRequest, transaction: string): SessionStep {
  const answer = respond(transaction, refusal(request, 200, leg.party))
  const { cause, detail } = endingOfBye(request)
  const ended = leg.isEnded ? [] : [CLOSE_RTP, endedBy('them', cause, detail)]
  return terminate([...STOP_RESENDING, ...stopTimers(leg), answer, ...ended])
}

function onRequest(leg: Established, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  const received = receiveInDialog(leg.dialog, request)
  if (!received.ok) return [leg, [respond(transaction, refusal(request, received.status, party))]]
  const next = { ...leg, dialog: received.dialog }
  if (request.method === 'BYE') return onBye(leg, request, transaction)
  if (leg.isEnded) return [next, [respond(transaction, refusal(request, 481, party))]]
  // A refused re-INVITE leaves the session as it was (§14.2), its target too.
  if (['INVITE', 'UPDATE'].includes(request.method)) return answerOffer(leg, next, { request, transaction })
  if (request.method === 'REFER') return onRefer(next, request, transaction)
  const notified = request.method === 'NOTIFY' ? onNotify(next, request, transaction) : null
  return notified ?? [next, [answerOther(request, transaction, party)]]
}

function onResponse(leg: Established, input: Response): SessionStep {
  const { invite, dialog, ackBody } = leg
  const { response } = input
  const ours = onOwnResponse(leg, input) ?? onTransferResponse(leg, input)
  if (ours) return ours
  const is2xx = response.cseq.method === 'INVITE' && response.status >= 200 && response.status < 300
  if (!invite || !is2xx) return [leg, []]
  if (tagOf(response.to) !== dialog.remoteTag) return [leg, refuseFork(invite, response)]
  return [leg, [ackOf2xx({ dialog, invite, cseq: response.cseq.number, body: ackBody })]]
}

function onHangUp(leg: Established, input: Extract<SessionInput, { type: 'hang-up' }>): SessionStep {
  if (leg.isEnded) return [leg, []]
  const ended = endedBy('us', input.cause, '')
  // D16: §15 forbids BYE before the ACK of the INVITE that made the dialog.
  if (leg.pending?.isInitial) return [{ ...leg, isEnded: true }, [CLOSE_RTP, ended]]
  return hangUp(leg, input.cause, ended)
}

export function stepEstablished(leg: Established, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'ack':
      return onAck(leg, input.ack)
    case 'timer':
      return onTimer(leg, input.name)
    case 'request':
      return onRequest(leg, input.request, input.transaction)
    case 'response':
      return onResponse(leg, input)
    case 'hang-up':
      return onHangUp(leg, input)
    case 'hold':
      return onHold(leg, input.held)
    case 'transfer':
      return startTransfer(leg, input.referTo)
    case 'answer-transfer':
      return answerReferral(leg, input.accepted)
    case 'failed':
      return onOwnFailure(leg, input.method) ?? onTransferFailure(leg, input.method)
    case 'ring':
    case 'progress':
    case 'answer':
    case 'rtp-opened':
    case 'rtp-failed':
    case 'cancelled':
      return [leg, []]
  }
}
