// Sessions in every state and inputs of every kind, for the table test.
import { addressOf } from '../sip/address.ts'
import { field } from '../sip/make-message.ts'
import type { SipRequest } from '../sip/message.ts'
import { parseUri } from '../sip/uri.ts'
import { startCalling } from './calling-session.ts'
import { startOffered } from './offered-session.ts'
import { ENDED, type Session, type SessionEffect, type SessionInput } from './session.ts'
import { ack, address, answer, PARTY, request, theirs } from './session-test-messages.ts'
import { stepSession } from './step-session.ts'

const RTP = { address: '10.0.0.1', port: 20_000 }

function follow(session: Session, ...inputs: SessionInput[]): Session {
  return inputs.reduce<Session>((current, input) => stepSession(current, input)[0], session)
}

/** The request that a session sends on an input. */
function sent(session: Session, input: SessionInput, method: string): SipRequest {
  const [, effects] = stepSession(session, input)
  const found = effects.find((effect) => effect.type === 'request' && effect.request.method === method)
  if (found?.type !== 'request') throw new Error(`no ${method}`)
  return found.request
}

const rtpOpened: SessionInput = { type: 'rtp-opened', ...RTP }
const progress: SessionInput = { type: 'progress' }
const answering: SessionInput = { type: 'answer' }
const hangUp: SessionInput = { type: 'hang-up', cause: 'busy' }
const hold: SessionInput = { type: 'hold', held: true }
const transfer: SessionInput = { type: 'transfer', referTo: '<sip:3@10.0.0.2>' }
const accepted: SessionInput = { type: 'answer-transfer', accepted: true }
const refreshDue: SessionInput = { type: 'timer', name: 'refresh' }
const rack = (rseq: number) => [field('rack', `${rseq} 1 INVITE`)]
const rel = (rseq: number) => [field('require', '100rel'), field('rseq', String(rseq))]
const expires = (seconds: number) => [field('session-expires', `${seconds};refresher=uac`)]
const sipfrag = (line: string, state: string): SessionInput =>
  request('NOTIFY', {
    headers: [field('event', 'refer'), field('subscription-state', state), field('content-type', 'message/sipfrag')],
    body: Buffer.from(`SIP/2.0 ${line}\r\n`),
  })

const offer = (headers = [field('allow', 'INVITE, ACK, BYE')], hasSdp = true) =>
  startOffered(PARTY, theirs('INVITE', { cseq: 1, hasSdp, headers }), 't1')[0]
const offered = offer()
const lateOffered = offer([], false)
const reliable = offer([field('supported', '100rel, timer')])
const lateReliable = offer([field('supported', '100rel')], false)
const rungReliably = follow(offer([field('require', '100rel')]), { type: 'ring' })
const earlyReliable = follow(reliable, progress, rtpOpened)
const unacked = follow(offered, answering, rtpOpened)
/** Numbers its requests from 21, so that no response of another request fits by chance. */
const numbered = (session: Session): Session =>
  session.state === 'established' ? { ...session, dialog: { ...session.dialog, localCSeq: 20 } } : session
const established = numbered(follow(unacked, ack(1)))
const refreshed = [field('allow', 'UPDATE'), field('supported', 'timer')]
const updatable = numbered(follow(offer(refreshed), answering, rtpOpened, ack(1)))

const uri = parseUri('sip:9@10.0.0.2')!
const draft = { uri, from: address('<sip:1@10.0.0.1>;tag=us'), to: addressOf(uri), callId: 'c', headers: [] }
const opening = startCalling(PARTY, draft)[0]
const calling = follow(opening, rtpOpened)
const invite = sent(opening, rtpOpened, 'INVITE')
const proceeding = follow(calling, answer(invite, 180))
const called = follow(proceeding, answer(invite, 200, { hasSdp: true }))
const timed = follow(calling, answer(invite, 200, { hasSdp: true, headers: expires(1800) }))
const offerless = follow(calling, answer(invite, 488))
const invite2 = sent(calling, answer(invite, 488), 'INVITE')
const bye = sent(called, hangUp, 'BYE')
const reinvite = sent(established, hold, 'INVITE')
const update = sent(updatable, refreshDue, 'UPDATE')
const refer = sent(established, transfer, 'REFER')
const asked = follow(established, request('REFER', { headers: [field('refer-to', '<sip:4@10.0.0.1>')] }))
const notify = sent(asked, accepted, 'NOTIFY')

export const SESSIONS: Record<string, Session> = {
  offered,
  answering: follow(offered, answering),
  'late-answering': follow(lateOffered, answering),
  'rung-reliably': rungReliably,
  early: follow(offered, progress, rtpOpened),
  'early-reliable': earlyReliable,
  'early-agreed': follow(earlyReliable, request('PRACK', { headers: rack(1) })),
  'early-answering': follow(earlyReliable, answering),
  'early-offered': follow(lateReliable, progress, rtpOpened),
  opening,
  calling,
  proceeding,
  'early-media': follow(calling, answer(invite, 183, { hasSdp: true, headers: rel(1) })),
  offerless,
  'cancelled-early': follow(calling, { type: 'hang-up', cause: 'cancelled' }),
  cancelled: follow(proceeding, { type: 'hang-up', cause: 'cancelled' }),
  unacked,
  'unacked-late': follow(lateOffered, answering, rtpOpened),
  'unacked-ended': follow(unacked, { type: 'hang-up', cause: 'normal' }),
  established,
  called,
  timed,
  're-offered': follow(established, request('INVITE', { hasSdp: true })),
  're-offering': follow(established, request('INVITE')),
  holding: follow(established, hold),
  'on-hold': follow(established, hold, answer(reinvite, 200, { hasSdp: true })),
  yielding: follow(established, hold, answer(reinvite, 491)),
  updatable,
  refreshing: follow(updatable, refreshDue),
  transferring: follow(established, transfer),
  asked,
  referred: follow(asked, accepted),
  closing: follow(called, hangUp),
  ended: ENDED,
}

export const INPUTS: Record<string, SessionInput> = {
  ring: { type: 'ring' },
  progress,
  answer: answering,
  hold,
  resume: { type: 'hold', held: false },
  transfer,
  'transfer accepted': accepted,
  'transfer refused': { type: 'answer-transfer', accepted: false },
  'hang-up': hangUp,
  'rtp-opened': rtpOpened,
  'rtp-failed': { type: 'rtp-failed', detail: 'no port' },
  'INVITE sdp': request('INVITE', { hasSdp: true }),
  INVITE: request('INVITE'),
  'INVITE short': request('INVITE', { headers: [field('supported', 'timer'), ...expires(60)], hasSdp: true }),
  'UPDATE sdp': request('UPDATE', { hasSdp: true }),
  UPDATE: request('UPDATE'),
  'UPDATE timer': request('UPDATE', { headers: [field('supported', 'timer'), ...expires(900)] }),
  PRACK: request('PRACK', { headers: rack(1) }),
  'PRACK sdp': request('PRACK', { headers: rack(1), hasSdp: true }),
  'PRACK other': request('PRACK', { headers: rack(7) }),
  REFER: request('REFER', { headers: [field('refer-to', '<sip:4@10.0.0.1>')] }),
  'REFER nowhere': request('REFER'),
  'NOTIFY 100': sipfrag('100 Trying', 'active;expires=60'),
  'NOTIFY 200': sipfrag('200 OK', 'terminated;reason=noresource'),
  'NOTIFY 486': sipfrag('486 Busy Here', 'terminated;reason=noresource'),
  BYE: request('BYE'),
  'BYE 17': request('BYE', { headers: [field('reason', 'Q.850;cause=17')] }),
  INFO: request('INFO'),
  CANCEL: { type: 'cancelled' },
  'ACK 1': ack(1),
  'ACK 2': ack(2),
  'ACK 1 sdp': ack(1, true),
  '100': answer(invite, 100),
  '180': answer(invite, 180),
  '183 sdp': answer(invite, 183, { hasSdp: true }),
  '183 rel 1': answer(invite, 183, { headers: rel(1) }),
  '183 rel 2 sdp': answer(invite, 183, { headers: rel(2), hasSdp: true }),
  '183 late': answer(invite2, 183, { headers: rel(1), hasSdp: true }),
  '200': answer(invite, 200),
  '200 sdp': answer(invite, 200, { hasSdp: true }),
  '200 fork': answer(invite, 200, { tag: 'fork', hasSdp: true }),
  '200 late': answer(invite2, 200, { hasSdp: true }),
  '302': answer(invite, 302, { redirects: [parseUri('sip:8@10.0.0.2')!] }),
  '302 nowhere': answer(invite, 302),
  '401 auth': answer(invite, 401, { hasAuthorization: true }),
  '422': answer(invite, 422, { headers: [field('min-se', '3600')] }),
  '486': answer(invite, 486),
  '488': answer(invite, 488),
  '488 late': answer(invite2, 488),
  're-INVITE 200 sdp': answer(reinvite, 200, { hasSdp: true }),
  're-INVITE 491': answer(reinvite, 491),
  're-INVITE 481': answer(reinvite, 481),
  're-INVITE 488': answer(reinvite, 488),
  're-INVITE 401 auth': answer(reinvite, 401, { hasAuthorization: true }),
  'UPDATE 200': answer(update, 200, { headers: expires(1800) }),
  'UPDATE 405': answer(update, 405),
  'UPDATE 422': answer(update, 422, { headers: [field('min-se', '3600')] }),
  'REFER 202': answer(refer, 202),
  'REFER 603': answer(refer, 603),
  'NOTIFY answered': answer(notify, 200),
  'BYE 200': answer(bye, 200),
  'BYE 407 auth': answer(bye, 407, { hasAuthorization: true }),
  'INVITE failed': { type: 'failed', method: 'INVITE', failure: 'timeout' },
  'UPDATE failed': { type: 'failed', method: 'UPDATE', failure: 'timeout' },
  'REFER failed': { type: 'failed', method: 'REFER', failure: 'timeout' },
  'BYE failed': { type: 'failed', method: 'BYE', failure: 'timeout' },
  guard: { type: 'timer', name: 'guard' },
  resend: { type: 'timer', name: 'resend' },
  'ack timer': { type: 'timer', name: 'ack' },
  provisional: { type: 'timer', name: 'provisional' },
  'prack timer': { type: 'timer', name: 'prack' },
  glare: { type: 'timer', name: 'glare' },
  refresh: refreshDue,
  expiry: { type: 'timer', name: 'expiry' },
  'transfer timer': { type: 'timer', name: 'transfer' },
  'referral timer': { type: 'timer', name: 'referral' },
  linger: { type: 'timer', name: 'linger' },
}

function briefFact(fact: Extract<SessionEffect, { type: 'emit' }>['fact']): string {
  switch (fact.type) {
    case 'ended':
      return `ended ${fact.cause} ${fact.by}`
    case 'held':
      return `held ${fact.held}`
    case 'progressed':
      return fact.progress
    case 'transfer-requested':
      return `asked ${fact.target}`
    case 'transferred':
      return `transferred ${fact.ok ? 'ok' : fact.cause}`
    case 'answered':
      return fact.type
  }
}

const withSdp = (text: string, message: { body: Uint8Array }) =>
  `${text}${Buffer.from(message.body).toString().startsWith('v=0') ? '+sdp' : ''}`

function brief(effect: SessionEffect): string {
  switch (effect.type) {
    case 'respond': {
      const isReliable = effect.response.headers.some(({ name }) => name === 'rseq')
      return withSdp(`${effect.response.status}${isReliable ? ' rel' : ''}`, effect.response)
    }
    case 'request':
      return withSdp(effect.request.method, effect.request)
    case 'ack':
      return withSdp('ACK', effect.request)
    case 'set-timer':
      return `${effect.name}=${effect.after}`
    case 'clear-timer':
      return `-${effect.name}`
    case 'set-remote':
      return 'remote'
    case 'emit':
      return briefFact(effect.fact)
    default:
      return effect.type
  }
}

export function cell(session: Session, input: SessionInput): string {
  const [next, effects] = stepSession(session, input)
  return `${next.state}: ${effects.map(brief).join(', ')}`
}
