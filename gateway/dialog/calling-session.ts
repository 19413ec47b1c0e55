// A leg of ours before it is answered: INVITE, provisional responses, CANCEL (RFC 3261 §13.2, §9.1). Rules D7-D13.
import { tagOf } from '../sip/address.ts'
import { ACCEPT, ALLOW, SUPPORTED } from '../sip/admission.ts'
import { makeRequest } from '../sip/make-message.ts'
import type { SipRequest, SipResponse } from '../sip/message.ts'
import { printUri } from '../sip/uri.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { confirmed, dialogOfClient } from './dialog.ts'
import { earlyOf, hearProvisional, offeredSound, onEarlyUpdate } from './early-dialogs.ts'
import { establish, tellAnswered } from './established.ts'
import { endingOfBye, endingOfResponse, reasonField } from './hangup-cause.ts'
import { nextInvite } from './next-invite.ts'
import {
  type Calling,
  CLOSE_RTP,
  clearTimer,
  emit,
  endedBy,
  type InviteDraft,
  type Opening,
  type Party,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
  type Sound,
  setTimer,
} from './session.ts'
import {
  ackOf2xx,
  answerOther,
  close,
  contactField,
  refusal,
  respond,
  SDP_TYPE,
  terminate,
} from './session-messages.ts'
import { askFields, granted, MIN_SESSION_S, SESSION_EXPIRES_S, timersOf } from './session-timer.ts'
import { answeredSound, answerSound, localAudio, offerSound, openRtp, sdpOf } from './sound.ts'

type Response = Extract<SessionInput, { type: 'response' }>

export const startCalling = (party: Party, draft: InviteDraft): SessionStep => [
  { state: 'opening', party, draft },
  [openRtp(party, null)],
]

export function stepOpening(leg: Opening, input: SessionInput): SessionStep {
  if (input.type === 'hang-up') return terminate([CLOSE_RTP, endedBy('us', input.cause, '')])
  if (input.type === 'rtp-failed') return terminate([CLOSE_RTP, endedBy('us', 'error', input.detail)])
  if (input.type !== 'rtp-opened') return [leg, []]
  const { party, draft } = leg
  const local = localAudio(party, input)
  const body = offerSound(local, null, false).sdp
  const timer = askFields(SESSION_EXPIRES_S, null)
  const headers = [contactField(party), ALLOW, SUPPORTED, ACCEPT, ...timer, ...draft.headers, SDP_TYPE]
  const invite = makeRequest({ method: 'INVITE', ...draft, cseq: 1, headers, body })
  const calling: Calling = {
    state: 'calling',
    party,
    invite,
    nextHop: draft.uri,
    local,
    attempts: 1,
    hasProvisional: false,
    progress: null,
    earlies: [],
    targets: { waiting: [], tried: [printUri(draft.uri)] },
    minSessionS: MIN_SESSION_S,
    isCancelled: false,
    endedWith: 'cancelled',
  }
  return [calling, [{ type: 'request', request: invite, nextHop: draft.uri }]]
}

function onProvisional(leg: Calling, response: SipResponse): SessionStep {
  // D12: a CANCEL may only follow a provisional response.
  if (leg.isCancelled) return leg.hasProvisional ? [leg, []] : [{ ...leg, hasProvisional: true }, cancelEffects(leg)]
  const rung = { ...leg, hasProvisional: true }
  const heard = response.status > 100 ? hearProvisional(rung, response) : { leg: rung, effects: [], sound: null }
  if (!heard) return [rung, []]
  const isEarly = heard.sound !== null || leg.progress === 'early-media'
  const progress = isEarly ? 'early-media' : response.status === 180 ? 'ringing' : leg.progress
  const told = progress && progress !== leg.progress ? [emit({ type: 'progressed', progress })] : []
  return [{ ...heard.leg, progress }, [...heard.effects, ...told]]
}

const cancelEffects = ({ party, endedWith }: Calling): SessionEffect[] => [
  { type: 'cancel', headers: [reasonField(endedWith)] },
  setTimer('linger', transactionTimeout(party.timers)),
]

type Accepted = { sound: Sound | null; ackBody: Uint8Array | null }

/** What the call sounds like with this 2xx: their answer, an earlier one of the same dialog, or their offer and our answer. */
function soundOfSuccess(leg: Calling, response: SipResponse): Accepted {
  const early = earlyOf(leg, tagOf(response.to))?.sound ?? null
  const [body, offered] = [sdpOf(response), offeredSound(leg)]
  if (early) return { sound: early, ackBody: null }
  if (offered) return { sound: answeredSound(offered, body), ackBody: null }
  const sound = body && answerSound(leg.local, null, body)
  return { sound, ackBody: sound?.sdp ?? null }
}

function onSuccess(leg: Calling, response: SipResponse): SessionStep {
  const { party, invite } = leg
  const early = earlyOf(leg, tagOf(response.to))
  const dialog = confirmed(early?.dialog, dialogOfClient(invite, response))
  const { sound, ackBody } = soundOfSuccess(leg, response)
  const ack = ackOf2xx({ dialog, invite, body: ackBody })
  if (leg.isCancelled || !sound) {
    const cause = leg.isCancelled ? leg.endedWith : 'not-acceptable'
    const [closing, effects] = close({ party, dialog, invite, cause })
    const ended = leg.isCancelled ? [] : [CLOSE_RTP, endedBy('us', 'not-acceptable', 'no usable answer')]
    return [closing, [ack, ...effects, ...ended]]
  }
  const interval = granted(response)
  const established = { ...establish({ party, dialog, sound, interval, peer: response }), invite, ackBody }
  return [established, [ack, ...(interval ? timersOf(interval) : []), ...tellAnswered(established)]]
}

function onFailure(leg: Calling, input: Response): SessionStep {
  if (leg.isCancelled) return terminate([clearTimer('linger')])
  const again = nextInvite(leg, input)
  if (again) return again
  const { cause, detail } = endingOfResponse(input.response)
  return terminate([CLOSE_RTP, endedBy('them', cause, detail)])
}

function onResponse(leg: Calling, input: Response): SessionStep {
  const { response } = input
  if (response.cseq.method !== 'INVITE' || response.cseq.number !== leg.invite.cseq.number) return [leg, []]
  if (response.status < 200) return onProvisional(leg, response)
  return response.status < 300 ? onSuccess(leg, response) : onFailure(leg, input)
}

function onRequest(leg: Calling, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  if (request.method === 'BYE') {
    // Their 200 was lost and they hung up: when it comes again it is ACKed and ended.
    const answer = respond(transaction, refusal(request, 200, party))
    if (leg.isCancelled) return [leg, [answer]]
    const { cause, detail } = endingOfBye(request)
    const ended = [CLOSE_RTP, endedBy('them', cause, detail)]
    const linger = setTimer('linger', transactionTimeout(party.timers))
    return [{ ...leg, isCancelled: true, endedWith: cause }, [answer, ...ended, linger]]
  }
  if (request.method === 'INVITE') return [leg, [respond(transaction, refusal(request, 491, party))]]
  if (request.method === 'UPDATE' && !leg.isCancelled) return onEarlyUpdate(leg, request, transaction)
  return [leg, [answerOther(request, transaction, party)]]
}

function onHangUp(leg: Calling, input: Extract<SessionInput, { type: 'hang-up' }>): SessionStep {
  if (leg.isCancelled) return [leg, []]
  const cancelled: Calling = { ...leg, isCancelled: true, endedWith: input.cause }
  const ended = [CLOSE_RTP, endedBy('us', input.cause, '')]
  return [cancelled, [...(leg.hasProvisional ? cancelEffects(cancelled) : []), ...ended]]
}

export function stepCalling(leg: Calling, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'response':
      return onResponse(leg, input)
    case 'failed':
      if (input.method !== 'INVITE') return [leg, []]
      return terminate(leg.isCancelled ? [] : [CLOSE_RTP, endedBy('them', 'unreachable', 'no response')])
    case 'hang-up':
      return onHangUp(leg, input)
    case 'request':
      return onRequest(leg, input.request, input.transaction)
    case 'timer':
      return input.name === 'linger' && leg.isCancelled ? terminate([]) : [leg, []]
    case 'ring':
    case 'progress':
    case 'answer':
    case 'hold':
    case 'transfer':
    case 'answer-transfer':
    case 'rtp-opened':
    case 'rtp-failed':
    case 'cancelled':
    case 'ack':
      return [leg, []]
  }
}
