import { describe, expect, it } from 'vitest'
import { parseAddress, printAddress } from './address.ts'
import { escapeUser, parseUri, printUri, uriUser } from './uri.ts'
import { parseViaList, printVia, responseEndpoint, stampReceived } from './via.ts'

describe('URI', () => {
  it.each([
    'sip:alice@atlanta.com',
    'sips:alice:secret@atlanta.com:5061;transport=tcp?subject=x',
    'sip:[2001:db8::1]:5060;lr',
    'sip:+86%2021@h;user=phone',
    'sip:*72#@h',
    'tel:+8610;phone-context=x',
  ])('%s is read and printed as it was', (text) => {
    const uri = parseUri(text)
    expect(uri && printUri(uri)).toBe(text)
  })

  it.each([
    'sip:',
    'sip:@h',
    'sip:a@',
    'sip:a@b@c',
    'sip:a@h:99999',
    'sip:a b@h',
    'sip:a@-h',
    'sip:a%4@h',
    'noscheme',
    '<sip:a@h>',
  ])('%s is refused', (text) => {
    expect(parseUri(text)).toBeNull()
  })

  it.each([
    ['sip:%2B8613800138000@h', '+8613800138000'],
    ['sip:1380;phone-context=+86@h', '1380'],
    ['tel:+8610;isub=1', '+8610'],
    ['sip:h', ''],
    ['http://h/', ''],
  ])('the user of %s is "%s"', (text, user) => {
    expect(uriUser(parseUri(text)!)).toBe(user)
  })

  it('escapes what may not stand in a user part', () => {
    expect(escapeUser('*1#@x\r\n')).toBe('*1%23%40x%0D%0A')
  })
})

describe('name-addr', () => {
  it.each([
    ['"A \\"B\\" C" <sip:a@h>;tag=1', 'A "B" C'],
    ['Plain Name <sip:a@h>', 'Plain Name'],
    ['sip:a@h;tag=1', ''],
    ['"<sip:evil@h>" <sip:a@h>', '<sip:evil@h>'],
  ])('%s names "%s"', (text, name) => {
    const address = parseAddress(text)!
    expect(address.displayName).toBe(name)
    expect(parseAddress(printAddress(address))).toEqual(address)
  })

  it.each([
    'Bell, A <sip:a@h>',
    '"open <sip:a@h>',
    '<sip:a@h',
    '< sip:a@h >',
    'sip:a@h?x=y',
    '<sip:a@h>;;',
  ])('%s is refused', (text) => {
    expect(parseAddress(text)).toBeNull()
  })
})

describe('Via', () => {
  const via = (text: string) => parseViaList([text])![0]!
  const source = { address: '10.0.0.9', port: 40_000 }

  it('is answered at the source address and the sent-by port (§18.2.2)', () => {
    const stamped = stampReceived(via('SIP/2.0/UDP 192.168.0.1:5062;branch=z9hG4bKx'), source)
    expect(printVia(stamped)).toBe('SIP/2.0/UDP 192.168.0.1:5062;branch=z9hG4bKx;received=10.0.0.9')
    expect(responseEndpoint(stamped, source)).toEqual({ address: '10.0.0.9', port: 5062 })
  })

  it('is answered at the source port when rport asks for it (RFC 3581)', () => {
    const stamped = stampReceived(via('SIP/2.0/UDP 10.0.0.9:5062;rport;branch=z9hG4bKx'), source)
    expect(printVia(stamped)).toContain(';received=10.0.0.9;rport=40000')
    expect(responseEndpoint(stamped, source)).toEqual(source)
  })

  it('is answered at 5060 when it names no port', () => {
    expect(responseEndpoint(via('SIP/2.0/UDP 10.0.0.9'), source).port).toBe(5060)
  })
})
