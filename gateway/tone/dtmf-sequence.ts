import { writeDtmf } from './dtmf-generator.ts'

/** Digits one after the other as sound, in whole frames on and off. */
export class DtmfSequence {
  #digits = ''
  #frame = 0

  constructor(
    private readonly onFrames: number,
    private readonly offFrames: number,
    private readonly limit = 64,
  ) {}

  add(digits: string): void {
    this.#digits = (this.#digits + digits).slice(0, this.limit)
  }

  clear(): void {
    this.#digits = ''
    this.#frame = 0
  }

  get isBusy(): boolean {
    return this.#digits !== ''
  }

  /** The next frame; false, and nothing written, when all is said. */
  read(out: Int16Array): boolean {
    const digit = this.#digits[0]
    if (digit === undefined) return false
    if (this.#frame < this.onFrames) writeDtmf(digit, this.#frame * out.length, out)
    else out.fill(0)
    if (++this.#frame === this.onFrames + this.offFrames) {
      this.#frame = 0
      this.#digits = this.#digits.slice(1)
    }
    return true
  }
}
