// Sessions in every state and inputs of every kind, for the table test.
import type { LocalAudio } from '../sdp/offer-answer.ts'
import { addressOf, parseAddress } from '../sip/address.ts'
import { field, makeRequest, makeResponse } from '../sip/make-message.ts'
import type { SipRequest } from '../sip/message.ts'
import { parseUri } from '../sip/uri.ts'
import { DEFAULT_TIMERS } from '../transaction/timers.ts'
import { startCalling, stepCalling, stepOpening } from './calling-session.ts'
import { startOffered } from './offered-session.ts'
import { ENDED, type Party, type Session, type SessionEffect, type SessionInput } from './session.ts'
import { stepSession } from './step-session.ts'

const THEIR_SDP = Buffer.from(
  'v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n',
)
const SDP_TYPE = field('content-type', 'application/sdp')
const CONTACT = field('contact', '<sip:peer@10.0.0.2>')
const address = (text: string) => parseAddress(text)!

const party: Party = {
  localTag: 'us',
  contact: address('<sip:10.0.0.1:5060>'),
  sdpSessionId: 7,
  nat: false,
  timers: DEFAULT_TIMERS,
}
const RTP: LocalAudio = { address: '10.0.0.1', port: 20_000 }

type Theirs = { toTag?: string; cseq?: number; hasSdp?: boolean }

function theirs(method: string, { toTag, cseq = 2, hasSdp = false }: Theirs = {}): SipRequest {
  return makeRequest({
    method,
    uri: parseUri('sip:1@10.0.0.1')!,
    from: address('<sip:2@10.0.0.2>;tag=them'),
    to: address(`<sip:1@10.0.0.1>${toTag ? `;tag=${toTag}` : ''}`),
    callId: 'c',
    cseq,
    headers: hasSdp ? [CONTACT, SDP_TYPE] : [CONTACT],
    ...(hasSdp ? { body: THEIR_SDP } : {}),
  })
}

const request = (method: string, hasSdp = false): SessionInput => ({
  type: 'request',
  request: theirs(method, { toTag: 'us', hasSdp }),
  transaction: 't2',
})

function follow(session: Session, ...inputs: SessionInput[]): Session {
  return inputs.reduce<Session>((current, input) => stepSession(current, input)[0], session)
}

const rtpOpened: SessionInput = { type: 'rtp-opened', ...RTP }
const offered = startOffered(party, theirs('INVITE', { cseq: 1, hasSdp: true }), 't1')[0]
const lateOffered = startOffered(party, theirs('INVITE', { cseq: 1 }), 't1')[0]
const unacked = follow(offered, { type: 'answer' }, rtpOpened)
const ack = (cseq: number): SessionInput => ({ type: 'ack', ack: theirs('ACK', { toTag: 'us', cseq }) })
const established = follow(unacked, ack(1))

const uri = parseUri('sip:9@10.0.0.2')!
const draft = { uri, from: address('<sip:1@10.0.0.1>;tag=us'), to: addressOf(uri), callId: 'c' }
const opening = startCalling(party, draft)[0]
const calling = opening.state === 'opening' ? stepOpening(opening, rtpOpened)[0] : opening
if (calling.state !== 'calling') throw new Error('no INVITE')
const { invite } = calling

type Answer = { tag?: string; hasSdp?: boolean; hasAuthorization?: boolean; of?: SipRequest }

function answer(
  status: number,
  { tag = 'them', hasSdp = false, hasAuthorization = false, of = invite }: Answer = {},
): SessionInput {
  const headers = hasSdp ? [CONTACT, SDP_TYPE] : [CONTACT]
  const response = makeResponse(of, status, { toTag: tag, headers, ...(hasSdp ? { body: THEIR_SDP } : {}) })
  return { type: 'response', response, authorization: hasAuthorization ? field('authorization', 'Digest x') : null }
}

const proceeding = stepCalling(calling, answer(180))[0]
const called = follow(proceeding, answer(200, { hasSdp: true }))
const closing = follow(called, { type: 'hang-up', cause: 'normal' })
const [, closingEffects] = stepSession(called, { type: 'hang-up', cause: 'normal' })
const bye = closingEffects.flatMap((effect) => (effect.type === 'request' ? [effect.request] : []))[0]!

export const SESSIONS: Record<string, Session> = {
  offered,
  answering: follow(offered, { type: 'answer' }),
  'late-answering': follow(lateOffered, { type: 'answer' }),
  opening,
  calling,
  proceeding,
  'cancelled-early': follow(calling, { type: 'hang-up', cause: 'cancelled' }),
  cancelled: follow(proceeding, { type: 'hang-up', cause: 'cancelled' }),
  unacked,
  'unacked-late': follow(lateOffered, { type: 'answer' }, rtpOpened),
  'unacked-ended': follow(unacked, { type: 'hang-up', cause: 'normal' }),
  established,
  called,
  're-offered': follow(established, request('INVITE', true)),
  're-offering': follow(established, request('INVITE')),
  closing,
  ended: ENDED,
}

export const INPUTS: Record<string, SessionInput> = {
  ring: { type: 'ring' },
  answer: { type: 'answer' },
  'hang-up': { type: 'hang-up', cause: 'busy' },
  'rtp-opened': rtpOpened,
  'rtp-failed': { type: 'rtp-failed', detail: 'no port' },
  'INVITE sdp': request('INVITE', true),
  INVITE: request('INVITE'),
  'UPDATE sdp': request('UPDATE', true),
  UPDATE: request('UPDATE'),
  BYE: request('BYE'),
  INFO: request('INFO'),
  CANCEL: { type: 'cancelled' },
  'ACK 1': ack(1),
  'ACK 2': ack(2),
  'ACK 1 sdp': { type: 'ack', ack: theirs('ACK', { toTag: 'us', cseq: 1, hasSdp: true }) },
  '100': answer(100),
  '180': answer(180),
  '183 sdp': answer(183, { hasSdp: true }),
  '200': answer(200),
  '200 sdp': answer(200, { hasSdp: true }),
  '200 fork': answer(200, { tag: 'fork', hasSdp: true }),
  '401 auth': answer(401, { hasAuthorization: true }),
  '486': answer(486),
  'BYE 200': answer(200, { of: bye }),
  'BYE 407 auth': answer(407, { of: bye, hasAuthorization: true }),
  'INVITE failed': { type: 'failed', method: 'INVITE', failure: 'timeout' },
  'BYE failed': { type: 'failed', method: 'BYE', failure: 'timeout' },
  guard: { type: 'timer', name: 'guard' },
  resend: { type: 'timer', name: 'resend' },
  'ack timer': { type: 'timer', name: 'ack' },
  linger: { type: 'timer', name: 'linger' },
}

export function brief(effect: SessionEffect): string {
  switch (effect.type) {
    case 'respond':
      return `${effect.response.status}${effect.response.body.length > 0 ? '+sdp' : ''}`
    case 'request':
      return effect.request.method
    case 'ack':
      return 'ACK'
    case 'set-timer':
      return `${effect.name}=${effect.after}`
    case 'clear-timer':
      return `-${effect.name}`
    case 'set-remote':
      return 'remote'
    case 'emit': {
      const { fact } = effect
      if (fact.type === 'ended') return `ended ${fact.cause} ${fact.by}`
      if (fact.type === 'held') return `held ${fact.held}`
      return fact.type === 'progressed' ? fact.progress : fact.type
    }
    default:
      return effect.type
  }
}

export function cell(session: Session, input: SessionInput): string {
  const [next, effects] = stepSession(session, input)
  return `${next.state}: ${effects.map(brief).join(', ')}`
}
