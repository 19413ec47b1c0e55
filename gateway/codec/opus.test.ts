// The packets were made by libopus 1.3.1 from 16 kHz Mandarin speech with FEC, and decoded by it at 8 kHz.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { OPUS_MAX_SAMPLES, OpusDecoder, OpusEncoder } from './opus.ts'

const vectors: { packets: string[]; decoded: string } = JSON.parse(
  readFileSync(new URL('./vectors/opus.json', import.meta.url), 'utf8'),
)
const packets = vectors.packets.map((packet) => Uint8Array.from(Buffer.from(packet, 'base64')))
const expected = new Int16Array(Uint8Array.from(Buffer.from(vectors.decoded, 'base64')).buffer)
const FRAME = 160

/** Signal over difference, in dB. */
function likeness(a: Int16Array, b: Int16Array): number {
  let signal = 1
  let difference = 1
  for (let i = 0; i < a.length; i++) {
    signal += a[i]! ** 2
    difference += (a[i]! - b[i]!) ** 2
  }
  return 10 * Math.log10(signal / difference)
}

/** Decodes all but `lost`, which is filled by `fill`; returns that packet's samples. */
function withLoss(lost: number, fill: (decoder: OpusDecoder, next: Uint8Array, out: Int16Array) => number): Int16Array {
  const decoder = new OpusDecoder()
  const out = new Int16Array(OPUS_MAX_SAMPLES)
  for (let n = 0; n < lost; n++) decoder.decode(packets[n]!, 0, packets[n]!.length, out)
  expect(fill(decoder, packets[lost + 1]!, out)).toBe(FRAME)
  decoder.close()
  return out.slice(0, FRAME)
}

describe('Opus', () => {
  test('packets of another build come out as there', () => {
    const decoder = new OpusDecoder()
    const out = new Int16Array(OPUS_MAX_SAMPLES)
    const all = packets.flatMap((packet) => [...out.slice(0, decoder.decode(packet, 0, packet.length, out))])
    expect(all).toHaveLength(expected.length)
    expect(likeness(expected, Int16Array.from(all))).toBeGreaterThan(40)
    decoder.close()
  })

  test('a lost packet comes back from the FEC of the next, better than concealment', () => {
    let recovered = 0
    let concealed = 0
    for (let lost = 45; lost < 58; lost++) {
      const sent = expected.slice(lost * FRAME, (lost + 1) * FRAME)
      recovered += likeness(
        sent,
        withLoss(lost, (decoder, next, out) => decoder.recover(next, 0, next.length, FRAME, out)),
      )
      concealed += likeness(
        sent,
        withLoss(lost, (decoder, _next, out) => decoder.conceal(FRAME, out)),
      )
    }
    expect(recovered / 13).toBeGreaterThan(concealed / 13 + 6)
  })

  test('what we encode we understand, in less than half the bytes of G.711', () => {
    const encoder = new OpusEncoder()
    const decoder = new OpusDecoder()
    const bytes = new Uint8Array(1400)
    const out = new Int16Array(OPUS_MAX_SAMPLES)
    const heard: number[] = []
    let size = 0
    for (let at = 0; at < expected.length; at += FRAME) {
      const length = encoder.encode(expected.subarray(at, at + FRAME), FRAME, bytes)
      size += length
      heard.push(...out.slice(0, decoder.decode(bytes, 0, length, out)))
    }
    expect(size).toBeLessThan(expected.length / 2.5)
    const delay = 52
    expect(likeness(expected.slice(0, -delay), Int16Array.from(heard.slice(delay)))).toBeGreaterThan(3)
    encoder.close()
    decoder.close()
  })

  test('bytes that are no Opus, or too many, give nothing and break nothing', () => {
    const decoder = new OpusDecoder()
    const out = new Int16Array(OPUS_MAX_SAMPLES)
    const bad = Uint8Array.of(0xff, 0xff, 0xff)
    expect(decoder.decode(bad, 0, 3, out)).toBe(0)
    expect(decoder.decode(bad, 0, 0, out)).toBe(0)
    expect(decoder.decode(new Uint8Array(2000), 0, 2000, out)).toBe(0)
    expect(decoder.decode(packets[0]!, 0, packets[0]!.length, out)).toBe(FRAME)
    decoder.close()
  })

  test('a thousand of each come and go without the memory growing for ever', () => {
    for (let i = 0; i < 1000; i++) {
      new OpusEncoder().close()
      new OpusDecoder().close()
    }
    const many = Array.from({ length: 200 }, () => new OpusDecoder())
    const out = new Int16Array(OPUS_MAX_SAMPLES)
    for (const decoder of many) expect(decoder.decode(packets[5]!, 0, packets[5]!.length, out)).toBe(FRAME)
    for (const decoder of many) decoder.close()
  })
})
