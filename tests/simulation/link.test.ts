import { describe, expect, it } from 'vitest'
import { ServerLink } from '../../gateway/link/link.ts'
import { GatewayLink, SILENT_MS } from '../../server/gateway-link/link.ts'
import type { GatewayCommand, GatewayFact } from '../../server/protocol/gateway-messages.ts'
import { PROTOCOL_VERSION } from '../../server/protocol/version.ts'
import { VirtualTime } from './virtual-time.ts'
import { Wire } from './wire.ts'

const TOKEN = 'a-token-of-some-length'
const digit = (n: number): GatewayFact => ({ type: 'leg.digit', legId: `l${n}`, digit: '1', source: 'rfc4733' })
const ring = (n: number): GatewayCommand => ({ type: 'leg.ring', legId: `l${n}` })

class Pair {
  readonly time = new VirtualTime(0)
  readonly wire = new Wire(this.time)
  readonly taken: number[] = []
  readonly carriedOut: string[] = []
  /** Facts are on disk so long after they were taken. */
  diskMs = 1
  stored = 0
  server: GatewayLink
  readonly gateway: ServerLink

  constructor(gatewayToken = TOKEN) {
    this.server = this.startServer('s1')
    this.gateway = this.startGateway('g1', gatewayToken)
  }

  startServer(bootId: string): GatewayLink {
    const link = new GatewayLink({
      bootId,
      isToken: (token) => token === TOKEN,
      factsThrough: () => this.stored,
      now: () => this.time.time,
      take: (_gatewayId, _bootId, seq, fact, stored) => {
        if (fact.type === 'leg.digit') this.taken.push(Number(fact.legId.slice(1)))
        this.time.after(this.diskMs, () => {
          if (this.server !== link) return
          this.stored = Math.max(this.stored, seq)
          stored()
        })
      },
      connected: () => {},
      disconnected: () => {},
    })
    this.server = link
    this.wire.server = link
    return link
  }

  startGateway(bootId: string, token = TOKEN): ServerLink {
    const link = new ServerLink({
      dial: (handlers) => this.wire.dial(handlers),
      now: () => this.time.time,
      after: (ms, fire) => this.time.after(ms, fire),
      token,
      gatewayId: 'main',
      bootId,
      command: (command) => this.carriedOut.push('legId' in command ? command.legId : ''),
      snapshot: () => ({ type: 'gateway.snapshot', legs: [], seats: [], players: [], recordings: [] }),
      connected: () => {},
      disconnected: () => {},
      log: () => {},
    })
    link.start()
    return link
  }

  pass(ms: number): void {
    this.time.run(this.time.time + ms)
  }
}

describe('gateway link', () => {
  it('K5 K6 brings every fact over once and in order, through cuts at any moment', () => {
    const pair = new Pair()
    for (let n = 1; n <= 200; n++) {
      pair.time.after(n * 37, () => pair.gateway.report(digit(n)))
      if (n % 9 === 0) pair.time.after(n * 37 + (n % 23), () => pair.wire.cut())
    }
    pair.pass(60_000)
    expect(pair.taken).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    expect(pair.gateway.waitingFacts).toBe(0)
  })

  it('K5 K6 carries every command out once and in order, through cuts at any moment', () => {
    const pair = new Pair()
    pair.pass(100)
    for (let n = 1; n <= 200; n++) {
      pair.time.after(n * 31, () => pair.server.send(ring(n)))
      if (n % 7 === 0) pair.time.after(n * 31 + (n % 17), () => pair.wire.cut())
    }
    pair.pass(60_000)
    expect(pair.carriedOut).toEqual(Array.from({ length: 200 }, (_, i) => `l${i + 1}`))
  })

  it('K6 keeps a fact that the server took but had not on disk when it died', () => {
    const pair = new Pair()
    pair.diskMs = 1000
    pair.pass(100)
    pair.gateway.report(digit(1))
    pair.pass(200)
    expect(pair.taken).toEqual([1])
    pair.wire.cut()
    pair.startServer('s2')
    pair.pass(10_000)
    expect(pair.taken).toEqual([1, 1])
    expect(pair.gateway.waitingFacts).toBe(0)
  })

  it('K5 counts a fact once that comes again before it was on disk', () => {
    const pair = new Pair()
    pair.diskMs = 1000
    pair.pass(100)
    pair.gateway.report(digit(1))
    pair.pass(200)
    pair.wire.cut()
    pair.pass(10_000)
    expect(pair.taken).toEqual([1])
    expect(pair.gateway.waitingFacts).toBe(0)
  })

  it('K2 refuses a wrong token', () => {
    const pair = new Pair('another-token-of-length')
    pair.gateway.report(digit(1))
    pair.pass(20_000)
    expect(pair.server.isConnected).toBe(false)
    expect(pair.taken).toEqual([])
  })

  it('K2 refuses another protocol version by name', () => {
    const pair = new Pair()
    const heard: string[] = []
    const socket = { send: (text: string) => void heard.push(text), close: () => {} }
    const hello = {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION + 1,
      gatewayId: 'x',
      bootId: 'y',
      token: TOKEN,
    } as const
    expect(pair.server.receive(socket, { ...hello, commandsThrough: { bootId: '', seq: 0 } })).toBe(false)
    expect(heard.join()).toContain('version-mismatch')
  })

  it('K2 refuses a second gateway while the first is alive, and lets it in when the first is silent', () => {
    const pair = new Pair()
    pair.pass(100)
    const heard: string[] = []
    const socket = { send: (text: string) => void heard.push(text), close: () => {} }
    const hello = {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      gatewayId: 'main',
      bootId: 'g2',
      token: TOKEN,
    } as const
    const commandsThrough = { bootId: '', seq: 0 }
    expect(pair.server.receive(socket, { ...hello, commandsThrough })).toBe(false)
    expect(heard.join()).toContain('already-taken')
    pair.gateway.close()
    pair.wire.isUp = false
    pair.pass(SILENT_MS + 1)
    expect(pair.server.receive(socket, { ...hello, commandsThrough })).toBe(true)
  })

  it('K5 closes the connection at a gap', () => {
    const pair = new Pair()
    const socket = { send: () => {}, close: () => {} }
    const hello = {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      gatewayId: 'main',
      bootId: 'g9',
      token: TOKEN,
    } as const
    pair.gateway.close()
    pair.server.receive(socket, { ...hello, commandsThrough: { bootId: '', seq: 0 } })
    expect(pair.server.receive(socket, { type: 'fact', seq: 2, at: 0, fact: digit(2) })).toBe(false)
  })

  it('K9 drops commands meant for a gateway boot that is gone', () => {
    const pair = new Pair()
    pair.pass(100)
    pair.wire.isUp = false
    pair.wire.cut()
    pair.gateway.close()
    pair.server.send(ring(1))
    pair.wire.isUp = true
    pair.startGateway('g2')
    pair.pass(5000)
    pair.server.send(ring(2))
    pair.pass(100)
    expect(pair.carriedOut).toEqual(['l2'])
  })
})
