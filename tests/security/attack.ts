// What attackers send, and how their sound is told from that of the call.
import { toneALaw } from '../harness/tone.ts'

export type SrtpAttack = 'replay' | 'tampered' | 'plain' | 'client-hello'

const RATE = 8000
const SHARE = 0.3
const LOUD = 100

/** Does most of the energy of these samples lie at `hz`, and are they loud? */
export function isTone(samples: Float64Array, hz: number): boolean {
  let [re, im, energy] = [0, 0, 1]
  for (const [i, value] of samples.entries()) {
    re += value * Math.cos((2 * Math.PI * hz * i) / RATE)
    im += value * Math.sin((2 * Math.PI * hz * i) / RATE)
    energy += value * value
  }
  const count = samples.length
  return Math.sqrt(energy / count) > LOUD && ((re * re + im * im) * 2) / (count * energy) > SHARE
}

/** Well-formed RTP with a loud tone, the n-th of its stream. */
export function rtpTone(n: number, hz: number): Buffer {
  const header = Buffer.alloc(12)
  header[0] = 0x80
  header[1] = 8
  header.writeUInt16BE((500 + n) & 0xffff, 2)
  header.writeUInt32BE(n * 160, 4)
  header.writeUInt32BE(0x0bad_0001, 8)
  return Buffer.concat([header, toneALaw(hz, n * 160, 160, 30_000)])
}

/** DTLS 1.2 ClientHello (RFC 6347 §4.2.2, RFC 5246 §7.4.1.2): one cipher suite, use_srtp with the profile that we use. */
export function clientHello(n: number): Buffer {
  const random = Buffer.alloc(32, n & 0xff)
  const suites = Buffer.from([0, 2, 0xc0, 0x2b])
  const extensions = Buffer.from([0, 9, 0, 0x0e, 0, 5, 0, 2, 0, 1, 0])
  const body = Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    random,
    Buffer.from([0, 0]),
    suites,
    Buffer.from([1, 0]),
    extensions,
  ])
  const handshake = Buffer.alloc(12)
  handshake[0] = 1
  handshake.writeUIntBE(body.length, 1, 3)
  handshake.writeUIntBE(body.length, 9, 3)
  const record = Buffer.alloc(13)
  record.set([22, 0xfe, 0xff])
  record.writeUIntBE(n, 5, 6)
  record.writeUInt16BE(handshake.length + body.length, 11)
  return Buffer.concat([record, handshake, body])
}
