import { describe, expect, it } from 'vitest'
import { MAX_CSEQ, MAX_HEADER_SECTION_OCTETS, MAX_HEADERS, MAX_URI_LENGTH, MAX_VIA } from './limits.ts'
import { parseMessage } from './parse-message.ts'

const CORE = ['Via: SIP/2.0/UDP h;branch=z9hG4bKa', 'From: <sip:a@b>;tag=1', 'To: <sip:c@d>', 'Call-ID: x']
type Given = { uri?: string; cseq?: number; extra?: string[] }
const message = ({ uri = 'sip:a@b', cseq = 1, extra = [] }: Given = {}) =>
  Buffer.from([`OPTIONS ${uri} SIP/2.0`, ...CORE, `CSeq: ${cseq} OPTIONS`, ...extra, '', ''].join('\r\n'))
const uriOf = (length: number) => `sip:${'a'.repeat(length - 6)}@b`

describe('limits of the parser', () => {
  it('takes a header section at the limit and says nothing to one above it', () => {
    const room = MAX_HEADER_SECTION_OCTETS - message({ extra: ['X: '] }).length + 4
    expect(parseMessage(message({ extra: [`X: ${'a'.repeat(room - 2)}`] })).ok).toBe(true)
    expect(parseMessage(message({ extra: [`X: ${'a'.repeat(room + 1)}`] }))).toMatchObject({ ok: false, status: null })
  })

  it('takes as many headers as the limit and no more', () => {
    const extra = (count: number) => Array.from({ length: count - 5 }, () => 'X: y')
    expect(parseMessage(message({ extra: extra(MAX_HEADERS) })).ok).toBe(true)
    expect(parseMessage(message({ extra: extra(MAX_HEADERS + 1) }))).toMatchObject({
      ok: false,
      layer: 'framing',
      status: 400,
    })
  })

  it('answers 414 to a URI above the limit', () => {
    expect(parseMessage(message({ uri: uriOf(MAX_URI_LENGTH) })).ok).toBe(true)
    expect(parseMessage(message({ uri: uriOf(MAX_URI_LENGTH + 1) }))).toMatchObject({ ok: false, status: 414 })
  })

  it('takes 70 Via and no more', () => {
    const extra = (count: number) => Array.from({ length: count - 1 }, () => 'Via: SIP/2.0/UDP h')
    expect(parseMessage(message({ extra: extra(MAX_VIA) })).ok).toBe(true)
    expect(parseMessage(message({ extra: extra(MAX_VIA + 1) })).ok).toBe(false)
  })

  it('takes CSeq up to 2**31-1', () => {
    expect(parseMessage(message({ cseq: MAX_CSEQ })).ok).toBe(true)
    expect(parseMessage(message({ cseq: MAX_CSEQ + 1 }))).toMatchObject({ ok: false, layer: 'header' })
  })

  it('never answers an ACK, a response or a keep-alive', () => {
    for (const text of ['ACK nonsense SIP/2.0\r\n\r\n', 'SIP/2.0 999 X\r\n\r\n', '\r\n\r\n', '', 'hello'])
      expect(parseMessage(Buffer.from(text))).toMatchObject({ ok: false, status: null })
  })
})
