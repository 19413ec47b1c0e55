// G.722 at 64 kbit/s (ITU-T G.722 09/2012), the lower sub-band only: it holds 0-4 kHz, which is all that is heard inside
// at 8 kHz, so no filter bank runs. Block names are those of the Recommendation, §6.2.

/** Table 14/Table 15: decision levels of the 6-bit quantizer, and its codes for negative and positive differences. */
const DECISIONS = Int32Array.of(
  0,
  35,
  72,
  110,
  150,
  190,
  233,
  276,
  323,
  370,
  422,
  473,
  530,
  587,
  650,
  714,
  786,
  858,
  940,
  1023,
  1121,
  1219,
  1339,
  1458,
  1612,
  1765,
  1980,
  2195,
  2557,
  2919,
)
const negativeCode = (level: number): number => (level < 3 ? 64 - level : 34 - level)
const positiveCode = (level: number): number => 62 - level
/** Inverse quantizers of 4 bits (the predictor's) and of 6 (what is heard). */
const QM4 = Int32Array.of(
  0,
  -20456,
  -12896,
  -8968,
  -6288,
  -4240,
  -2584,
  -1200,
  20456,
  12896,
  8968,
  6288,
  4240,
  2584,
  1200,
  0,
)
const QM6 = Int32Array.of(
  -136,
  -136,
  -136,
  -136,
  -24808,
  -21904,
  -19008,
  -16704,
  -14984,
  -13512,
  -12280,
  -11192,
  -10232,
  -9360,
  -8576,
  -7856,
  -7192,
  -6576,
  -6000,
  -5456,
  -4944,
  -4464,
  -4008,
  -3576,
  -3168,
  -2776,
  -2400,
  -2032,
  -1688,
  -1360,
  -1040,
  -728,
  24808,
  21904,
  19008,
  16704,
  14984,
  13512,
  12280,
  11192,
  10232,
  9360,
  8576,
  7856,
  7192,
  6576,
  6000,
  5456,
  4944,
  4464,
  4008,
  3576,
  3168,
  2776,
  2400,
  2032,
  1688,
  1360,
  1040,
  728,
  432,
  136,
  -432,
  -136,
)
/** WL by the 4-bit code (RL42 folded in). */
const WL = Int32Array.of(-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60)
const ILB = Int32Array.from({ length: 32 }, (_, i) => Math.floor(2048 * 2 ** (i / 32) + 0.5))
/** The higher sub-band's code for next to nothing. */
const NO_HIGH_BAND = 0xc0

const saturate = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value)
const isNegative = (value: number): boolean => value < 0

/** The adaptive quantizer and predictor, the same at both ends. */
class LowerBand {
  /** Prediction of the next sample, 15 bits; step of the quantizer. */
  predicted = 0
  step = 32
  #log = 0
  #zeros = 0
  #a1 = 0
  #a2 = 0
  readonly #b = new Int32Array(7)
  readonly #d = new Int32Array(7)
  #p1 = 0
  #p2 = 0
  #r1 = 0

  /** Takes the 4 bits that both ends know, after each sample. */
  adapt(code: number): void {
    const difference = (this.step * QM4[code]!) >> 15
    this.#scale(code)
    const partial = saturate(this.#zeros + difference)
    const rebuilt = saturate(this.predicted + difference)
    this.#adaptPoles(partial)
    this.#adaptZeros(difference)
    this.#predict(rebuilt)
    this.#p2 = this.#p1
    this.#p1 = partial
    this.#r1 = rebuilt
  }

  /** LOGSCL and SCALEL. */
  #scale(code: number): void {
    const log = ((this.#log * 127) >> 7) + WL[code]!
    this.#log = log < 0 ? 0 : log > 18_432 ? 18_432 : log
    const mantissa = ILB[(this.#log >> 6) & 31]!
    const shift = 8 - (this.#log >> 11)
    this.step = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2
  }

  /** UPPOL2 and UPPOL1. */
  #adaptPoles(partial: number): void {
    const like1 = isNegative(partial) === isNegative(this.#p1)
    const like2 = isNegative(partial) === isNegative(this.#p2)
    const first = saturate(this.#a1 << 2)
    const turned = like1 ? Math.min(32_767, -first) : first
    const a2 = (like2 ? 128 : -128) + (turned >> 7) + ((this.#a2 * 32_512) >> 15)
    this.#a2 = a2 > 12_288 ? 12_288 : a2 < -12_288 ? -12_288 : a2
    const a1 = saturate((like1 ? 192 : -192) + ((this.#a1 * 32_640) >> 15))
    const limit = saturate(15_360 - this.#a2)
    this.#a1 = a1 > limit ? limit : a1 < -limit ? -limit : a1
  }

  /** UPZERO and DELAYL. */
  #adaptZeros(difference: number): void {
    const gain = difference === 0 ? 0 : 128
    for (let i = 6; i > 0; i--) {
      const older = i === 1 ? difference : this.#d[i - 1]!
      const isLike = isNegative(this.#d[i]!) === isNegative(difference)
      this.#b[i] = saturate((isLike ? gain : -gain) + ((this.#b[i]! * 32_640) >> 15))
      this.#d[i] = older
    }
  }

  /** FILTEP, FILTEZ, PREDIC. */
  #predict(rebuilt: number): void {
    const poles = saturate(((this.#a1 * saturate(2 * rebuilt)) >> 15) + ((this.#a2 * saturate(2 * this.#r1)) >> 15))
    let zeros = 0
    for (let i = 6; i > 0; i--) zeros += (this.#b[i]! * saturate(2 * this.#d[i]!)) >> 15
    this.#zeros = saturate(zeros)
    this.predicted = saturate(poles + this.#zeros)
  }
}

export class G722Encoder {
  readonly #band = new LowerBand()

  /** 8 kHz linear samples to one byte each. */
  encode(samples: Int16Array, count: number, out: Uint8Array): void {
    for (let i = 0; i < count; i++) {
      const error = saturate((samples[i]! >> 1) - this.#band.predicted)
      const size = error < 0 ? ~error : error
      let level = 1
      while (level < 30 && size >= (DECISIONS[level]! * this.#band.step) >> 12) level++
      const code = error < 0 ? negativeCode(level) : positiveCode(level)
      this.#band.adapt(code >> 2)
      out[i] = NO_HIGH_BAND | code
    }
  }
}

export class G722Decoder {
  readonly #band = new LowerBand()

  /** Bytes to as many 8 kHz linear samples; the higher sub-band is passed over. */
  decode(bytes: Uint8Array, start: number, end: number, out: Int16Array): void {
    for (let i = start, o = 0; i < end; i++) {
      const code = bytes[i]! & 63
      const rebuilt = this.#band.predicted + ((this.#band.step * QM6[code]!) >> 15)
      this.#band.adapt(code >> 2)
      const limited = rebuilt > 16_383 ? 16_383 : rebuilt < -16_384 ? -16_384 : rebuilt
      out[o++] = limited * 2
    }
  }
}
