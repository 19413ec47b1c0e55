import { expect, it } from 'vitest'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import { hasVoice } from './lane-voice.ts'
import { LANE_FRAMES } from './lanes.ts'

/** A-law by the book, not by our tables: 13-bit magnitude to segment and step (ITU-T G.711 §3). */
function octetOf(sample: number): number {
  const magnitude = Math.min(4095, Math.abs(sample) >> 3)
  const segment = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4
  const step = segment === 0 ? magnitude >> 1 : (magnitude >> segment) & 15
  return ((sample >= 0 ? 0x80 : 0) | (segment << 4) | step) ^ 0x55
}
/** A tone of so many dBm0: 3.14 dBm0 is the loudest (G.711 §4). */
function tone(lane: Uint8Array, from: number, to: number, dbm0: number): void {
  const peak = 32_256 * 10 ** ((dbm0 - 3.14) / 20)
  for (let at = from; at < to; at++)
    lane[at % LANE_FRAMES] = octetOf(Math.round(peak * Math.sin((2 * Math.PI * 430 * at) / 8000)))
}
const quiet = (): Uint8Array => new Uint8Array(LANE_FRAMES).fill(A_LAW_SILENCE)

it.each([
  ['a voice at -20 dBm0', -20, true],
  ['a soft voice at -28 dBm0', -28, true],
  ['the noise of a bad line at -45 dBm0', -45, false],
  ['comfort noise at -60 dBm0', -60, false],
] as const)('%s', (_, dbm0, heard) => {
  const lane = quiet()
  tone(lane, 0, 1920, dbm0)
  expect(hasVoice(lane, 0, 1920)).toBe(heard)
})

it('a click is no voice, silence is none, and a stretch over the end of the ring is looked at whole', () => {
  const lane = quiet()
  tone(lane, 800, 824, 0)
  expect(hasVoice(lane, 0, 1920)).toBe(false)
  const end = quiet()
  tone(end, LANE_FRAMES, LANE_FRAMES + 900, -20)
  expect(hasVoice(end, LANE_FRAMES - 1000, LANE_FRAMES + 920)).toBe(true)
  expect(hasVoice(end, LANE_FRAMES - 1000, LANE_FRAMES)).toBe(false)
})
