// A leg's sound: what comes from its port goes to those who hear it, what it hears goes to its port. Inside all is G.711;
// packets of equal codecs pass as they are. SPEC.md R1-R12. On the relay path no object is made and nothing is awaited.
import type { LegId, RecordingId } from '#protocol/ids'
import type { G711 } from '../codec/g711.ts'
import { A_LAW_SILENCE, encodeFrame, FRAME_SAMPLES, linearOf } from '../codec/g711.ts'
import type { Recorder } from '../recording/recorder.ts'
import { JitterQueue } from '../rtp/jitter-queue.ts'
import { ComfortNoise, NOISE_EVERY_SAMPLES, NOISE_EVERY_TICKS, OUR_NOISE } from './comfort-noise.ts'
import { DigitEar, type DigitSource } from './digit-ear.ts'
import { DigitSender } from './digit-sender.ts'
import type { LegAnalyser } from './leg-analyser.ts'
import { LegMix, type MixPart } from './leg-mix.ts'
import type { LevelControl } from './level-control.ts'
import type { Player } from './player.ts'
import { SoundInlet } from './sound-inlet.ts'
import { SoundOutlet } from './sound-outlet.ts'
import { nextSource, type PacketCodec, type PacketHead, type SoundPort, type SoundSink } from './sound-port.ts'
import { comfortFrame } from './tone-source.ts'

export type LegEvents = {
  digit(leg: MediaLeg, digit: string, source: DigitSource): void
  playerDone(leg: MediaLeg): void
}

const FRAME_MS = 20
const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(A_LAW_SILENCE)
const linear = new Int16Array(FRAME_SAMPLES)
const frame = new Uint8Array(FRAME_SAMPLES)

const newHead = (codec: PacketCodec): PacketHead => ({
  codec,
  source: nextSource(),
  sequence: 0,
  timestamp: 0,
  marker: false,
  jitterMs: 0,
})
const isG711 = (codec: PacketCodec): codec is G711 => codec === 'PCMA' || codec === 'PCMU'

export class MediaLeg implements SoundSink, MixPart {
  /** Legs that are given this one's packets as they come, and all that hear it. */
  relaysTo: MediaLeg[] = []
  hearers: MediaLeg[] = []
  /** What this one is given on the clock. */
  readonly mix = new LegMix()
  /** The leg whose packets this one is given, if so. */
  relayedFrom: MediaLeg | null = null
  /** Is this leg in anybody's mix? */
  isMixed = false
  /** Null while a player is being loaded: the room is silent for the leg already. */
  player: Player | null = null
  isPlaying = false
  recorder: Recorder | null = null
  /** K13: what it has said, to be heard again. */
  readonly dictated = new Map<RecordingId, Uint8Array>()
  analyser: LegAnalyser | null = null
  levels: LevelControl | null = null
  /** D5: also where the port sees no need. */
  listensForTones = false
  /** What a mixer takes from this leg at this tick. */
  readonly frame = new Int16Array(FRAME_SAMPLES)
  hasFrame = false
  readonly digits = new DigitSender()
  readonly port: SoundPort
  readonly noise = new ComfortNoise()
  readonly #queue = new JitterQueue()
  readonly #ear: DigitEar
  readonly #inlet = new SoundInlet((bytes, start, end, head) => this.#hear('PCMA', bytes, start, end, head))
  readonly #outlet: SoundOutlet
  readonly #ownHead = newHead('PCMA')
  readonly #noiseHead = newHead('CN')
  /** The codec that some listeners have been given the packet in already. */
  #passed: PacketCodec | null = null
  #isDigitOn = false

  constructor(
    readonly legId: LegId,
    private readonly events: LegEvents,
    now: () => number,
    makePort: (sink: SoundSink) => SoundPort,
  ) {
    this.#ear = new DigitEar(now, (digit, source) => this.#onDigit(digit, source))
    this.port = makePort(this)
    this.#outlet = new SoundOutlet(this.port)
  }

  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    const { codec } = head
    if (isG711(codec)) {
      this.noise.isOn = false
      this.#hear(codec, bytes, start, end, head)
    } else if (codec === 'CN') this.#hearNoise(bytes, start, end, head)
    else this.#hearCoded(codec, bytes, start, end, head)
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
    this.#ear.event(digit)
  }

  keyHeld(): void {
    this.#ear.keyHeld()
  }

  /** Before any leg is given its frame: takes this leg's part of the mix from its queue. */
  prepareMix(tick: number): void {
    this.hasFrame = false
    if (!this.isMixed) return
    if (!this.port.isUp) {
      const comfort = comfortFrame(tick)
      const table = linearOf('PCMA')
      for (let i = 0; i < FRAME_SAMPLES; i++) this.frame[i] = table[comfort[i]!]!
      this.hasFrame = true
      return
    }
    if (this.noise.isOn && this.#queue.isEmpty) {
      this.noise.fill(this.frame)
      this.hasFrame = true
    } else this.hasFrame = this.#queue.take(this.frame)
    if (this.hasFrame) this.levels?.apply(this.frame)
  }

  /** Gives the leg its 20 ms, unless its room relays packets to it. */
  tick(tick: number): void {
    if (this.digits.isBusy) {
      const step = this.digits.tick(this.port, (bytes) => this.#give('PCMA', bytes, 0, FRAME_SAMPLES, null))
      this.#isDigitOn = step === 'taken'
      if (this.#isDigitOn) return
    } else this.#isDigitOn = false
    if (this.isPlaying) this.#play()
    else if (this.relayedFrom !== null) this.#bridgeSilenceOf(this.relayedFrom, tick)
    else if (this.mix.isOn) this.#mix()
    else this.#giveSilence(tick)
  }

  close(): void {
    this.port.close()
    this.#inlet.close()
    this.#outlet.close()
  }

  #hear(law: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    this.recorder?.tap('said', law, bytes, start, end, head)
    this.analyser?.feed(law, bytes, start, end)
    if (this.port.detectsTones || this.listensForTones) this.#ear.listen(law, bytes, start, end)
    // T7: a sender that says a digit twice, as event and as tone, is relayed once.
    if (this.#ear.isKeyHeld) return
    for (let i = 0; i < this.relaysTo.length; i++) {
      const to = this.relaysTo[i]!
      if (this.#passed === null || !to.port.takes(this.#passed)) to.#relayed(law, bytes, start, end, head)
      else if (!to.isPlaying) to.recorder?.tap('heard', law, bytes, start, end, head)
    }
    if (this.isMixed) this.#queue.put(law, bytes, start, end, head)
  }

  /** X1: to equal codecs as it is; decoded only when somebody needs it. */
  #hearCoded(codec: PacketCodec, bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    this.noise.isOn = false
    let isNeeded =
      this.recorder !== null ||
      this.isMixed ||
      this.analyser !== null ||
      ((this.port.detectsTones || this.listensForTones) && this.#ear.isOpen)
    for (let i = 0; i < this.relaysTo.length; i++) {
      const to = this.relaysTo[i]!
      if (!to.port.takes(codec)) isNeeded = true
      else if (!this.#ear.isKeyHeld) to.#relayedCoded(bytes, start, end, head)
      if (to.recorder !== null) isNeeded = true
    }
    if (!isNeeded) return
    this.#passed = codec
    this.#inlet.receive(bytes, start, end, head)
    this.#passed = null
  }

  /** N1: passed on where negotiated; who has not is given noise by the clock. */
  #hearNoise(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    this.noise.receive(bytes, start, end)
    for (let i = 0; i < this.relaysTo.length; i++) {
      const to = this.relaysTo[i]!
      if (to.port.takes('CN')) to.#relayedCoded(bytes, start, end, head)
    }
  }

  #relayed(law: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    if (!this.isPlaying && !this.#isDigitOn) this.#give(law, bytes, start, end, head)
  }

  #relayedCoded(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    if (!this.isPlaying && !this.#isDigitOn) this.port.send(bytes, start, end, head)
  }

  #give(law: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    this.recorder?.tap('heard', law, bytes, start, end, head)
    const { port } = this
    const isFit = port.ptimeMs === FRAME_MS && (head === null ? law === port.codec : port.takes(law))
    if (isFit) port.send(bytes, start, end, head)
    else this.#outlet.give(law, bytes, start, end, head)
  }

  #play(): void {
    if (this.player === null) this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
    else if (this.player.read(frame)) this.#give('PCMA', frame, 0, FRAME_SAMPLES, null)
    else {
      this.events.playerDone(this)
      this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
    }
  }

  /** A relay has nothing to give while its source is away or sends comfort noise that was not negotiated here. */
  #bridgeSilenceOf(source: MediaLeg, tick: number): void {
    if (!source.port.isUp) this.#give('PCMA', comfortFrame(tick), 0, FRAME_SAMPLES, null)
    else if (source.noise.isOn && !this.port.takes('CN')) {
      source.noise.fill(linear)
      encodeFrame('PCMA', linear, frame)
      this.#give('PCMA', frame, 0, FRAME_SAMPLES, null)
    }
  }

  #mix(): void {
    const law = this.port.codec === 'PCMU' ? 'PCMU' : 'PCMA'
    this.mix.fill(this, linear)
    encodeFrame(law, linear, frame)
    this.#give(law, frame, 0, FRAME_SAMPLES, null)
  }

  /** R4 N3. */
  #giveSilence(tick: number): void {
    if (!this.port.takes('CN')) {
      this.#give('PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
      return
    }
    this.recorder?.tap('heard', 'PCMA', SILENT_FRAME, 0, FRAME_SAMPLES, null)
    if (tick % NOISE_EVERY_TICKS !== 0) return
    const head = this.#noiseHead
    head.sequence = (head.sequence + 1) & 0xffff
    head.timestamp = (head.timestamp + NOISE_EVERY_SAMPLES) >>> 0
    this.port.send(OUR_NOISE, 0, OUR_NOISE.length, head)
  }

  /** T8: an event reaches who hears this leg as event, or as tone where none was negotiated; a tone is in the sound. */
  #onDigit(digit: string, source: DigitSource): void {
    this.events.digit(this, digit, source)
    if (source === 'rfc4733') for (const hearer of this.hearers) hearer.digits.enqueue(digit)
  }
}
