// The tones of a Chinese exchange (GB/T 3380; the same values as zone "cn" of dahdi-tools): all of 450 Hz, told apart by cadence.

export type CallTone = 'dial' | 'ring-back' | 'busy' | 'congestion' | 'unknown-number'

export const TONE_HZ = 450
export const TONE_DBM0 = -10

/** Milliseconds on, off, on, off, …, from the start again; a tone without a pause is steady. */
export const CALL_TONES: Readonly<Record<CallTone, readonly number[]>> = {
  dial: [1000],
  'ring-back': [1000, 4000],
  busy: [350, 350],
  congestion: [700, 700],
  'unknown-number': [100, 100, 100, 100, 100, 100, 400, 400],
}

export const RING_ON_MS = 1000
export const RING_OFF_MS = 4000
