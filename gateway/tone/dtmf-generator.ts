// In-band DTMF at the Chinese levels: low group -9 dBm0, high group -7 dBm0 (the 2 dB twist evens out the line).
import { dtmfPair } from './dtmf-frequencies.ts'

const RATE = 8000
/** Peak of a sine at 0 dBm0 in A-law is 22,600 of 32,768 (G.711 Table 5). */
const PEAK_0_DBM0 = 22_600
const LOW_PEAK = PEAK_0_DBM0 * 10 ** (-9 / 20)
const HIGH_PEAK = PEAK_0_DBM0 * 10 ** (-7 / 20)

/** Writes `out.length` samples of the digit, beginning `position` samples after its start. */
export function writeDtmf(digit: string, position: number, out: Int16Array): void {
  const pair = dtmfPair(digit)
  if (pair === null) {
    out.fill(0)
    return
  }
  for (let i = 0; i < out.length; i++) {
    const t = ((position + i) * 2 * Math.PI) / RATE
    out[i] = Math.round(LOW_PEAK * Math.sin(pair.low * t) + HIGH_PEAK * Math.sin(pair.high * t))
  }
}
