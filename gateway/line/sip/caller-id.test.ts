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

  it('L1a takes Remote-Party-ID of the caller where nothing is asserted', () => {
    const extra = ['Remote-Party-ID: "Li" <sip:111@h>;party=called, "Wu" <sip:222@h>;party=calling;screen=yes']
    expect(callerId({ extra })).toMatchObject({ presented: '222', name: 'Wu', withheld: false })
    const both = [...extra, 'P-Asserted-Identity: <sip:333@h>']
    expect(callerId({ extra: both }).presented).toBe('333')
  })

  it.each([
    [['Privacy: id', 'P-Asserted-Identity: "Boss" <sip:+8613900139000@h>']],
    [['Privacy: header;user;critical']],
    [['Privacy: none, id']],
    [['Remote-Party-ID: <sip:222@h>;party=calling;privacy=full']],
  ])('L1b %j: withheld, and neither number nor name is shown', (extra) => {
    expect(callerId({ from: '"Li" <sip:2000@h>;tag=1', extra })).toMatchObject({
      presented: '',
      name: '',
      withheld: true,
    })
  })

  it.each([
    [['Privacy: none']],
    [['Privacy: session']],
    [['Remote-Party-ID: <sip:222@h>;privacy=off']],
    [[]],
  ])('L1b %j: not withheld', (extra) => {
    expect(callerId({ extra }).withheld).toBe(false)
  })

  it.each([
    [['Diversion: <sip:4001@h>;reason=user-busy, <sip:4000@h>;reason=unconditional'], '4001'],
    [['Diversion: "x" <tel:+86-21-4000>;reason=no-answer;counter=1'], '+86214000'],
    [['Diversion: <sip:4001@h>;privacy=full'], ''],
    [['History-Info: <sip:4000@h>;index=1, <sip:4002@h;cause=302>;index=1.1, <sip:1001@h>;index=1.1.1'], '4002'],
    [['History-Info: <sip:1001@h>;index=1'], ''],
    [['Diversion: <sip:4001@h>', 'History-Info: <sip:1@h>;index=1, <sip:2@h>;index=1.1'], '4001'],
    [['Diversion: nonsense, '], ''],
    [[], ''],
  ])('L1c %j: sent on by %j', (extra, diverted) => {
    expect(callerId({ extra }).diverted).toBe(diverted)
  })

  it.each([
    ['tel:+86-21-1234.5678', '+862112345678'],
    ['tel:(010)62281234;phone-context=+86', '+8601062281234'],
    ['tel:7042;phone-context=example.com', '7042'],
    ['tel:+862112345678;ext=8001', '+862112345678'],
    ['sip:+86-21-12345678@h;user=phone', '+862112345678'],
    ['sip:4000;phone-context=+8621@h;user=phone', '+86214000'],
    ['sip:a-b.c@h', 'a-b.c'],
  ])('L1d %s calls %s (RFC 3966)', (uri, dialed) => {
    expect(callerId({ uri }).dialed).toBe(dialed)
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
