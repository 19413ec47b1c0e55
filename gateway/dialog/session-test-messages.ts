// Messages of the other side, for the table test: requests to us, and responses to what we sent.
import { DEFAULT_CODECS } from '../sdp/formats.ts'
import { parseAddress } from '../sip/address.ts'
import { field, makeRequest, makeResponse } from '../sip/make-message.ts'
import type { HeaderField, SipRequest } from '../sip/message.ts'
import { parseUri, type Uri } from '../sip/uri.ts'
import { DEFAULT_TIMERS } from '../transaction/timers.ts'
import type { Party, SessionInput } from './session.ts'

const THEIR_SDP = Buffer.from(
  'v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n',
)
const SDP_TYPE = field('content-type', 'application/sdp')
const CONTACT = field('contact', '<sip:peer@10.0.0.2>')
export const address = (text: string) => parseAddress(text)!

export const PARTY: Party = {
  localTag: 'us',
  contact: address('<sip:10.0.0.1:5060>'),
  audio: {
    sessionId: 7,
    policy: { codecs: DEFAULT_CODECS, srtp: 'off', families: [4] },
    master: { key: new Uint8Array(16), salt: new Uint8Array(14) },
  },
  nat: false,
  timers: DEFAULT_TIMERS,
  glareMs: 2500,
}

type Theirs = { toTag?: string; cseq?: number; hasSdp?: boolean; headers?: HeaderField[]; body?: Uint8Array }

export function theirs(method: string, { toTag, cseq = 2, hasSdp = false, headers = [], body }: Theirs = {}) {
  const content = hasSdp ? THEIR_SDP : body
  return makeRequest({
    method,
    uri: parseUri('sip:1@10.0.0.1')!,
    from: address('<sip:2@10.0.0.2>;tag=them'),
    to: address(`<sip:1@10.0.0.1>${toTag ? `;tag=${toTag}` : ''}`),
    callId: 'c',
    cseq,
    headers: [CONTACT, ...headers, ...(hasSdp ? [SDP_TYPE] : [])],
    ...(content ? { body: content } : {}),
  })
}

export const request = (method: string, parts: Omit<Theirs, 'toTag'> = {}): SessionInput => ({
  type: 'request',
  request: theirs(method, { toTag: 'us', ...parts }),
  transaction: 't2',
})

type Answer = {
  tag?: string
  hasSdp?: boolean
  hasAuthorization?: boolean
  headers?: HeaderField[]
  redirects?: Uri[]
}

export function answer(to: SipRequest, status: number, options: Answer = {}): SessionInput {
  const { tag = 'them', hasSdp = false, hasAuthorization = false, redirects = [] } = options
  const headers = [CONTACT, ...(options.headers ?? []), ...(hasSdp ? [SDP_TYPE] : [])]
  const response = makeResponse(to, status, { toTag: tag, headers, ...(hasSdp ? { body: THEIR_SDP } : {}) })
  const authorization = hasAuthorization ? field('authorization', 'Digest x') : null
  return { type: 'response', response, authorization, redirects }
}

export const ack = (cseq: number, hasSdp = false): SessionInput => ({
  type: 'ack',
  ack: theirs('ACK', { toTag: 'us', cseq, hasSdp }),
})
