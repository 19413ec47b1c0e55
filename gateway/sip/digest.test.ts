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

  // Computed apart from this program: python3 hashlib, A1 = H(H(user:realm:password):nonce:cnonce).
  it.each([
    ['MD5-sess', 'e783283f46242139c486a698fec7211d'],
    ['SHA-256-sess', '2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7'],
  ])('RFC 7616 §3.4.2: %s', (algorithm, response) => {
    const value = authorization(challenge(RFC7616.replace('ALG', algorithm)), mufasa, request)
    expect(value).toContain(`response="${response}"`)
    expect(value).toContain(`algorithm=${algorithm}`)
  })

  it('counts the uses of a nonce in eight hexadecimal digits', () => {
    const value = authorization(challenge(RFC7616.replace('ALG', 'MD5')), mufasa, { ...request, nonceCount: 4711 })
    expect(value).toContain('nc=00001267')
  })

  it('takes the strongest of all the challenges, in one field or several', () => {
    const [md5, sha] = [
      'Digest realm="r", nonce="1", qop="auth"',
      'Digest realm="r", nonce="2", qop="auth,auth-int", algorithm=SHA-256',
    ]
    const other = 'Digest realm="a, b", nonce="3", qop="auth", algorithm=SHA-512-256'
    for (const values of [
      [md5, sha],
      [sha, md5],
      [`${md5}, ${sha}`],
      [`${sha}, ${md5}`],
      [`Basic realm="x", ${other}, ${md5}, ${sha}`],
      [`Negotiate, ${sha}`],
    ])
      expect(strongestChallenge(values)?.nonce).toBe('2')
    expect(strongestChallenge([`${md5}, ${sha}`], ({ algorithm }) => algorithm === 'MD5')?.nonce).toBe('1')
    expect(strongestChallenge([other])).toBeNull()
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
    'Digest realm="r", nonce="n", algorithm=SHA-256-sess',
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
