import { describe, expect, it } from 'vitest'
import { isHolding, makeAnswer, makeOffer, maySend, readAnswer, readOffer } from './offer-answer.ts'
import { MAX_MEDIA, MAX_SDP_OCTETS, parseSdp } from './session-description.ts'

const SESSION = { address: '10.0.0.1', sessionId: 7, version: 3 }
const LOCAL = { address: '10.0.0.1', port: 20_000 }

const sdp = (...media: string[]) =>
  Buffer.from(['v=0', 'o=x 1 1 IN IP4 10.0.0.2', 's=-', 'c=IN IP4 10.0.0.2', 't=0 0', ...media, ''].join('\r\n'))
const answerTo = (offer: Buffer) => {
  const read = readOffer(offer)
  if (!read) throw new Error('refused')
  return Buffer.from(makeAnswer(SESSION, LOCAL, read)).toString()
}

describe('offer', () => {
  it('offers PCMA, PCMU and telephone-event 101, 20 ms', () => {
    expect(Buffer.from(makeOffer(SESSION, LOCAL)).toString()).toBe(
      [
        'v=0',
        'o=- 7 3 IN IP4 10.0.0.1',
        's=-',
        'c=IN IP4 10.0.0.1',
        't=0 0',
        'm=audio 20000 RTP/AVP 8 0 101',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:0 PCMU/8000',
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-15',
        'a=ptime:20',
        'a=sendrecv',
        '',
      ].join('\r\n'),
    )
  })
})

describe('answer', () => {
  it.each([
    ['8 0 101', 'PCMA', 101],
    ['0 8 101', 'PCMU', 101],
    ['101 18 0', 'PCMU', 101],
    ['18 8', 'PCMA', null],
  ])('of formats %s takes %s, telephone-event %s', (formats, codec, telephoneEvent) => {
    const offer = readOffer(sdp(`m=audio 4000 RTP/AVP ${formats}`, 'a=rtpmap:101 telephone-event/8000'))
    expect(offer?.remote).toMatchObject({
      format: { codec },
      telephoneEvent,
      address: '10.0.0.2',
      port: 4000,
      rtcpPort: 4001,
    })
  })

  it.each([
    ['sendrecv', 'sendrecv', true, false],
    ['sendonly', 'recvonly', false, true],
    ['recvonly', 'sendonly', true, false],
    ['inactive', 'inactive', false, true],
  ] as const)('%s is answered %s', (theirs, ours, mayWe, isHeld) => {
    const offer = sdp('m=audio 4000 RTP/AVP 8', `a=${theirs}`)
    expect(answerTo(offer)).toContain(`a=${ours}\r\n`)
    const { remote } = readOffer(offer)!
    expect([maySend(remote), isHolding(remote)]).toEqual([mayWe, isHeld])
  })

  it('reads direction and address of the session where the stream has none, and prefers the stream’s', () => {
    const session = sdp('a=sendonly', 'm=audio 4000 RTP/AVP 8')
    expect(readOffer(session)?.remote.direction).toBe('sendonly')
    const both = sdp('a=sendonly', 'm=audio 4000 RTP/AVP 8', 'c=IN IP4 10.0.0.3', 'a=sendrecv', 'a=rtcp:4009')
    expect(readOffer(both)?.remote).toMatchObject({ address: '10.0.0.3', direction: 'sendrecv', rtcpPort: 4009 })
  })

  it('refuses extra streams with port 0, in order', () => {
    const answer = answerTo(
      sdp('m=video 5000 RTP/AVP 31', 'm=audio 4000 RTP/AVP 8', 'm=audio 4002 RTP/AVP 8', 'm=image 6000 udptl t38'),
    )
    expect(answer.match(/^m=.*$/gm)).toEqual([
      'm=video 0 RTP/AVP 31',
      'm=audio 20000 RTP/AVP 8',
      'm=audio 0 RTP/AVP 8',
      'm=image 0 udptl t38',
    ])
  })

  it('passes over a dynamic payload type that names PCMA only by number', () => {
    expect(readOffer(sdp('m=audio 4000 RTP/AVP 8', 'a=rtpmap:8 G729/8000'))).toBeNull()
  })

  it.each([
    ['port 0', sdp('m=audio 0 RTP/AVP 8')],
    ['no common codec', sdp('m=audio 4000 RTP/AVP 9 18')],
    ['SRTP', sdp('m=audio 4000 RTP/SAVP 8')],
    ['video only', sdp('m=video 4000 RTP/AVP 31')],
    [
      'a host name',
      Buffer.from(
        'v=0\r\no=x 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 media.example.com\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n',
      ),
    ],
    ['no c=', Buffer.from('v=0\r\no=x 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n')],
    ['port 99999', sdp('m=audio 99999 RTP/AVP 8')],
    ['nonsense', Buffer.from('hello')],
  ])('takes nothing of %s', (_, offer) => {
    expect(readOffer(offer)).toBeNull()
    expect(readAnswer(offer)).toBeNull()
  })
})

describe('limits of a session description', () => {
  it('takes 32 streams and no more', () => {
    const streams = (count: number) => sdp(...Array.from({ length: count }, () => 'm=audio 4000 RTP/AVP 8'))
    expect(parseSdp(streams(MAX_MEDIA))?.media).toHaveLength(MAX_MEDIA)
    expect(parseSdp(streams(MAX_MEDIA + 1))).toBeNull()
  })

  it('takes 32 KiB and no more', () => {
    const start = sdp('m=audio 4000 RTP/AVP 8')
    const padded = (length: number) => Buffer.concat([start, Buffer.alloc(length - start.length, 'a')])
    expect(parseSdp(padded(MAX_SDP_OCTETS))).not.toBeNull()
    expect(parseSdp(padded(MAX_SDP_OCTETS + 1))).toBeNull()
  })
})
