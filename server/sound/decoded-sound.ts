/** One channel of samples, ±1. */
export type DecodedSound = { samples: Float32Array; rate: number }
