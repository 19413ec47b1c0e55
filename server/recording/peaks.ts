// The waveform of a stereo recording: at most 400 peaks a channel, 0-1.
export const MAX_PEAKS = 400

type PeakFinder = { add(pcm: Int16Array): void; peaks(): [number[], number[]] }

/** `frames` = stereo frames in all; samples may come in pieces of any length. */
export function createPeakFinder(frames: number): PeakFinder {
  const buckets = Math.max(1, Math.min(MAX_PEAKS, frames))
  const found: [Float32Array, Float32Array] = [new Float32Array(buckets), new Float32Array(buckets)]
  let at = 0
  return {
    add(pcm) {
      for (const sample of pcm) {
        const bucket = Math.min(buckets - 1, Math.floor(((at >> 1) * buckets) / frames))
        const peaks = found[at % 2 === 0 ? 0 : 1]
        const level = Math.abs(sample) / 32_768
        if (level > (peaks[bucket] ?? 0)) peaks[bucket] = level
        at += 1
      }
    },
    peaks: () => [rounded(found[0]), rounded(found[1])],
  }
}

function rounded(levels: Float32Array): number[] {
  return Array.from(levels, (level) => Math.round(level * 1000) / 1000)
}
