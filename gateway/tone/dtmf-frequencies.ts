// The sixteen DTMF signals (ITU-T Q.23).

export const DTMF_LOW_HZ = [697, 770, 852, 941] as const
export const DTMF_HIGH_HZ = [1209, 1336, 1477, 1633] as const
export const DTMF_KEYS = '123A456B789C*0#D'

export function dtmfPair(digit: string): { low: number; high: number } | null {
  const key = digit.length === 1 ? DTMF_KEYS.indexOf(digit) : -1
  if (key < 0) return null
  return { low: DTMF_LOW_HZ[key >> 2]!, high: DTMF_HIGH_HZ[key & 3]! }
}
