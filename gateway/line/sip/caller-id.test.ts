import { describe, expect, it } from 'vitest'
import { parseMessage } from '../../sip/parse-message.ts'
import { callerIdOf, MAX_NAME_LENGTH } from './caller-id.ts'

type Given = { uri?: string; from?: string; to?: string; extra?: string[] }

function callerId({ uri = 'sip:1000@h', from = '<sip:2000@h>;tag=1', to = '<sip:1001@h>', extra = [] }: Given) {
  const head = [
    `INVITE ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP h',
    `From: ${from}`,
    `To: ${to}`,
    'Call-ID: c',
    'CSeq: 1 INVITE',
  ]
  const parsed = parseMessage(Buffer.from([...head, ...extra, '', ''].join('\r\n')))
  if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('refused')
  return callerIdOf(parsed.message)
}

describe('caller id (L1)', () => {
  it('takes the number called from the Request-URI, else from To', () => {
    expect(callerId({}).dialed).toBe('1000')
    expect(callerId({ uri: 'sip:h' }).dialed).toBe('1001')
    expect(callerId({ uri: 'tel:+8610' }).dialed).toBe('+8610')
  })

  it('takes the asserted identity before From', () => {
    const extra = ['P-Asserted-Identity: "Boss" <sip:+8613900139000@h>, <tel:+8613900139000>']
    expect(callerId({ extra })).toMatchObject({ presented: '+8613900139000', name: 'Boss' })
    expect(callerId({ extra: ['P-Asserted-Identity: nonsense'] }).presented).toBe('2000')
  })

  it('shows no anonymous caller', () => {
    const from = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'
    expect(callerId({ from })).toMatchObject({ presented: '', name: '' })
  })

  it('reads a Chinese name', () => {
    expect(callerId({ from: '"张伟" <sip:1@h>;tag=1' }).name).toBe('张伟')
  })

  it.each([
    ['"><img src=x onerror=alert(1)>', '><img src=x onerror=alert(1)>'],
    ['a\u202Eevil\u2066b\u200Bc', 'aevilbc'],
    ['x\0y\x07z', 'xyz'],
    ['🙂'.repeat(100), '🙂'.repeat(MAX_NAME_LENGTH)],
    ['A'.repeat(10_000), 'A'.repeat(MAX_NAME_LENGTH)],
  ])('hostile name %j', (name, shown) => {
    const quoted = name.startsWith('"') ? `"\\${name}"` : `"${name}"`
    expect(callerId({ from: `${quoted} <sip:1@h>;tag=1` }).name).toBe(name.startsWith('"') ? `"${shown}` : shown)
  })

  it('limits and cleans numbers', () => {
    expect(callerId({ uri: `sip:${'1'.repeat(500)}@h` }).dialed).toHaveLength(128)
    expect(callerId({ uri: 'sip:1%0D%0A%00%E2%80%AE2@h' }).dialed).toBe('12')
  })
})
