// Run by Bun: the customers' sound. Each port takes one call after the other: answers what comes with key 1, then with
// speech until nothing comes any more. In: a JSON line {ports}, at the end a line. Out: `ports …`, then a JSON report.
import { createInterface } from 'node:readline'
import type { DatagramSocket } from '../../../gateway/datagram/datagram-io.ts'
import { openDatagramIo } from '../../../gateway/datagram/open-io.ts'
import { Packet } from '../../../gateway/datagram/packet.ts'
import type { PeerKey } from '../../../gateway/datagram/peer-keys.ts'
import { RTP_HEADER, writeRtpHeader } from '../../../gateway/rtp/rtp-packet.ts'
import { AGENT_SAYS, CUSTOMER_SAYS, SPEECH, says } from './speech.ts'

/** `heard`: calls in which the agent was heard for at least a second. */
export type CustomersReport = { calls: number; heard: number }

const FRAME_MS = 20
const POLL_MS = 5
const SPEECH_TYPE = 8
const EVENT_TYPE = 101
/** The menu has begun to speak. */
const KEY_AFTER = 15
/** Five packets of a growing event, three of its end (RFC 4733 §2.5.1.4). */
const KEY_PACKETS = 8
const OVER_MS = 1000
const SECOND = 50

const io = openDatagramIo('batched')
const report: CustomersReport = { calls: 0, heard: 0 }

class CustomerPort {
  readonly #packet = Packet.allocate()
  readonly #numbers: { sequence: number; timestamp: number; ssrc: number }
  #socket: DatagramSocket | null = null
  #to: PeerKey = 0
  #heardAt = 0
  #frames = 0
  #agent = 0
  #key = 0

  constructor(index: number) {
    this.#numbers = { sequence: index, timestamp: index * 1000, ssrc: 0x20000000 + index }
  }

  async open(): Promise<number> {
    this.#socket = await io.open('127.0.0.1', 0, (packet, _length, source) => this.#hear(packet, source))
    return this.#socket.port
  }

  send(now: number): void {
    if (this.#heardAt === 0) return
    if (now - this.#heardAt > OVER_MS) this.over()
    else if (this.#frames >= KEY_AFTER && this.#key < KEY_PACKETS) this.#sendKey()
    else this.#sendSpeech()
  }

  #hear(packet: Packet, source: PeerKey): void {
    if ((packet.bytes[1]! & 0x7f) !== SPEECH_TYPE) return
    this.#to = source
    this.#heardAt = performance.now()
    this.#frames += 1
    if (says(packet.bytes, RTP_HEADER, AGENT_SAYS)) this.#agent += 1
  }

  /** The call has ended, or is counted as it is. */
  over(): void {
    if (this.#frames === 0) return
    report.calls += 1
    if (this.#agent >= SECOND) report.heard += 1
    this.#heardAt = 0
    this.#frames = 0
    this.#agent = 0
    this.#key = 0
  }

  #sendSpeech(): void {
    const { bytes } = this.#packet
    this.#advance(true)
    writeRtpHeader(bytes, SPEECH_TYPE, this.#numbers)
    bytes.set(SPEECH, RTP_HEADER)
    bytes[RTP_HEADER] = CUSTOMER_SAYS
    this.#socket?.send(this.#packet, RTP_HEADER + SPEECH.length, this.#to)
  }

  /** The timestamp stays that of the key's beginning. */
  #sendKey(): void {
    const { bytes } = this.#packet
    const isEnd = this.#key >= KEY_PACKETS - 3
    this.#advance(this.#key === 0)
    writeRtpHeader(bytes, EVENT_TYPE | (this.#key === 0 ? 0x80 : 0), this.#numbers)
    const length = Math.min(this.#key + 1, 5) * SPEECH.length
    bytes.set([1, (isEnd ? 0x80 : 0) | 10, length >> 8, length & 0xff], RTP_HEADER)
    this.#key += 1
    if (this.#key === KEY_PACKETS) this.#numbers.timestamp += KEY_PACKETS * SPEECH.length
    this.#socket?.send(this.#packet, RTP_HEADER + 4, this.#to)
  }

  #advance(isNewFrame: boolean): void {
    this.#numbers.sequence = (this.#numbers.sequence + 1) & 0xffff
    if (isNewFrame) this.#numbers.timestamp = (this.#numbers.timestamp + SPEECH.length) >>> 0
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { ports } = JSON.parse((await lines.next()).value ?? '') as { ports: number }
const customers = Array.from({ length: ports }, (_, index) => new CustomerPort(index))
const numbers: number[] = []
for (const customer of customers) numbers.push(await customer.open())
console.log(`ports ${numbers.join(' ')}`)

let sent = 0
const startedAt = performance.now()
setInterval(() => {
  io.poll()
  const now = performance.now()
  for (; sent * FRAME_MS < now - startedAt; sent++) for (const customer of customers) customer.send(now)
  io.flush()
}, POLL_MS)
await lines.next()
for (const customer of customers) customer.over()
console.log(JSON.stringify(report))
process.exit(0)
