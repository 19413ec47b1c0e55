import { describe, expect, it } from 'vitest'
import { authorization, parseChallenge, strongestChallenge } from './digest.ts'

const challenge = (text: string) => {
  const parsed = parseChallenge(text)
  if (!parsed) throw new Error('no challenge')
  return parsed
}
const RFC7616 =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALG, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  nonceCount: 1,
}
const mufasa = { user: 'Mufasa', password: 'Circle of Life' }

describe('digest', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('RFC 7616 §3.9.1: %s', (algorithm, response) => {
    const value = authorization(challenge(RFC7616.replace('ALG', algorithm)), mufasa, request)
    expect(value).toContain(`response="${response}"`)
    expect(value).toContain('nc=00000001')
    expect(value).toContain('qop=auth')
  })

  it('answers a challenge of RFC 2069, without qop', () => {
    const value = authorization(challenge('Digest realm="r", nonce="n"'), mufasa, request)
    expect(value).not.toContain('cnonce')
    expect(value).toContain('algorithm=MD5')
  })

  it('prefers SHA-256 to MD5 (RFC 8760 §2.4)', () => {
    const both = ['Digest realm="r", nonce="1", algorithm=MD5', 'Digest realm="r", nonce="2", algorithm=SHA-256']
    expect(strongestChallenge(both)?.nonce).toBe('2')
  })

  it.each([
    'Basic realm="r"',
    'Digest nonce="n"',
    'Digest realm="r", nonce="n", algorithm=AKAv1-MD5',
    'Digest realm="r", nonce="n", qop="auth-int"',
    'Digest',
    '',
  ])('does not answer %s', (text) => {
    expect(parseChallenge(text)).toBeNull()
  })

  it('keeps a quote in user or realm inside its quotes', () => {
    const value = authorization(challenge('Digest realm="a\\"b", nonce="n"'), { user: 'x"y', password: '' }, request)
    expect(value).toContain('username="x\\"y"')
    expect(value).toContain('realm="a\\"b"')
  })
})
