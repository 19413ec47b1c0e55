import { describe, expect, it } from 'vitest'
import type { SipLineConfig } from '#protocol/line-config'
import { lineFault } from './line-check.ts'

const line: SipLineConfig = {
  id: 'trunk',
  name: 'Trunk',
  kind: 'sip',
  enabled: true,
  host: 'sip.example.com',
  port: 0,
  transport: 'udp',
  largeOverTcp: false,
  proxy: '',
  authorities: '',
  sources: [],
  register: false,
  user: '',
  password: '',
  numbers: [],
  outbound: true,
  maxCalls: 30,
  maxCallsPerSecond: 0,
  nat: false,
}
const faultOf = (changed: Partial<SipLineConfig>) => lineFault({ ...line, ...changed })?.field ?? null

describe('a SIP line', () => {
  it.each([
    'sip.example.com',
    'localhost',
    'sbc_1.carrier.cn.',
    '192.0.2.1',
    '2001:db8::1',
    '[2001:db8::1]',
  ])('may be at %s', (host) => expect(faultOf({ host })).toBeNull())
  it.each([
    'sip.example.com:5060',
    'a b',
    '-a',
    '1.2.3',
    '300.1.1.1',
    'sip:a',
    'a..b',
    '[::1',
    'x@y',
  ])('is not at %s', (host) => expect(faultOf({ host })).toBe('host'))
  it.each([
    'proxy.example.com',
    'proxy.example.com:5070',
    '192.0.2.1:5060',
    '2001:db8::1',
    '[2001:db8::1]:5061',
  ])('may go by %s', (proxy) => expect(faultOf({ proxy })).toBeNull())
  it.each(['proxy:', 'proxy:0', 'proxy:70000', 'a b:5060', ':5060', 'sip:proxy:5060'])('does not go by %s', (proxy) =>
    expect(faultOf({ proxy })).toBe('proxy'))
  it.each([
    '192.0.2.1',
    '192.0.2.0/24',
    '2001:db8::1',
    '2001:db8::/32',
    '2001:db8::1/128',
  ])('may be called from %s', (source) => expect(faultOf({ sources: [source] })).toBeNull())
  it.each([
    '192.0.2.0/33',
    '0.0.0.0/0',
    '::/0',
    'example.com',
    '192.0.2.0/',
    '10.0.0/8',
    '2001:db8::/129',
  ])('is not called from %s', (source) => expect(faultOf({ sources: ['192.0.2.1', source] })).toBe('sources'))
  it.each([
    'x',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
  ])('is not vouched for by %s', (authorities) => expect(faultOf({ authorities })).toBe('authorities'))
  it.each([
    [{}, null],
    [{ proxy: 'proxy.example.com', host: '192.0.2.1' }, null],
    [{ host: '192.0.2.1' }, 'host'],
    [{ host: '[2001:db8::1]' }, 'host'],
    [{ port: 5060 }, 'port'],
    [{ proxy: 'proxy.example.com:5060' }, 'proxy'],
    [{ proxy: '192.0.2.1' }, 'proxy'],
    [{ proxy: '2001:db8::1' }, 'proxy'],
  ])('leaves its transport to a name alone: %j', (changed, field) =>
    expect(faultOf({ transport: 'auto', ...changed })).toBe(field))
  it('asks for a certificate by TLS only', () => {
    expect([faultOf({ checksPeer: true }), faultOf({ checksPeer: true, transport: 'auto' })]).toEqual([
      'checksPeer',
      'checksPeer',
    ])
    expect([faultOf({ checksPeer: true, transport: 'tls' }), faultOf({ checksPeer: false })]).toEqual([null, null])
  })
  it('needs an account to register', () => {
    expect(faultOf({ register: true })).toBe('user')
    expect(faultOf({ register: true, user: 'acme' })).toBeNull()
  })
})
