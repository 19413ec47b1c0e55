// A leg's sound: what comes from its port goes to those who hear it, what it hears goes to its port.
// SPEC.md R1-R9. On the relay path no object is made and nothing is awaited.
import type { LegId } from '#protocol/ids'
import { A_LAW_SILENCE, convertLaw, encodeFrame, FRAME_SAMPLES, linearOf } from '../codec/g711.ts'
import type { Recorder } from '../recording/recorder.ts'
import { JitterQueue } from '../rtp/jitter-queue.ts'
import { DtmfDetector } from '../tone/dtmf-detector.ts'
import { DigitSender } from './digit-sender.ts'
import type { G711 } from './media-engine.ts'
import type { Player } from './player.ts'
import { MAX_PAYLOAD } from './rtp-session.ts'
import { nextSource, type PacketHead, type SoundPort, type SoundSink } from './sound-port.ts'
import { comfortFrame } from './tone-source.ts'

export type DigitSource = 'rfc4733' | 'in-band'
export type LegEvents = {
  digit(leg: MediaLeg, digit: string, source: DigitSource): void
  playerDone(leg: MediaLeg): void
}

/** D4: tone and event of one key press come within this time of each other. */
const SAME_PRESS_MS = 500
const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(A_LAW_SILENCE)
const scratch = new Uint8Array(MAX_PAYLOAD)
const linear = new Int16Array(MAX_PAYLOAD)
const frame = new Uint8Array(FRAME_SAMPLES)
const sum = new Int32Array(FRAME_SAMPLES)

export class MediaLeg implements SoundSink {
  /** Legs that are given this one's packets as they come. */
  relaysTo: MediaLeg[] = []
  /** Legs summed up for this one on the clock. */
  mixes: MediaLeg[] = []
  /** The leg whose packets this one is given, if so. */
  relayedFrom: MediaLeg | null = null
  /** Is this leg in anybody's mix? */
  isMixed = false
  /** Null while a player is being loaded: the room is silent for the leg already. */
  player: Player | null = null
  isPlaying = false
  recorder: Recorder | null = null
  /** What a mixer takes from this leg at this tick. */
  readonly frame = new Int16Array(FRAME_SAMPLES)
  hasFrame = false
  readonly digits = new DigitSender()
  readonly #queue = new JitterQueue()
  readonly #detector = new DtmfDetector()
  readonly #ownHead: PacketHead = {
    codec: 'PCMA',
    source: nextSource(),
    sequence: 0,
    timestamp: 0,
    marker: false,
    jitterMs: 0,
  }
  #isDigitOn = false
  #sendsEvents = false
  #toneDigit = ''
  #toneAt = Number.NEGATIVE_INFINITY

  constructor(
    readonly legId: LegId,
    private readonly events: LegEvents,
    private readonly now: () => number,
    makePort: (sink: SoundSink) => SoundPort,
  ) {
    this.port = makePort(this)
  }

  readonly port: SoundPort

  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    this.recorder?.tap('said', head.codec, bytes, start, end, head)
    if (this.port.detectsTones && !this.#sendsEvents) this.#detect(bytes, start, end, head.codec)
    for (let i = 0; i < this.relaysTo.length; i++) this.relaysTo[i]!.#relayed(bytes, start, end, head)
    if (this.isMixed) this.#queue.put(head.codec, bytes, start, end, head)
  }

  /** 20 ms of A-law from a port without packets (a card channel, the simulated exchange). */
  receiveFrame(aLaw: Uint8Array): void {
    const head = this.#ownHead
    head.sequence = (head.sequence + 1) & 0xffff
    head.timestamp = (head.timestamp + aLaw.length) >>> 0
    this.receive(aLaw, 0, aLaw.length, head)
  }

  /** An RFC 4733 digit of the port. */
  digit(digit: string): void {
    this.#sendsEvents = true
    const isTold = digit === this.#toneDigit && this.now() - this.#toneAt < SAME_PRESS_MS
    this.#toneDigit = ''
    if (!isTold) this.events.digit(this, digit, 'rfc4733')
  }

  /** Before any leg is given its frame: takes this leg's part of the mix from its queue. */
  prepareMix(tick: number): void {
    if (!this.isMixed) return
    if (this.port.isUp) this.hasFrame = this.#queue.take(this.frame)
    else {
      const comfort = comfortFrame(tick)
      const table = linearOf('PCMA')
      for (let i = 0; i < FRAME_SAMPLES; i++) this.frame[i] = table[comfort[i]!]!
      this.hasFrame = true
    }
  }

  /** Gives the leg its 20 ms, unless its room relays packets to it. */
  tick(tick: number): void {
    this.recorder?.tick(tick)
    if (this.digits.isBusy) {
      const step = this.digits.tick(this.port, (bytes) => this.#give('PCMA', bytes, 0, FRAME_SAMPLES, null))
      this.#isDigitOn = step === 'taken'
      if (this.#isDigitOn) return
    } else this.#isDigitOn = false
    if (this.isPlaying) this.#play()
    else if (this.relayedFrom !== null) {
      if (!this.relayedFrom.port.isUp) this.#give('PCMA', comfortFrame(tick), 0, FRAME_SAMPLES, null)
    } else if (this.mixes.length > 0) this.#mix()
    else this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
  }

  #relayed(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    if (!this.isPlaying && !this.#isDigitOn) this.#give(head.codec, bytes, start, end, head)
  }

  #give(codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    this.recorder?.tap('heard', codec, bytes, start, end, head)
    const wanted = this.port.codec
    if (codec === wanted) this.port.send(bytes, start, end, head)
    else {
      convertLaw(codec, wanted, bytes, start, end, scratch)
      this.port.send(scratch, 0, end - start, head)
    }
  }

  #play(): void {
    if (this.player === null) {
      this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
      return
    }
    if (this.player.read(frame)) this.#give('PCMA', frame, 0, FRAME_SAMPLES, null)
    else {
      this.events.playerDone(this)
      this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
    }
  }

  /** R3: nobody's own sound is in what he hears, because a leg is never among its own sources. */
  #mix(): void {
    sum.fill(0)
    for (const source of this.mixes) {
      if (!source.hasFrame) continue
      for (let i = 0; i < FRAME_SAMPLES; i++) sum[i]! += source.frame[i]!
    }
    for (let i = 0; i < FRAME_SAMPLES; i++) linear[i] = Math.max(-32_768, Math.min(32_767, sum[i]!))
    encodeFrame(this.port.codec, linear, frame)
    this.#give(this.port.codec, frame, 0, FRAME_SAMPLES, null)
  }

  #detect(bytes: Uint8Array, start: number, end: number, codec: G711): void {
    const table = linearOf(codec)
    for (let i = start, o = 0; i < end; i++) linear[o++] = table[bytes[i]!]!
    this.#detector.feed(linear, end - start, this.#onTone)
  }

  readonly #onTone = (digit: string): void => {
    this.#toneDigit = digit
    this.#toneAt = this.now()
    this.events.digit(this, digit, 'in-band')
  }
}
