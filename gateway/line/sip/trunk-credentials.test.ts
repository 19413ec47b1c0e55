// Which challenge is answered when there are several, and how. Rules C2, C3, C5.
import { describe, expect, it } from 'vitest'
import { addressOf } from '../../sip/address.ts'
import { field, makeRequest, makeResponse, withHeaders } from '../../sip/make-message.ts'
import { sipUri } from '../../sip/uri.ts'
import { answerChallenge, UNKNOWN_REALM } from './trunk-credentials.ts'

const uri = sipUri('1', '10.0.0.2', null)
const invite = makeRequest({ method: 'INVITE', uri, from: addressOf(uri), to: addressOf(uri), callId: 'c', cseq: 1 })
const KNOWN = { ...UNKNOWN_REALM, realm: 'trunk' }

function answer(challenges: string[], { known = KNOWN, request = invite } = {}) {
  const headers = challenges.map((value) => field('proxy-authenticate', value))
  const response = makeResponse(request, 407, { headers })
  const credentials = { user: 'acme', password: 'secret' }
  return answerChallenge(known, { request, response, isToTrunk: true, credentials, cnonce: 'c0ffee' })
}
const digest = (realm: string, rest = '') => `Digest realm="${realm}", nonce="n", qop="auth"${rest}`

describe('an answer to several challenges', () => {
  it('C2 is to the trunk’s realm, though another realm offers something stronger', () => {
    const [, header] = answer([digest('evil', ', algorithm=SHA-256'), digest('trunk')])
    expect(header?.value).toContain('realm="trunk"')
    expect(header?.value).toContain('algorithm=MD5')
  })

  it('C5 is by the strongest that the trunk’s realm offers', () => {
    const [, header] = answer([
      digest('trunk'),
      digest('trunk', ', algorithm=SHA-256'),
      digest('trunk', ', algorithm=MD5-sess'),
    ])
    expect(header?.value).toContain('algorithm=SHA-256,')
  })

  it('C3 is not given twice to the same refusal, and is to a nonce that was too old, with its own count', () => {
    const [state, first] = answer([digest('trunk')])
    const again = withHeaders(invite, [], [first!])
    expect(answer([digest('trunk')], { known: state as typeof KNOWN, request: again })[1]).toBeNull()
    const [, stale] = answer([digest('trunk', ', stale=true')], { known: state as typeof KNOWN, request: again })
    expect(stale?.value).toContain('nc=00000002')
    const fresh = 'Digest realm="trunk", nonce="other", qop="auth", stale=TRUE'
    expect(answer([fresh], { known: state as typeof KNOWN, request: again })[1]?.value).toContain('nc=00000001')
  })
})
