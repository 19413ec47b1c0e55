import { describe, expect, it } from 'vitest'
import { MAX_BODY_OCTETS, MAX_HEADER_SECTION_OCTETS } from '../sip/limits.ts'
import { MessageStream, type StreamItem } from './message-stream.ts'

const message = (body = '', length: string | number = body.length) =>
  `OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 1\r\nContent-Length: ${length}\r\n\r\n${body}`
const brief = (item: StreamItem) =>
  item.type === 'message' ? Buffer.from(item.octets).toString() : item.type === 'fault' ? item.reason : item.type
const read = (...chunks: string[]) => {
  const stream = new MessageStream()
  return chunks.flatMap((chunk) => stream.push(Buffer.from(chunk, 'latin1'))).map(brief)
}

describe('messages on a stream', () => {
  it('S1 are cut by Content-Length, however the octets come', () => {
    const [first, second] = [message('v=0\r\n\r\nx'), message()]
    const whole = first + second
    expect(read(whole)).toEqual([first, second])
    for (const size of [1, 2, 3, 7, 50])
      expect(read(...(whole.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []))).toEqual([first, second])
  })

  it('S1 read the compact form, and octets that are no text', () => {
    const compact = 'INFO sip:a SIP/2.0\r\nl : 2\r\n\r\n\xff\x00'
    const stream = new MessageStream()
    const [item] = stream.push(Buffer.from(compact, 'latin1'))
    expect(item).toEqual({ type: 'message', octets: new Uint8Array(Buffer.from(compact, 'latin1')) })
  })

  it('S2 two CRLFs ask, one answers, and neither is part of a message', () => {
    expect(read('\r\n\r\n')).toEqual(['ping'])
    expect(read('\r\n')).toEqual(['pong'])
    expect(read('\r', '\n', message())).toEqual(['pong', message()])
    expect(read(`\r\n\r\n${message()}\r\n`)).toEqual(['ping', message(), 'pong'])
  })

  it.each([
    ['no length', 'OPTIONS sip:a SIP/2.0\r\n\r\n', 'no usable Content-Length'],
    ['two lengths', 'OPTIONS sip:a SIP/2.0\r\nl: 1\r\nContent-Length: 2\r\n\r\nxx', 'no usable Content-Length'],
    ['a carriage return alone', '\rOPTIONS', 'a carriage return alone'],
    ['a negative length', message('', -1), 'no usable Content-Length'],
    ['2 GB', message('', 2_147_483_647), 'no usable Content-Length'],
    ['a body over the limit', message('', MAX_BODY_OCTETS + 1), 'body too long'],
    [
      'headers without end',
      `OPTIONS sip:a SIP/2.0\r\nX: ${'a'.repeat(MAX_HEADER_SECTION_OCTETS)}`,
      'header section too long',
    ],
  ])('S3 %s ends the connection', (_, text, reason) => {
    expect(read(text, message())).toEqual([reason])
  })

  it('S3 at the limits a message passes', () => {
    const body = message('b'.repeat(MAX_BODY_OCTETS))
    const rest = 'OPTIONS sip:a SIP/2.0\r\nl: 0\r\nX: '
    const long = `${rest}${'a'.repeat(MAX_HEADER_SECTION_OCTETS - rest.length - 1)}\r\n\r\n`
    expect(read(body)).toEqual([body])
    expect(read(long)).toEqual([long])
  })

  it('S4 says whether a message is unfinished', () => {
    const stream = new MessageStream()
    stream.push(Buffer.from('\r'))
    expect(stream.isPartial).toBe(false)
    stream.push(Buffer.from('\nOPT'))
    expect(stream.isPartial).toBe(true)
  })

  it('S3 one octet at a time costs no more than the octets', () => {
    const stream = new MessageStream()
    const octet = Buffer.from('a')
    const start = performance.now()
    for (let i = 0; i < MAX_HEADER_SECTION_OCTETS; i++) stream.push(octet)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
