import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readGatewayConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
beforeAll(() => {
  writeFileSync(certificate, 'a certificate')
  writeFileSync(key, 'a key')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (sip: string, more: Record<string, string> = {}) =>
  readGatewayConfig({ TRUNKLINE_GATEWAY_TOKEN: 't', TRUNKLINE_SIP: sip, ...more })
const brief = (sip: string, more?: Record<string, string>) =>
  read(sip, more).sip.map(({ transport, address, port }) => `${transport} ${address} ${port}`)

describe('TRUNKLINE_SIP', () => {
  it('is UDP where nothing is said, as before', () => {
    expect(brief('')).toEqual(['udp 127.0.0.1 5060'])
    expect(brief('203.0.113.7:5070')).toEqual(['udp 203.0.113.7 5070'])
    expect(brief('localhost:5070')).toEqual(['udp 127.0.0.1 5070'])
    expect(brief('5070')).toEqual(['udp 127.0.0.1 5070'])
    expect(read('203.0.113.7:5070')).toMatchObject({ mediaAddress: '203.0.113.7', sipIdentity: null })
  })

  it('names several addresses, transports and families', () => {
    const tls = { TRUNKLINE_SIP_CERT: certificate, TRUNKLINE_SIP_KEY: key }
    expect(brief('0.0.0.0:5060, tcp:0.0.0.0:5060,udp:[::]:5060,TLS:[2001:db8::1]:5061', tls)).toEqual([
      'udp 0.0.0.0 5060',
      'tcp 0.0.0.0 5060',
      'udp :: 5060',
      'tls 2001:db8::1 5061',
    ])
    expect(read('tls:5061', tls).sipIdentity).toEqual({ certificate: 'a certificate', key: 'a key' })
  })

  it('has a certificate for trunks that ask, also without listening on TLS', () => {
    const tls = { TRUNKLINE_SIP_CERT: certificate, TRUNKLINE_SIP_KEY: key }
    expect(read('5060', tls).sipIdentity).toEqual({ certificate: 'a certificate', key: 'a key' })
    expect(() => read('5060', { TRUNKLINE_SIP_CERT: '/nowhere' })).toThrow(/TRUNKLINE_SIP_CERT=\/nowhere/)
  })

  it.each([
    'banana',
    'sctp:127.0.0.1:5060',
    '127.0.0.1:70000',
    '127.0.0.1:5060,',
    '[::1:5060',
    'example.com:5060',
  ])('cannot be %s', (sip) => {
    expect(() => read(sip)).toThrow(ConfigError)
    expect(() => read(sip)).toThrow(/TRUNKLINE_SIP=.*expected \[udp:\|tcp:\|tls:\]address:port/)
  })

  it('needs a certificate and its key for TLS, and says which is missing', () => {
    expect(() => read('tls:127.0.0.1:5061', { TRUNKLINE_SIP_CERT: certificate })).toThrow(/TRUNKLINE_SIP_KEY=/)
    expect(() => read('tls:127.0.0.1:5061', { TRUNKLINE_SIP_KEY: key })).toThrow(/TRUNKLINE_SIP_CERT=/)
  })
})

describe('TRUNKLINE_MEDIA6', () => {
  it('is the first IPv6 address of TRUNKLINE_SIP that peers can send to, else there is none', () => {
    expect(read('127.0.0.1:5060,[2001:db8::7]:5060,[2001:db8::8]:5060').mediaAddress6).toBe('2001:db8::7')
    expect(read('127.0.0.1:5060,[::]:5060').mediaAddress6).toBeNull()
  })

  it('may be said, and must be an IPv6 address', () => {
    expect(read('127.0.0.1:5060', { TRUNKLINE_MEDIA6: '[2001:db8::9]' }).mediaAddress6).toBe('2001:db8::9')
    expect(() => read('127.0.0.1:5060', { TRUNKLINE_MEDIA6: '192.0.2.1' })).toThrow(/TRUNKLINE_MEDIA6=.*IPv6/)
  })
})

describe('the token for the server', () => {
  const given = (text: string) => {
    writeFileSync(join(folder, 'gateway-token'), text)
    return () => readGatewayConfig({ TRUNKLINE_DATA: folder })
  }

  it('is read from the data folder', () => {
    expect(given('0123456789abcdefghij\n')().token).toBe('0123456789abcdefghij')
  })

  it('is waited for while its file is empty', () => {
    expect(given('')).toThrow(/start the server first/)
    expect(given('\n')).toThrow(/start the server first/)
  })
})
