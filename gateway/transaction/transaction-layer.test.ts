import { describe, expect, it } from 'vitest'
import { addressOf, parseAddress } from '../sip/address.ts'
import { makeRequest, makeResponse, withVia } from '../sip/make-message.ts'
import type { SipMessage, SipRequest } from '../sip/message.ts'
import { sipUri } from '../sip/uri.ts'
import { parseViaList } from '../sip/via.ts'
import { SimulatedClock } from '../transport/simulated-clock.ts'
import { DEFAULT_TIMERS } from './timers.ts'
import { MAX_SERVER_TRANSACTIONS, TransactionLayer } from './transaction-layer.ts'

const PEER = { address: '10.0.0.2', port: 5060 }
const uri = sipUri('1', '10.0.0.1', null)

type Given = { branch: string; callId?: string; host?: string }
function request(method: string, { branch, callId = 'c', host = '10.0.0.2' }: Given): SipRequest {
  const from = parseAddress('<sip:2@10.0.0.2>;tag=f')!
  const made = makeRequest({ method, uri, from, to: addressOf(uri), callId, cseq: 1 })
  return withVia(made, parseViaList([`SIP/2.0/UDP ${host};branch=${branch}`])!)
}

function setUp() {
  const clock = new SimulatedClock()
  const sent: SipMessage[] = []
  const heard: string[] = []
  const layer = new TransactionLayer({
    timers: DEFAULT_TIMERS,
    schedule: clock.schedule,
    send: (message) => sent.push(message),
    user: {
      onRequest: (received) => heard.push(received.method),
      onCancel: (_, __, invite) => heard.push(invite === null ? 'CANCEL of nothing' : 'CANCEL'),
      onAck: () => heard.push('ACK'),
      onResponse: (_, response) => heard.push(String(response.status)),
      onFailure: (_, failure) => heard.push(failure),
    },
  })
  const statuses = () => sent.flatMap((message) => (message.kind === 'response' ? [message.status] : []))
  return { clock, sent, heard, layer, statuses }
}

describe('transaction layer', () => {
  it('TM1 a response without its transaction is dropped', () => {
    const { layer, heard } = setUp()
    layer.receive(makeResponse(request('BYE', { branch: 'z9hG4bKx' }), 200), PEER)
    expect(heard).toEqual([])
  })

  it('TM2 the same branch of another sender is another transaction', () => {
    const { layer, heard } = setUp()
    layer.receive(request('BYE', { branch: 'z9hG4bKa' }), PEER)
    layer.receive(request('BYE', { branch: 'z9hG4bKa', host: '10.0.0.3', callId: 'd' }), PEER)
    layer.receive(request('BYE', { branch: 'z9hG4bKa' }), PEER)
    expect(heard).toEqual(['BYE', 'BYE'])
  })

  it('TM3 without an RFC 3261 branch a retransmission is still known', () => {
    const { layer, heard, statuses } = setUp()
    layer.receive(request('INVITE', { branch: '1' }), PEER)
    layer.receive(request('INVITE', { branch: '1' }), PEER)
    layer.receive(request('INVITE', { branch: 'z9hG4bK', callId: 'other' }), PEER)
    layer.receive(request('INVITE', { branch: 'z9hG4bK', callId: 'another' }), PEER)
    expect(heard).toEqual(['INVITE', 'INVITE', 'INVITE'])
    expect(statuses()).toEqual([100, 100, 100, 100])
  })

  it('TM4 a merged request gets 482', () => {
    const { layer, heard, statuses } = setUp()
    layer.receive(request('INVITE', { branch: 'z9hG4bKa' }), PEER)
    layer.receive(request('INVITE', { branch: 'z9hG4bKb' }), PEER)
    expect(heard).toEqual(['INVITE'])
    expect(statuses()).toEqual([100, 100, 482])
  })

  it('TM5 CANCEL names its INVITE', () => {
    const { layer, heard } = setUp()
    layer.receive(request('CANCEL', { branch: 'z9hG4bKa' }), PEER)
    layer.receive(request('INVITE', { branch: 'z9hG4bKb' }), PEER)
    layer.receive(request('CANCEL', { branch: 'z9hG4bKb' }), PEER)
    expect(heard).toEqual(['CANCEL of nothing', 'INVITE', 'CANCEL'])
  })

  it('TM6 above the limit a request is dropped', () => {
    const { layer, heard } = setUp()
    for (let i = 0; i <= MAX_SERVER_TRANSACTIONS; i++)
      layer.receive(request('BYE', { branch: `z9hG4bK${i}`, callId: String(i) }), PEER)
    expect(heard).toHaveLength(MAX_SERVER_TRANSACTIONS)
  })

  it('leaves nothing behind when all timers have run', async () => {
    const { layer, clock } = setUp()
    layer.request(request('INVITE', { branch: 'z9hG4bKa' }), PEER)
    layer.request(request('OPTIONS', { branch: 'z9hG4bKb' }), PEER)
    await clock.advance(40_000)
    expect([layer.isIdle, clock.pending]).toEqual([true, 0])
  })

  it('a transport error fails the transactions of that peer only', () => {
    const { layer, heard } = setUp()
    layer.request(request('OPTIONS', { branch: 'z9hG4bKa' }), PEER)
    layer.request(request('OPTIONS', { branch: 'z9hG4bKb' }), { ...PEER, port: 5080 })
    layer.transportFailed(PEER)
    expect(heard).toEqual(['transport-failed'])
    expect(layer.isIdle).toBe(false)
  })
})
