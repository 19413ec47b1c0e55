// A leg of ours before it is answered: INVITE, provisional responses, credentials, CANCEL (RFC 3261 §13.2, §9.1). Rules D7-D13.
import { isHolding, makeOffer, type RemoteAudio, readAnswer } from '../sdp/offer-answer.ts'
import { tagOf } from '../sip/address.ts'
import { ACCEPT, ALLOW } from '../sip/admission.ts'
import { field, makeRequest, withHeaders } from '../sip/make-message.ts'
import { mediaType, type SipRequest, type SipResponse } from '../sip/message.ts'
import { transactionTimeout } from '../transaction/timers.ts'
import { dialogOfClient } from './dialog.ts'
import { causeOfStatus } from './hangup-cause.ts'
import {
  type Calling,
  CLOSE_RTP,
  type Established,
  emit,
  endedBy,
  type InviteDraft,
  type Opening,
  type Party,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
} from './session.ts'
import {
  ackOf2xx,
  answerOther,
  close,
  contactField,
  refusal,
  respond,
  rtpRemote,
  terminate,
} from './session-messages.ts'

/** A challenge, a stale nonce, a proxy's challenge; more than that is a loop. */
const MAX_INVITES = 4

type Response = Extract<SessionInput, { type: 'response' }>

export const startCalling = (party: Party, draft: InviteDraft): SessionStep => [
  { state: 'opening', party, draft },
  [{ type: 'open-rtp' }],
]

export function stepOpening(leg: Opening, input: SessionInput): SessionStep {
  if (input.type === 'hang-up') return terminate([CLOSE_RTP, endedBy('us', input.cause, '')])
  if (input.type === 'rtp-failed') return terminate([CLOSE_RTP, endedBy('us', 'error', input.detail)])
  if (input.type !== 'rtp-opened') return [leg, []]
  const { party, draft } = leg
  const local = { address: input.address, port: input.port }
  const body = makeOffer({ address: local.address, sessionId: party.sdpSessionId, version: 1 }, local)
  const headers = [contactField(party), ALLOW, ACCEPT, field('content-type', 'application/sdp')]
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
    early: null,
    isCancelled: false,
  }
  return [calling, [{ type: 'request', request: invite, nextHop: draft.uri }]]
}

const answerIn = (response: SipResponse): RemoteAudio | null =>
  mediaType(response) === 'application/sdp' ? readAnswer(response.body) : null

function onProvisional(leg: Calling, response: SipResponse): SessionStep {
  // D12: a CANCEL may only follow a provisional response.
  if (leg.isCancelled)
    return leg.hasProvisional ? [leg, []] : [{ ...leg, hasProvisional: true }, cancelEffects(leg.party)]
  const remote = response.status > 100 ? answerIn(response) : null
  const early = remote ? { tag: tagOf(response.to), remote } : leg.early
  const progress =
    remote || leg.progress === 'early-media' ? 'early-media' : response.status === 180 ? 'ringing' : leg.progress
  const effects: SessionEffect[] = remote ? [{ type: 'set-remote', remote: rtpRemote(remote, leg.party) }] : []
  if (progress && progress !== leg.progress) effects.push(emit({ type: 'progressed', progress }))
  return [{ ...leg, hasProvisional: true, early, progress }, effects]
}

const cancelEffects = (party: Party): SessionEffect[] => [
  { type: 'cancel' },
  { type: 'set-timer', name: 'linger', after: transactionTimeout(party.timers) },
]

function onSuccess(leg: Calling, response: SipResponse): SessionStep {
  const { party, invite, local } = leg
  const dialog = dialogOfClient(invite, response)
  const ack = ackOf2xx(dialog, invite)
  const remote = answerIn(response) ?? (leg.early?.tag === dialog.remoteTag ? leg.early.remote : null)
  if (leg.isCancelled || !remote) {
    const [closing, effects] = close(party, dialog, invite)
    const ended = leg.isCancelled ? [] : [CLOSE_RTP, endedBy('us', 'not-acceptable', 'no usable answer')]
    return [closing, [ack, ...effects, ...ended]]
  }
  const isHeld = isHolding(remote)
  const established: Established = {
    state: 'established',
    party,
    dialog,
    local,
    sdpVersion: 1,
    isHeld,
    pending: null,
    invite,
    isEnded: false,
  }
  const held = isHeld ? [emit({ type: 'held', held: true })] : []
  return [
    established,
    [ack, { type: 'set-remote', remote: rtpRemote(remote, party) }, emit({ type: 'answered' }), ...held],
  ]
}

/** D10: the same call once more, with credentials and the next number. */
function retry(leg: Calling, input: Response & { authorization: NonNullable<Response['authorization']> }): SessionStep {
  const { authorization } = input
  const cseq = field('cseq', `${leg.invite.cseq.number + 1} INVITE`)
  const invite = withHeaders(leg.invite, ['cseq', authorization.name], [cseq, authorization])
  return [
    { ...leg, invite, attempts: leg.attempts + 1, hasProvisional: false },
    [{ type: 'request', request: invite, nextHop: leg.nextHop }],
  ]
}

function onResponse(leg: Calling, input: Response): SessionStep {
  const { response, authorization } = input
  if (response.cseq.method !== 'INVITE' || response.cseq.number !== leg.invite.cseq.number) return [leg, []]
  if (response.status < 200) return onProvisional(leg, response)
  if (response.status < 300) return onSuccess(leg, response)
  if (leg.isCancelled) return terminate([{ type: 'clear-timer', name: 'linger' }])
  if (authorization && leg.attempts < MAX_INVITES) return retry(leg, { ...input, authorization })
  return terminate([CLOSE_RTP, endedBy('them', causeOfStatus(response.status), `SIP ${response.status}`)])
}

function onRequest(leg: Calling, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  if (request.method === 'BYE') {
    // Their 200 was lost and they hung up: when it comes again it is ACKed and ended.
    const answer = respond(transaction, refusal(request, 200, party))
    if (leg.isCancelled) return [leg, [answer]]
    const ended = [CLOSE_RTP, endedBy('them', 'normal', 'BYE')]
    const linger: SessionEffect = { type: 'set-timer', name: 'linger', after: transactionTimeout(party.timers) }
    return [{ ...leg, isCancelled: true }, [answer, ...ended, linger]]
  }
  const isOffer = request.method === 'INVITE' || (request.method === 'UPDATE' && request.body.length > 0)
  if (isOffer) return [leg, [respond(transaction, refusal(request, 491, party))]]
  return [leg, [answerOther(request, transaction, party)]]
}

function onHangUp(leg: Calling, input: Extract<SessionInput, { type: 'hang-up' }>): SessionStep {
  if (leg.isCancelled) return [leg, []]
  const ended = [CLOSE_RTP, endedBy('us', input.cause, '')]
  return [{ ...leg, isCancelled: true }, [...(leg.hasProvisional ? cancelEffects(leg.party) : []), ...ended]]
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
    case 'answer':
    case 'rtp-opened':
    case 'rtp-failed':
    case 'cancelled':
    case 'ack':
      return [leg, []]
  }
}
