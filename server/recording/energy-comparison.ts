// How alike two recordings of two channels are: the correlation of their loudness over time, the worse of the two sides.

/** 20 ms of both channels at 8000 Hz. */
const STEP_SAMPLES = 320
/** Root mean square of 16-bit samples below which a side is silent: A-law's own steps are that large. */
const SILENT = 16

class Loudness {
  readonly steps: [number[], number[]] = [[], []]
  #sums: [number, number] = [0, 0]
  #filled = 0

  add(pcm: Int16Array): void {
    for (let i = 0; i < pcm.length; i++) {
      this.#sums[i % 2 === 0 ? 0 : 1] += pcm[i]! * pcm[i]!
      if (++this.#filled < STEP_SAMPLES) continue
      for (const side of [0, 1] as const) this.steps[side].push(Math.sqrt(this.#sums[side] / (STEP_SAMPLES / 2)))
      this.#sums = [0, 0]
      this.#filled = 0
    }
  }
}

export class EnergyComparison {
  readonly #first = new Loudness()
  readonly #second = new Loudness()

  /** Whole frames of interleaved samples. */
  addFirst(pcm: Int16Array): void {
    this.#first.add(pcm)
  }

  addSecond(pcm: Int16Array): void {
    this.#second.add(pcm)
  }

  /** -1 to 1. */
  likeness(): number {
    return Math.min(...([0, 1] as const).map((side) => likeness(this.#first.steps[side], this.#second.steps[side])))
  }
}

function likeness(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  if (a.length !== b.length) return -1
  if (a.length === 0 || Math.max(...largest(a), ...largest(b)) < SILENT) return 1
  const [meanA, meanB] = [mean(a), mean(b)]
  let [both, ofA, ofB] = [0, 0, 0]
  for (const [i, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[i] ?? 0) - meanB]
    both += x * y
    ofA += x * x
    ofB += y * y
  }
  // A steady tone has no shape to compare: then its level decides.
  const isSteady = Math.sqrt(ofA / a.length) < meanA / 10 && Math.sqrt(ofB / b.length) < meanB / 10
  if (isSteady) return Math.min(meanA, meanB) / Math.max(meanA, meanB)
  // One that never changes is unlike any that does.
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB)
}

const largest = (values: readonly number[]): number[] => [values.reduce((max, value) => Math.max(max, value), 0)]
