// Mutated RFC 4475 messages: the parser never throws, always decides, and what it accepts it can print and read again.
// FUZZ_SEED and FUZZ_RUNS repeat or lengthen a run.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../transport/simulated-network.ts'
import { faultIn, mutation, readSeeds } from './message-mutations.ts'
import { parseMessage } from './parse-message.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 4475)
const RUNS = Number(process.env.FUZZ_RUNS ?? 30_000)
const seeds = readSeeds()

describe(`fuzz, seed ${SEED}`, () => {
  it(`survives ${RUNS} mutations`, { timeout: 120_000 }, () => {
    const random = seededRandom(SEED)
    for (let run = 0; run < RUNS; run++) {
      const octets = mutation(seeds, random)
      if (octets.length === 0) continue
      try {
        expect(faultIn(octets)).toBeNull()
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
