// Caller id in DTMF before the first ring. SPEC.md M1-M5.
import { absentNumber, type CallerId, MAX_NUMBER, numberOnly } from './caller-id.ts'
import { DtmfDetector } from './dtmf-detector.ts'
import { SAMPLE_RATE } from './level.ts'

/** Longest of all forms: number, redirecting number and information. */
const MAX_DIGITS = 64
/** M4 */
const MAX_GAP_SAMPLES = 0.6 * SAMPLE_RATE
const PRIVATE = '10'
const UNAVAILABLE = '00'

const BARE_OR_D = /^D?([0-9]{3,24})[C#]$/
const WITH_A = /^A([0-9]{0,24})(?:D([0-9]{0,24}))?(?:B([0-9]{0,4}))?[C#]$/
const REASON = /^D([1-3])#$/

/** M1-M3: null for what is no caller id. */
export function readDtmfCallerId(digits: string): CallerId | null {
  if (/^[0-9]+C$/.test(digits)) return null
  const reason = REASON.exec(digits)
  if (reason) return absentNumber(reason[1] === '1' ? 'private' : 'unavailable')
  const plain = BARE_OR_D.exec(digits)
  if (plain) return numberOnly(plain[1]!)
  const long = WITH_A.exec(digits)
  if (!long) return null
  const [, number = '', , information = ''] = long
  if (information === PRIVATE || information === UNAVAILABLE || number === '')
    return absentNumber(information === PRIVATE ? 'private' : 'unavailable')
  return number.length < 3 ? null : numberOnly(number)
}

export class DtmfCallerIdReceiver {
  readonly #detector = new DtmfDetector()
  #digits = ''
  #sinceDigit = 0

  feed(samples: Int16Array, tell: (callerId: CallerId) => void): void {
    this.#sinceDigit += samples.length
    if (this.#sinceDigit > MAX_GAP_SAMPLES) this.#digits = ''
    this.#detector.feed(samples, samples.length, (digit) => this.#onDigit(digit, tell))
  }

  #onDigit(digit: string, tell: (callerId: CallerId) => void): void {
    this.#sinceDigit = 0
    this.#digits = (this.#digits + digit).slice(-MAX_DIGITS)
    if (digit !== 'C' && digit !== '#') return
    const said = readDtmfCallerId(this.#digits)
    this.#digits = ''
    if (said !== null) tell(said)
  }
}

/** The form of Chinese exchanges. */
export const dtmfCallerIdDigits = (number: string): string => `D${number.slice(0, MAX_NUMBER)}C`
