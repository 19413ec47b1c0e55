import { describe, expect, it } from 'vitest'
import { DEFAULT_CODECS } from './formats.ts'
import {
  isHolding,
  type LocalAudio,
  type MediaPolicy,
  makeAnswer,
  makeOffer,
  maySend,
  readAnswer as readAnswerBy,
  readOffer as readOfferBy,
} from './offer-answer.ts'
import { MAX_MEDIA, MAX_SDP_OCTETS, parseSdp } from './session-description.ts'

const POLICY: MediaPolicy = { codecs: DEFAULT_CODECS, srtp: 'off', families: [4, 6] }
const LOCAL: LocalAudio = {
  address: '10.0.0.1',
  port: 20_000,
  sessionId: 7,
  policy: POLICY,
  master: { key: new Uint8Array(16).fill(1), salt: new Uint8Array(14).fill(2) },
}
const TURN = { version: 3, isHolding: false }
const readOffer = (body: Uint8Array, policy: MediaPolicy = POLICY) => readOfferBy(body, policy)
const readAnswer = (body: Uint8Array, offer: Uint8Array, policy: MediaPolicy = POLICY) =>
  readAnswerBy(body, offer, policy)
const by = (changed: Partial<MediaPolicy>): LocalAudio => ({ ...LOCAL, policy: { ...POLICY, ...changed } })
const text = (body: Uint8Array) => Buffer.from(body).toString()

const sdp = (...media: string[]) =>
  Buffer.from(['v=0', 'o=x 1 1 IN IP4 10.0.0.2', 's=-', 'c=IN IP4 10.0.0.2', 't=0 0', ...media, ''].join('\r\n'))
const answerTo = (offer: Buffer) => {
  const read = readOffer(offer)
  if (!read) throw new Error('refused')
  return text(makeAnswer(LOCAL, TURN, read))
}

describe('offer', () => {
  it('SD1 offers what the line takes in its order, telephone-event and comfort noise, 20 ms', () => {
    expect(text(makeOffer(LOCAL, TURN, null))).toBe(
      [
        'v=0',
        'o=- 7 3 IN IP4 10.0.0.1',
        's=-',
        'c=IN IP4 10.0.0.1',
        't=0 0',
        'm=audio 20000 RTP/AVP 8 0 9 111 101 13',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:0 PCMU/8000',
        'a=rtpmap:9 G722/8000',
        'a=rtpmap:111 opus/48000/2',
        'a=rtpmap:101 telephone-event/8000',
        'a=rtpmap:13 CN/8000',
        'a=fmtp:111 useinbandfec=1',
        'a=fmtp:101 0-15',
        'a=ptime:20',
        'a=maxptime:40',
        'a=sendrecv',
        '',
      ].join('\r\n'),
    )
  })
})

describe('answer', () => {
  it.each([
    ['8 0 101', 'PCMA', 101],
    ['0 8 101', 'PCMA', 101],
    ['18 9', 'G722', null],
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
    ['no common codec', sdp('m=audio 4000 RTP/AVP 4 18')],
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
    expect(readAnswer(offer, makeOffer(LOCAL, TURN, null))).toBeNull()
  })
})

const AUDIO = ['m=audio 4000 RTP/AVP 8 0 9 96 97 13', 'a=rtpmap:96 opus/48000/2', 'a=rtpmap:97 telephone-event/8000']

describe('formats', () => {
  it('SD1 offers the codecs of the line in its order', () => {
    expect(text(makeOffer(by({ codecs: ['opus', 'PCMU'] }), TURN, null))).toContain('RTP/AVP 111 0 101 13')
  })

  it.each([
    [['PCMA', 'PCMU'], 'PCMA', '8 97 13'],
    [['opus', 'PCMA'], 'opus', '96 97 13'],
    [['G722'], 'G722', '9 97 13'],
  ] as const)('SD2 of a line with %j takes %s and answers %s', (codecs, codec, formats) => {
    const offer = readOffer(sdp(...AUDIO), { ...POLICY, codecs: [...codecs] })!
    expect(offer.remote).toMatchObject({ format: { codec }, telephoneEvent: 97, comfortNoise: 13 })
    expect(offer.remote.accepts).toEqual([offer.remote.format])
    expect(text(makeAnswer(LOCAL, TURN, offer))).toContain(`m=audio 20000 RTP/AVP ${formats}\r\n`)
  })

  it('SD2 is not fooled by opus on another clock or telephone-event/48000', () => {
    const other = ['m=audio 4000 RTP/AVP 96 97 0', 'a=rtpmap:96 opus/8000', 'a=rtpmap:97 telephone-event/48000']
    expect(readOffer(sdp(...other))?.remote).toMatchObject({ format: { codec: 'PCMU' }, telephoneEvent: null })
  })

  it('SD3 sends by the numbers of their answer, takes in by those of our offer', () => {
    const answer = sdp('m=audio 4000 RTP/AVP 96 8 18', 'a=rtpmap:96 OPUS/48000/2')
    expect(readAnswer(answer, makeOffer(LOCAL, TURN, null))).toMatchObject({
      format: { codec: 'opus', payloadType: 96 },
      accepts: [
        { codec: 'opus', payloadType: 111 },
        { codec: 'PCMA', payloadType: 8 },
      ],
    })
  })

  it('SD3 takes nothing that was not offered', () => {
    const offer = makeOffer(by({ codecs: ['PCMU'] }), TURN, null)
    expect(readAnswer(sdp('m=audio 4000 RTP/AVP 8'), offer)).toBeNull()
  })

  it.each([
    ['8', [], 20],
    ['8', ['a=ptime:30'], 30],
    ['8', ['a=ptime:60'], 40],
    ['8', ['a=ptime:40', 'a=maxptime:30'], 30],
    ['8', ['a=ptime:25'], 20],
    ['8', ['a=ptime:5'], 10],
    ['8', ['a=maxptime:10'], 10],
    ['96', ['a=ptime:30'], 20],
    ['96', ['a=ptime:40'], 40],
  ])('SD4 format %s with %j: packets of %i ms', (format, lines, ptimeMs) => {
    const offer = sdp(`m=audio 4000 RTP/AVP ${format}`, 'a=rtpmap:96 opus/48000/2', ...lines)
    expect(readOffer(offer)?.remote.ptimeMs).toBe(ptimeMs)
    expect(answerTo(offer)).toContain(`a=ptime:${ptimeMs}\r\n`)
  })

  it('SD5 RTCP: the next port, the one that is named, or the same one', () => {
    const port = (...lines: string[]) => readOffer(sdp('m=audio 4000 RTP/AVP 8', ...lines))?.remote.rtcpPort
    expect([port(), port('a=rtcp:4010'), port('a=rtcp-mux', 'a=rtcp:4000')]).toEqual([4001, 4010, 4000])
    expect(answerTo(sdp('m=audio 4000 RTP/AVP 8', 'a=rtcp-mux'))).toContain('a=rtcp-mux\r\n')
    expect(answerTo(sdp('m=audio 4000 RTP/AVP 8'))).not.toContain('rtcp-mux')
  })

  it('takes and gives IPv6', () => {
    const offer = Buffer.from(text(sdp('m=audio 4000 RTP/AVP 8')).replaceAll('IP4 10.0.0.2', 'IP6 2001:db8::2'))
    const read = readOffer(offer)!
    expect(read.remote.address).toBe('2001:db8::2')
    const answer = text(makeAnswer({ ...LOCAL, address: '2001:db8::1' }, TURN, read))
    expect(answer).toContain('c=IN IP6 2001:db8::1\r\n')
  })
})

describe('a later offer of ours', () => {
  it('SD8 keeps streams in their places and payload types to their meaning', () => {
    const theirs = readOffer(sdp('m=video 5000 RTP/AVP 31', ...AUDIO, 'm=audio 4010 RTP/AVP 0'))!
    const answer = makeAnswer(LOCAL, TURN, theirs)
    const next = text(makeOffer(LOCAL, { version: 4, isHolding: false }, answer))
    expect(next.match(/^m=.*$/gm)).toEqual([
      'm=video 0 RTP/AVP 31',
      'm=audio 20000 RTP/AVP 8 0 9 111 97 13',
      'm=audio 0 RTP/AVP 0',
    ])
    expect(next).toMatch(/^o=- 7 4 IN/m)
  })

  it('SD8 gives a number that they use for something else to nothing of ours', () => {
    const theirs = readOffer(sdp('m=audio 4000 RTP/AVP 8 111', 'a=rtpmap:111 telephone-event/8000'))!
    const next = text(makeOffer(LOCAL, TURN, makeAnswer(LOCAL, TURN, theirs)))
    expect(next).toContain('a=rtpmap:111 telephone-event/8000')
    expect(next).toContain('a=rtpmap:96 opus/48000/2')
  })

  it.each([
    ['sendrecv', 'sendonly'],
    ['sendonly', 'inactive'],
    ['recvonly', 'sendonly'],
    ['inactive', 'inactive'],
  ])('SD9 while we hold, their %s is answered %s', (theirs, ours) => {
    const offer = readOffer(sdp('m=audio 4000 RTP/AVP 8', `a=${theirs}`))!
    expect(text(makeAnswer(LOCAL, { ...TURN, isHolding: true }, offer))).toContain(`a=${ours}\r\n`)
  })
})

/** RFC 4568 §9.1's form, with a key of 30 octets: 1 to 30. */
const KEY = Buffer.from(Array.from({ length: 30 }, (_, index) => index + 1))
const crypto = (rest = '', suite = 'AES_CM_128_HMAC_SHA1_80') =>
  `a=crypto:7 ${suite} inline:${KEY.toString('base64')}${rest}`
const OUR_KEY = Buffer.from([...Array(16).fill(1), ...Array(14).fill(2)]).toString('base64')

describe('SDES', () => {
  it('SD6 answers RTP/SAVP with a key of ours under the tag of theirs', () => {
    const offer = sdp('m=audio 4000 RTP/SAVP 8', crypto('|2^31', 'F8_128_HMAC_SHA1_80'), crypto('|2^31'))
    expect(readOffer(offer)?.remote.master).toEqual({ key: KEY.subarray(0, 16), salt: KEY.subarray(16) })
    const answer = answerTo(offer)
    expect(answer).toContain('m=audio 20000 RTP/SAVP 8\r\n')
    expect(answer).toContain(`a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:${OUR_KEY}\r\n`)
  })

  it('SD6 answers a key beside plain RTP with one (RFC 8643)', () => {
    expect(answerTo(sdp('m=audio 4000 RTP/AVP 8', crypto()))).toMatch(/m=audio 20000 RTP\/AVP 8[\s\S]*a=crypto:7 /)
  })

  it.each([
    ['an identifier in every packet', crypto('|2^31|1:4')],
    ['a parameter that we do not know', crypto(' UNENCRYPTED_SRTP')],
    ['a key of another length', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2hvcnQ='],
    ['another suite', crypto('', 'AES_CM_128_HMAC_SHA1_32')],
    ['nothing at all', 'a=sendrecv'],
  ])('SD6 takes no RTP/SAVP with %s', (_, line) => {
    expect(readOffer(sdp('m=audio 4000 RTP/SAVP 8', line))).toBeNull()
  })

  it('SD6 a line that requires it takes no plain stream, and the encrypted one of two', () => {
    const policy: MediaPolicy = { ...POLICY, srtp: 'required' }
    expect(readOffer(sdp('m=audio 4000 RTP/AVP 8'), policy)).toBeNull()
    expect(readOffer(sdp('m=audio 4000 RTP/AVP 8', 'm=audio 4002 RTP/SAVP 8', crypto()), policy)?.index).toBe(1)
  })

  it.each([
    ['off', 'RTP/AVP', false],
    ['optional', 'RTP/AVP', true],
    ['required', 'RTP/SAVP', true],
  ] as const)('SD7 %s offers %s', (srtp, protocol, hasKey) => {
    const offer = text(makeOffer(by({ srtp }), TURN, null))
    expect([offer.includes(`20000 ${protocol} 8`), offer.includes(`inline:${OUR_KEY}`)]).toEqual([true, hasKey])
  })

  it.each([
    ['required', 'RTP/SAVP', [crypto().replace(':7', ':1')], true],
    ['required', 'RTP/SAVP', [], null],
    ['required', 'RTP/SAVP', [crypto()], null],
    ['required', 'RTP/AVP', [], null],
    ['optional', 'RTP/AVP', [crypto().replace(':7', ':1')], true],
    ['optional', 'RTP/AVP', [], false],
    ['off', 'RTP/AVP', [crypto().replace(':7', ':1')], false],
  ] as const)('SD7 %s, answered %s with %j', (srtp, protocol, lines, isSecure) => {
    const answer = readAnswer(sdp(`m=audio 4000 ${protocol} 8`, ...lines), makeOffer(by({ srtp }), TURN, null))
    expect(answer && answer.master !== null).toBe(isSecure)
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
