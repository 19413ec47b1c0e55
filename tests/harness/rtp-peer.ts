// The sound of a SIP peer: sends a tone as PCMA every 20 ms, keeps what comes, sends RFC 4733 digits.
import { createSocket, type Socket } from 'node:dgram'
import { linearOf, shareOf, strongest, tones } from './tone.ts'
import { until } from './trunkline.ts'

const FRAME = 160
const PAYLOAD_TYPE = { PCMA: 8, PCMU: 0 } as const
const EVENT = 101
const KEYS = '0123456789*#ABCD'
/** Row and column of the key pad (Q.23). */
const PAIRS: Record<string, [number, number]> = { '1': [697, 1209], '5': [770, 1336] }
const IN_BAND_FRAMES = 6

type Form = { codec?: keyof typeof PAYLOAD_TYPE; address?: '127.0.0.1' | '::1' }

export class RtpPeer {
  received = 0
  firstAt: number | null = null
  private readonly chunks: Uint8Array[] = []
  /** When each kept packet came, epoch milliseconds. */
  private readonly arrivals: number[] = []
  private remote: { address: string; port: number } | null = null
  private sequence = 100
  private timestamp = 1000
  private sent = 0
  private timer: ReturnType<typeof setInterval> | null = null
  /** Frames of the running digit still to send. */
  private digit: { code: number; step: number } | null = null
  private readonly waiting: string[] = []
  /** Frequencies of the frames of a running in-band digit still to send. */
  private readonly inBand: [number, number][] = []
  /** Keys that came as RFC 4733 events. */
  events = ''
  private lastEventAt = -1

  private constructor(
    private readonly socket: Socket,
    readonly port: number,
    private readonly hz: number,
    private readonly form: Required<Form>,
  ) {}

  static async open(hz = 440, { codec = 'PCMA', address = '127.0.0.1' }: Form = {}): Promise<RtpPeer> {
    const socket = createSocket(address === '::1' ? 'udp6' : 'udp4')
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    const peer = new RtpPeer(socket, socket.address().port, hz, { codec, address })
    socket.on('message', (packet) => peer.receive(packet))
    return peer
  }

  /** Starts sending to where the gateway listens. */
  start(port: number, address: string = this.form.address): void {
    this.remote = { address, port }
    if (this.timer) return
    const startedAt = performance.now()
    this.timer = setInterval(() => {
      while (this.sent * 20 < performance.now() - startedAt) this.sendFrame()
    }, 10)
  }

  press(digits: string): void {
    this.waiting.push(...digits)
  }

  /** 1 or 5, as sound. */
  pressInBand(key: '1' | '5'): void {
    const pair = PAIRS[key]
    if (pair) this.inBand.push(...Array.from({ length: IN_BAND_FRAMES }, () => pair))
  }

  /** Somewhere in the last so many milliseconds the key was heard as sound. */
  heardKey(key: '1' | '5', ms = 3000): boolean {
    const samples = this.linear(ms)
    const [row, column] = PAIRS[key] ?? [0, 0]
    for (let at = 0; at + 480 <= samples.length; at += FRAME) {
      const window = samples.subarray(at, at + 480)
      if (shareOf(window, row) > 0.3 && shareOf(window, column) > 0.3) return true
    }
    return false
  }

  /** What the last so many milliseconds sounded like. */
  heard(ms = 1000): { hz: number; share: number; level: number } {
    return strongest(this.linear(ms))
  }

  /** How much of the last second is this frequency, 0-1. */
  share(hz: number): number {
    return shareOf(this.linear(1000), hz)
  }

  private linear(ms: number): Float64Array {
    const bytes = Buffer.concat(this.chunks)
    return linearOf(bytes.subarray(Math.max(0, bytes.length - ms * 8)), this.form.codec)
  }

  /** Where in all that was kept this piece of sound is, sample for sample; -1 when it is not. */
  placeOf(piece: Uint8Array): number {
    return Buffer.concat(this.chunks).indexOf(piece)
  }

  /** How many of the frames kept are so. */
  count(isSo: (aLaw: Uint8Array) => boolean): number {
    return this.chunks.filter(isSo).length
  }

  forget(): void {
    this.chunks.length = 0
    this.arrivals.length = 0
    this.received = 0
    this.firstAt = null
  }

  async hears(hz: number, tolerance: number, withinMs = 15_000): Promise<void> {
    await until(
      () => {
        const { hz: heard, share } = this.heard()
        return Math.abs(heard - hz) <= tolerance && share > 0.5
      },
      withinMs,
      () => `heard ${JSON.stringify(this.heard())} instead of ${hz} Hz; ${this.received} packets came`,
    )
  }

  /** When the first packet since then came that holds mostly this frequency; epoch milliseconds. */
  async firstOf(hz: number, since: number, withinMs = 10_000): Promise<number> {
    let at: number | undefined
    await until(
      () => {
        const index = this.arrivals.findIndex((arrival, i) => arrival >= since && this.isTone(i, hz))
        at = this.arrivals[index]
        return at !== undefined
      },
      withinMs,
      () => `no packet of ${hz} Hz came; the last second: ${JSON.stringify(this.heard())}`,
    )
    return at ?? 0
  }

  /** A frame of 20 ms tells frequencies apart by 50 Hz. */
  private isTone(index: number, hz: number): boolean {
    const { hz: heard, share } = strongest(linearOf(this.chunks[index] ?? new Uint8Array(), this.form.codec))
    return Math.abs(heard - hz) <= 30 && share > 0.6
  }

  close(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    this.socket.close()
  }

  private receive(packet: Buffer): void {
    const type = (packet[1] ?? 0) % 128
    if (type === EVENT) this.receiveEvent(packet)
    if (type !== PAYLOAD_TYPE[this.form.codec]) return
    this.received += 1
    this.firstAt ??= performance.now()
    this.chunks.push(packet.subarray(12))
    this.arrivals.push(performance.timeOrigin + performance.now())
    if (this.chunks.length <= 3000) return
    this.chunks.splice(0, 1000)
    this.arrivals.splice(0, 1000)
  }

  /** Every packet of a digit bears the timestamp it began at. */
  private receiveEvent(packet: Buffer): void {
    const at = packet.readUInt32BE(4)
    if (at === this.lastEventAt) return
    this.lastEventAt = at
    this.events += KEYS[packet[12] ?? 0] ?? ''
  }

  private sendFrame(): void {
    if (!this.digit && this.waiting.length > 0) {
      const code = KEYS.indexOf(this.waiting.shift() ?? '')
      if (code >= 0) this.digit = { code, step: 0 }
    }
    if (this.digit) this.sendEvent(this.digit)
    else this.sendSound()
    this.sent += 1
    this.timestamp += FRAME
  }

  private sendSound(): void {
    const { codec } = this.form
    const sound = tones(codec, this.inBand.shift() ?? [this.hz], this.sent * FRAME, FRAME)
    this.sendPacket(PAYLOAD_TYPE[codec], sound, this.timestamp, false)
  }

  private sendEvent(digit: { code: number; step: number }): void {
    const isEnd = digit.step >= 5
    const start = this.timestamp - digit.step * FRAME
    const payload = Buffer.from([digit.code, (isEnd ? 0x80 : 0) | 10, 0, 0])
    payload.writeUInt16BE(Math.min(5, digit.step + 1) * FRAME, 2)
    this.sendPacket(EVENT, payload, start, digit.step === 0)
    digit.step += 1
    // Three end packets, then 100 ms of pause in sound before the next digit.
    if (digit.step === 8) this.digit = null
  }

  private sendPacket(type: number, payload: Uint8Array, timestamp: number, marker: boolean): void {
    const header = Buffer.alloc(12)
    header[0] = 0x80
    header[1] = type | (marker ? 0x80 : 0)
    header.writeUInt16BE(this.sequence & 0xffff, 2)
    header.writeUInt32BE(timestamp >>> 0, 4)
    header.writeUInt32BE(0x5ee4_0001, 8)
    this.sequence += 1
    if (this.remote) this.socket.send(Buffer.concat([header, payload]), this.remote.port, this.remote.address)
  }
}
