/** Peak of a sine at 0 dBm0 in A-law is 22,600 of 32,768 (G.711 Table 5). */
const PEAK_0_DBM0 = 22_600

export const SAMPLE_RATE = 8000
export const peakOf = (dBm0: number): number => PEAK_0_DBM0 * 10 ** (dBm0 / 20)
export const meanSquareOf = (dBm0: number): number => peakOf(dBm0) ** 2 / 2
