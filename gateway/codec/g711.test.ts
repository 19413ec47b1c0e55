import { expect, test } from 'vitest'
import { A_TO_LINEAR, A_TO_MU, convertLaw, LINEAR_TO_A, LINEAR_TO_MU, MU_TO_A, MU_TO_LINEAR } from './g711.ts'

/** G.711 Table 3: A-law value numbers (from 1) of the µ-law values 0, 1, 2 … 127. */
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const TABLE_3 = [
  ...range(1, 8).flatMap((n) => [n, n]),
  ...range(9, 24),
  ...[25, 27, 29, 31],
  ...range(33, 44),
  46,
  ...range(48, 62),
  ...range(64, 79),
  ...range(81, 128),
]
/** G.711 Table 4: µ-law values of the A-law value numbers 1, 2 … 128. */
const TABLE_4 = [
  ...[1, 3, 5, 7, 9, 11, 13, 15],
  ...range(16, 31),
  ...[32, 32, 33, 33, 34, 34, 35, 35],
  ...range(36, 47),
  ...[48, 48, 49, 49],
  ...range(50, 63),
  ...[64, 64],
  ...range(65, 79),
  ...range(79, 127),
]

test('the decoder output values are those of Tables 1 and 2', () => {
  const aEnds = [0xd5, 0x55, 0xaa, 0x2a, 0x80, 0x00].map((code) => A_TO_LINEAR[code])
  expect(aEnds).toEqual([8, -8, 32_256, -32_256, 5504, -5504])
  expect([0xff, 0x7f, 0x80, 0x00, 0xf0, 0x8f].map((code) => MU_TO_LINEAR[code])).toEqual([
    0, 0, 32_124, -32_124, 120, 16_764,
  ])
})

test('every code survives decode and encode', () => {
  for (let code = 0; code < 256; code++) {
    expect(LINEAR_TO_A[A_TO_LINEAR[code]! & 0xffff]).toBe(code)
    if (code !== 0x7f) expect(LINEAR_TO_MU[MU_TO_LINEAR[code]! & 0xffff]).toBe(code)
  }
})

test('the encoder is monotonic and picks the interval of the sample', () => {
  for (let sample = -32_768; sample < 32_767; sample++) {
    expect(A_TO_LINEAR[LINEAR_TO_A[sample & 0xffff]!]! <= A_TO_LINEAR[LINEAR_TO_A[(sample + 1) & 0xffff]!]!).toBe(true)
    expect(MU_TO_LINEAR[LINEAR_TO_MU[sample & 0xffff]!]! <= MU_TO_LINEAR[LINEAR_TO_MU[(sample + 1) & 0xffff]!]!).toBe(
      true,
    )
  }
})

test('A to µ and µ to A are Tables 4 and 3, both signs', () => {
  expect(TABLE_3).toHaveLength(128)
  expect(TABLE_4).toHaveLength(128)
  for (let n = 0; n < 128; n++) {
    for (const sign of [0x80, 0x00]) {
      expect(A_TO_MU[(n | sign) ^ 0x55]).toBe((TABLE_4[n]! | (sign ^ 0x80)) ^ 0xff)
      expect(MU_TO_A[(n | (sign ^ 0x80)) ^ 0xff]).toBe(((TABLE_3[n]! - 1) | sign) ^ 0x55)
    }
  }
})

test('A to µ to A keeps bits 1 to 7 (G.711 note 3 of Tables 3 and 4)', () => {
  for (let code = 0; code < 256; code++) expect(MU_TO_A[A_TO_MU[code]!]! >> 1).toBe(code >> 1)
})

test('convertLaw copies within one law and uses the table across', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const out = new Uint8Array(256)
  convertLaw('PCMA', 'PCMA', bytes, 10, 20, out)
  expect([...out.subarray(0, 10)]).toEqual([...bytes.subarray(10, 20)])
  convertLaw('PCMU', 'PCMA', bytes, 0, 256, out)
  expect(out).toEqual(MU_TO_A)
})
