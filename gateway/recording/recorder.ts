// Records one leg: what it says and what it is given. Lives on the thread of the packets and does no more than put them
// where they belong in shared memory; the recording worker does the rest. SPEC.md K1-K6, K12.
import { FRAMES_PER_MS } from '#protocol/recording-file'
import type { G711 } from '../codec/g711.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { Dictation } from './dictation.ts'
import { hasVoice } from './lane-voice.ts'
import { LaneWriter } from './lane-writer.ts'
import { type Lanes, lanesOf } from './lanes.ts'
import type { RecordingOrder, ToRecordingWorker } from './recording-messages.ts'
import type { Keeping, Side } from './recording-timeline.ts'

/** The way to the recording worker. */
export type RecordingDesk = {
  /** `at`: the clock of the packets when the recording began. Gives the memory that both threads share. */
  open(order: RecordingOrder, at: number): SharedArrayBuffer
  send(message: Extract<ToRecordingWorker, { type: 'turn' | 'close' }>): void
}

/** K8: a second before the writer would run into what is not taken. */
const MAX_BEHIND = 7000 * FRAMES_PER_MS

export class Recorder {
  readonly #startedAt: number
  readonly #said: LaneWriter
  readonly #heard: LaneWriter
  readonly #taken: Int32Array<SharedArrayBuffer>
  readonly #lanes: Lanes
  readonly #dictation: Dictation | null
  #isKeeping = true
  #listenedTo = 0
  #voiceAt = 0

  constructor(
    readonly order: RecordingOrder,
    private readonly now: () => number,
    private readonly desk: RecordingDesk,
  ) {
    this.#startedAt = now()
    this.#lanes = lanesOf(desk.open(order, this.#startedAt))
    const { said, heard, taken } = this.#lanes
    this.#taken = taken
    this.#said = new LaneWriter(said, taken)
    this.#heard = new LaneWriter(heard, taken)
    this.#dictation = order.dictation ? new Dictation() : null
  }

  /** The worker does not keep up: nothing more can be recorded. */
  get isBehind(): boolean {
    return this.#frame - Atomics.load(this.#taken, 0) > MAX_BEHIND
  }

  tap(side: Side, codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (!this.#isKeeping) return
    const lane = side === 'said' ? this.#said : this.#heard
    lane.put(codec, bytes, start, end, head, this.#frame)
    if (side === 'said') this.#dictation?.put(codec, bytes, start, end, head, this.#frame)
  }

  /** Looks for a voice in what came since the last time; every quarter of a second. What is not kept may be one. */
  listen(): void {
    const { said, heard } = this.#lanes
    const [from, to] = [this.#listenedTo, this.#frame]
    this.#listenedTo = to
    if (!this.#isKeeping || hasVoice(said, from, to) || hasVoice(heard, from, to)) this.#voiceAt = to
    this.#dictation?.takeRipe(to)
  }

  /** K13: quiet for as long as ends it. */
  get isSaid(): boolean {
    const silenceMs = this.order.dictation?.silenceMs ?? null
    return silenceMs !== null && this.quietMs >= silenceMs
  }

  /** K13: all that was said; to be taken once, at the end. */
  takeDictation(): Uint8Array | null {
    return this.#dictation?.takeAll(this.#frame) ?? null
  }

  /** How long nobody has spoken. */
  get quietMs(): number {
    return (this.#frame - this.#voiceAt) / FRAMES_PER_MS
  }

  /** From now on. */
  turn(keeping: Keeping): void {
    this.#isKeeping = keeping === 'keep'
    this.desk.send({ type: 'turn', recordingId: this.order.recordingId, at: this.#frame, keeping })
  }

  /** The worker tells when the file is whole. To be called once; nothing may be tapped after it. */
  stop(): void {
    this.desk.send({ type: 'close', recordingId: this.order.recordingId, at: this.#frame })
  }

  /** Frames of 1/8000 s since the beginning. */
  get #frame(): number {
    return ((this.now() - this.#startedAt) * FRAMES_PER_MS) | 0
  }
}
