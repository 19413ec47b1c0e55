// The timers of one connection, on a clock that is told the time. Rules S2, S4, S6, S8, S10 of SPEC.md.
import { describe, expect, it } from 'vitest'
import { CONNECT_MS, Connection, IDLE_MS, KEEP_ALIVE_MS, MESSAGE_MS, PONG_MS } from './connection.ts'
import { SimulatedClock } from './simulated-clock.ts'
import type { StreamEvents, StreamFault } from './stream-socket.ts'

const PEER = { address: '10.0.0.2', port: 5060, transport: 'tcp' as const }
const MESSAGE = 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n'

function setUp(isOurs: boolean) {
  const clock = new SimulatedClock()
  const sent: string[] = []
  const heard: string[] = []
  const ends: (StreamFault | null)[] = []
  const connection = new Connection(PEER, isOurs, {
    schedule: clock.schedule,
    onMessage: (octets) => heard.push(Buffer.from(octets).toString()),
    onGone: (_, fault) => ends.push(fault),
  })
  let events: StreamEvents | null = null
  const socket = {
    send: (octets: Uint8Array) => void sent.push(Buffer.from(octets).toString()),
    waiting: 0,
    close() {},
  }
  if (isOurs)
    connection.connect((_, given) => {
      events = given
      return socket
    })
  else events = connection.attach(socket)
  const peer = events as unknown as StreamEvents
  const says = (text: string) => peer.onOctets(Buffer.from(text))
  return { clock, sent, heard, ends, connection, peer, says, socket }
}

describe('a connection that we open', () => {
  it('S6 keeps what is sent until it is open', () => {
    const { connection, peer, sent } = setUp(true)
    connection.send(Buffer.from('a'))
    connection.send(Buffer.from('b'))
    expect(sent).toEqual([])
    peer.onOpen()
    expect(sent).toEqual(['a', 'b'])
  })

  it('S8 is given up when it is not open in time, or closed before', async () => {
    const late = setUp(true)
    await late.clock.advance(CONNECT_MS)
    expect(late.ends).toEqual([{ reason: 'timeout', detail: 'no connection' }])
    const closed = setUp(true)
    closed.peer.onClosed(null)
    expect(closed.ends).toMatchObject([{ reason: 'failed' }])
    expect([late.clock.pending, closed.clock.pending]).toEqual([0, 0])
  })

  it('S2 asks when nothing was heard, and misses an answer only of one that has answered before', async () => {
    const { clock, peer, sent, ends, says } = setUp(true)
    peer.onOpen()
    await clock.advance(KEEP_ALIVE_MS)
    expect(sent).toEqual(['\r\n\r\n'])
    await clock.advance(KEEP_ALIVE_MS)
    expect([sent.length, ends]).toEqual([2, []])
    says('\r\n')
    await clock.advance(KEEP_ALIVE_MS + PONG_MS)
    expect(ends).toEqual([{ reason: 'lost', detail: 'keep-alive not answered' }])
    expect(clock.pending).toBe(0)
  })

  it('S10 is closed when the other end does not take what is sent', () => {
    const { connection, peer, socket, ends } = setUp(true)
    peer.onOpen()
    socket.waiting = 2_000_000
    connection.send(Buffer.from('a'))
    expect(ends).toMatchObject([{ reason: 'lost', detail: 'the other end reads too slowly' }])
  })
})

describe('a connection that is opened to us', () => {
  it('S2 answers keep-alives', () => {
    const { says, sent, peer } = setUp(false)
    peer.onOpen()
    says('\r\n\r\n')
    expect(sent).toEqual(['\r\n'])
  })

  it('S4 a message must be finished in 30 s, however it drips', async () => {
    const { clock, says, ends, peer, heard } = setUp(false)
    peer.onOpen()
    for (const char of MESSAGE.slice(0, 29)) {
      says(char)
      await clock.advance(1000)
    }
    expect(ends).toEqual([])
    await clock.advance(MESSAGE_MS - 29_000)
    expect([ends, heard]).toEqual([[{ reason: 'lost', detail: 'a message was not finished' }], []])
  })

  it('S4 each message has its own 30 s', async () => {
    const { clock, says, ends, peer, heard } = setUp(false)
    peer.onOpen()
    says(MESSAGE.slice(0, 10))
    await clock.advance(MESSAGE_MS - 1000)
    says(MESSAGE.slice(10) + MESSAGE.slice(0, 10))
    await clock.advance(MESSAGE_MS - 1000)
    expect(ends).toEqual([])
    says(MESSAGE.slice(10))
    await clock.advance(MESSAGE_MS * 2)
    expect([heard.length, ends]).toEqual([2, []])
  })

  it('S5 is closed when nobody uses it', async () => {
    const { clock, peer, ends } = setUp(false)
    peer.onOpen()
    await clock.advance(IDLE_MS)
    expect([ends, clock.pending]).toEqual([[null], 0])
  })
})
