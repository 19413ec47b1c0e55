// What a browser that speaks Opus sends under load: a second of a gliding tone, over and over.
import { OpusEncoder } from '../../../gateway/codec/opus.ts'

const SAMPLES = 160
export const OPUS_TICKS = 960
export const FRAMES = 50

export function opusFrames(): Uint8Array[] {
  const encoder = new OpusEncoder()
  const frames = Array.from({ length: FRAMES }, (_, n) => {
    const linear = Int16Array.from({ length: SAMPLES }, (_, i) => {
      const t = (n * SAMPLES + i) / 8000
      return Math.round(8000 * Math.sin(2 * Math.PI * (300 + 750 * t) * t))
    })
    const out = new Uint8Array(1500)
    return out.slice(0, encoder.encode(linear, SAMPLES, out))
  })
  encoder.close()
  return frames
}
