// The memory of a recording under way, shared by the thread of the packets, which writes it, and the recording worker,
// which takes what is ripe: two rings of A-law, said and heard, and how many frames of both are out. SPEC.md K2-K6.
import { A_LAW_SILENCE } from '../codec/g711.ts'

/** Eight seconds: so long the disk may keep the recording worker waiting. A power of two. */
export const LANE_FRAMES = 65_536
export const LANE_MASK = LANE_FRAMES - 1
const HEAD_BYTES = 8

export type Lanes = {
  /** One cell: frames since the recording began that have left the rings. Only the recording worker moves it. */
  taken: Int32Array<SharedArrayBuffer>
  said: Uint8Array<SharedArrayBuffer>
  heard: Uint8Array<SharedArrayBuffer>
}

export const newLaneMemory = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD_BYTES + 2 * LANE_FRAMES)

export const lanesOf = (memory: SharedArrayBuffer): Lanes => ({
  taken: new Int32Array(memory, 0, 1),
  said: new Uint8Array(memory, HEAD_BYTES, LANE_FRAMES),
  heard: new Uint8Array(memory, HEAD_BYTES + LANE_FRAMES, LANE_FRAMES),
})

/** As at the beginning of a recording. */
export function clearLanes({ taken, said, heard }: Lanes): void {
  taken[0] = 0
  said.fill(A_LAW_SILENCE)
  heard.fill(A_LAW_SILENCE)
}
