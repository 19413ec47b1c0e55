// Mutated RFC 4475 messages: the parser never throws, always decides, and what it accepts it can print and read again.
// FUZZ_SEED and FUZZ_RUNS repeat or lengthen a run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSdp } from '../sdp/session-description.ts'
import { seededRandom } from '../transport/simulated-network.ts'
import { admitRequest } from './admission.ts'
import { parseChallenge } from './digest.ts'
import { parseMessage } from './parse-message.ts'
import { printMessage } from './print-message.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 4475)
const RUNS = Number(process.env.FUZZ_RUNS ?? 30_000)
const FOLDER = join(import.meta.dirname, '../../node_modules/sip/test/messages')
const seeds = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.dat'))
  .map((file) => readFileSync(join(FOLDER, file)))

const SPICE = [
  '\r\n',
  '\r\n\r\n',
  '\0',
  '"',
  '<',
  '>',
  ';',
  ',',
  '%',
  '%00',
  '\t',
  ' ',
  '@',
  ':',
  'é',
  '\xff',
  '9'.repeat(40),
]

type Random = () => number
const below = (random: Random, n: number) => Math.floor(random() * n)

function mutate(octets: Buffer, random: Random): Buffer {
  const at = below(random, octets.length + 1)
  const length = below(random, 24)
  switch (below(random, 7)) {
    case 0: {
      const copy = Buffer.from(octets)
      copy[at % copy.length] = below(random, 256)
      return copy
    }
    case 1:
      return Buffer.concat([octets.subarray(0, at), octets.subarray(at + length)])
    case 2:
      return Buffer.concat([octets.subarray(0, at), octets.subarray(Math.max(0, at - length))])
    case 3:
      return Buffer.concat([
        octets.subarray(0, at),
        Buffer.from(SPICE[below(random, SPICE.length)]!, 'latin1'),
        octets.subarray(at),
      ])
    case 4:
      return octets.subarray(0, at)
    case 5: {
      const other = seeds[below(random, seeds.length)]!
      return Buffer.concat([octets.subarray(0, at), other.subarray(below(random, other.length))])
    }
    default:
      return Buffer.concat([
        octets.subarray(0, at),
        Buffer.alloc(below(random, 300), octets[at] ?? 32),
        octets.subarray(at),
      ])
  }
}

function check(octets: Buffer): string | null {
  const parsed = parseMessage(octets)
  if (!parsed.ok) return null
  const { message } = parsed
  if (message.kind === 'request') admitRequest(message)
  parseSdp(message.body)
  for (const { value } of message.headers) parseChallenge(value)
  const again = parseMessage(printMessage(message))
  return again.ok ? null : `accepted once, refused when printed: ${again.reason}`
}

describe(`fuzz, seed ${SEED}`, () => {
  it(`survives ${RUNS} mutations`, { timeout: 120_000 }, () => {
    const random = seededRandom(SEED)
    for (let run = 0; run < RUNS; run++) {
      let octets: Buffer = seeds[below(random, seeds.length)]!
      for (let depth = 0; depth <= below(random, 4); depth++) octets = Buffer.from(mutate(octets, random))
      if (octets.length === 0) continue
      try {
        expect(check(octets)).toBeNull()
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${octets.toString('base64')}`, { cause: error })
      }
    }
  })

  it('reads 64 KiB of one repeated octet in well under a second', () => {
    const start = performance.now()
    for (const char of [' ', '\t', '"', ';', '<', ',', '%', 'a', ':', '\\', '=']) {
      for (const before of ['Via: SIP/2.0/UDP h', 'To: "', 'Contact: <sip:a@b', 'From: ', 'CSeq: 1', 'Route: ']) {
        const text = `OPTIONS sip:a@b SIP/2.0\r\n${before}${char.repeat(60_000)}x\r\n\r\n`
        parseMessage(Buffer.from(text))
      }
    }
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
