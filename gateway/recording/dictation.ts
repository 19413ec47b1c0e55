// What a leg says for a flow, kept in memory beside the recording, which only the server can read: the leg can hear it
// again at once. Lives on the thread of the packets. SPEC.md K13.
import type { G711 } from '../codec/g711.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { LaneWriter } from './lane-writer.ts'
import { clearLanes, lanesOf, newLaneMemory } from './lanes.ts'
import { RecordingTimeline } from './recording-timeline.ts'

export class Dictation {
  readonly #pieces: Uint8Array[] = []
  readonly #said: LaneWriter
  readonly #timeline: RecordingTimeline

  constructor() {
    const lanes = lanesOf(newLaneMemory())
    clearLanes(lanes)
    this.#said = new LaneWriter(lanes.said, lanes.taken)
    this.#timeline = new RecordingTimeline(lanes, {
      sound: (bytes, frames) => this.#pieces.push(bytes.slice(0, frames)),
      gap: () => {},
    })
  }

  put(codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null, now: number): void {
    this.#said.put(codec, bytes, start, end, head, now)
  }

  /** `now` is in frames since the recording began; to be called every quarter of a second. */
  takeRipe(now: number): void {
    this.#timeline.takeRipe(now)
  }

  /** A-law, all up to the frame `now`. */
  takeAll(now: number): Uint8Array {
    this.#timeline.takeAll(now)
    return Buffer.concat(this.#pieces)
  }
}
