// In-band DTMF receiver (ITU-T Q.24): Goertzel filters over 12.75 ms, every 6.4 ms, guarded against speech by twist, by the
// share of the energy that the two tones hold, by their second harmonics, and by how far off their true frequencies are. SPEC.md of gateway/media, D1-D5.
import { DTMF_HIGH_HZ, DTMF_KEYS, DTMF_LOW_HZ } from './dtmf-frequencies.ts'
import { PhaseMeter } from './phase-meter.ts'

const RATE = 8000
const BLOCK = 102
const STEP = BLOCK / 2
/** Mean square of the quietest tone pair taken: -36 dBm0 for each tone. */
const MIN_POWER = 2 * (22_600 * 10 ** (-36 / 20)) ** 2 * 0.5
/** Twist: Q.24 asks for 4 and 8 dB; 8 either way, and room for what each tone does to the other's filter. */
const MAX_TWIST = 10 ** (10.5 / 10)
const MIN_OVER_NEXT = 10 ** (6.3 / 10)
const MIN_TONE_SHARE = 0.8
const MAX_HARMONIC_SHARE = 0.1
/** 40 ms always fill four, 20 ms never; a break of 20 ms spoils five at most, 40 ms seven at least. */
const BLOCKS_TO_BEGIN = 4
const BLOCKS_TO_END = 6
/** Taken up to 1.5 %, refused from 3.5 % (Q.24): the line is drawn between. */
const MAX_DEVIATION = 0.025

const coefficientOf = (hz: number): number => 2 * Math.cos((2 * Math.PI * hz) / RATE)
const FILTERS = Float64Array.from([...DTMF_LOW_HZ, ...DTMF_HIGH_HZ, ...DTMF_HIGH_HZ.map((hz) => 2 * hz)], coefficientOf)
const TONES_HZ = [...DTMF_LOW_HZ, ...DTMF_HIGH_HZ]
const FLAT = Float64Array.from(TONES_HZ, (hz) => coefficientOf(hz * 0.985))
const SHARP = Float64Array.from(TONES_HZ, (hz) => coefficientOf(hz * 1.015))
/** From a high tone's filter to its second harmonic's. The low tones' harmonics fall between the high tones: no use. */
const HARMONIC = 4

export class DtmfDetector {
  readonly #block = new Float64Array(BLOCK)
  readonly #low = new PhaseMeter(BLOCK, STEP)
  readonly #high = new PhaseMeter(BLOCK, STEP)
  #filled = 0
  #candidate = ''
  #hits = 0
  #current = ''
  #misses = 0

  /** Feeds linear samples; calls back once for each digit, at its fourth block. */
  feed(samples: Int16Array, length: number, onDigit: (digit: string) => void): void {
    for (let i = 0; i < length; i++) {
      this.#block[this.#filled++] = samples[i]!
      if (this.#filled < BLOCK) continue
      this.#filled = STEP
      const digit = this.#step(digitIn(this.#block))
      this.#block.copyWithin(0, STEP)
      if (digit !== '') onDigit(digit)
    }
  }

  #step(hit: string): string {
    if (hit !== '' && hit === this.#current) {
      this.#misses = 0
      return ''
    }
    this.#measure(hit)
    if (this.#current !== '' && ++this.#misses >= BLOCKS_TO_END) this.#current = ''
    this.#hits = hit !== '' && hit === this.#candidate ? this.#hits + 1 : hit === '' ? 0 : 1
    this.#candidate = hit
    if (this.#hits < BLOCKS_TO_BEGIN || !this.#isInTune) return ''
    this.#current = hit
    this.#misses = 0
    return hit
  }

  #measure(hit: string): void {
    if (hit === '') return
    const key = DTMF_KEYS.indexOf(hit)
    if (hit !== this.#candidate) {
      this.#low.begin(DTMF_LOW_HZ[key >> 2]!)
      this.#high.begin(DTMF_HIGH_HZ[key & 3]!)
    }
    this.#low.add(this.#block)
    this.#high.add(this.#block)
  }

  get #isInTune(): boolean {
    return Math.abs(this.#low.deviation) < MAX_DEVIATION && Math.abs(this.#high.deviation) < MAX_DEVIATION
  }
}

function digitIn(block: Float64Array): string {
  let energy = 0
  for (let i = 0; i < BLOCK; i++) energy += block[i]! * block[i]!
  if (energy < MIN_POWER * BLOCK) return ''
  const low = strongest(block, 0)
  const high = strongest(block, 4)
  if (low < 0 || high < 0) return ''
  const lowPower = goertzel(block, low)
  const highPower = goertzel(block, high)
  if (highPower > lowPower * MAX_TWIST || lowPower > highPower * MAX_TWIST) return ''
  // A pure tone of power p gives p·N/2 in its own filter for p in its energy.
  if (((bestAround(block, low) + bestAround(block, high)) * 2) / BLOCK < MIN_TONE_SHARE * energy) return ''
  if (goertzel(block, high + HARMONIC) > MAX_HARMONIC_SHARE * highPower) return ''
  return DTMF_KEYS[low * 4 + high - 4]!
}

/** Index of the strongest of four filters, or -1 when it does not stand clear of the other three. */
function strongest(block: Float64Array, first: number): number {
  let best = first
  let bestPower = -1
  let next = -1
  for (let filter = first; filter < first + 4; filter++) {
    const power = goertzel(block, filter)
    if (power > bestPower) {
      next = bestPower
      bestPower = power
      best = filter
    } else if (power > next) next = power
  }
  return bestPower > next * MIN_OVER_NEXT ? best : -1
}

/** A tone may be 1.5 % off (Q.24), which at 1633 Hz takes a quarter out of its filter. */
function bestAround(block: Float64Array, filter: number): number {
  return Math.max(goertzel(block, filter), goertzel(block, filter, FLAT), goertzel(block, filter, SHARP))
}

function goertzel(block: Float64Array, filter: number, filters = FILTERS): number {
  const coefficient = filters[filter]!
  let a = 0
  let b = 0
  for (let i = 0; i < BLOCK; i++) {
    const c = coefficient * a - b + block[i]!
    b = a
    a = c
  }
  return a * a + b * b - coefficient * a * b
}
