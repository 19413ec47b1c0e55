// The vectors were made with another implementation (spandsp 0.0.6): Mandarin speech and a clipped chirp.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { G722Decoder, G722Encoder } from './g722.ts'

const vectors: Record<string, string> = JSON.parse(
  readFileSync(new URL('./vectors/g722.json', import.meta.url), 'utf8'),
)
const bytesOf = (name: string): Uint8Array => Uint8Array.from(Buffer.from(vectors[name]!, 'base64'))
const samplesOf = (name: string): Int16Array => new Int16Array(bytesOf(name).buffer)

describe('G.722 against another implementation, bit by bit', () => {
  test('encoding', () => {
    const samples = samplesOf('linear')
    const out = new Uint8Array(samples.length)
    new G722Encoder().encode(samples, samples.length, out)
    expect(out).toEqual(bytesOf('encoded'))
  })

  test.each([
    ['what was encoded at 8 kHz', 'encoded', 'decoded'],
    ['what was encoded at 16 kHz', 'wideband', 'narrow'],
  ])('decoding %s', (_name, from, to) => {
    const bytes = bytesOf(from)
    const out = new Int16Array(bytes.length)
    new G722Decoder().decode(bytes, 0, bytes.length, out)
    expect(out).toEqual(samplesOf(to))
  })

  test('in pieces of any size, and at its full scale', () => {
    const bytes = bytesOf('encoded')
    const decoder = new G722Decoder()
    const out = new Int16Array(bytes.length)
    for (let at = 0; at < bytes.length; at += 77)
      decoder.decode(bytes, at, Math.min(bytes.length, at + 77), out.subarray(at))
    expect(out).toEqual(samplesOf('decoded'))
    expect(Math.max(...out)).toBeGreaterThan(30_000)
  })
})
