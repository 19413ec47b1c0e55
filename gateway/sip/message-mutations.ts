// The messages of RFC 4475, mutated by seed, and what must hold for whatever comes. For tests.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSdp } from '../sdp/session-description.ts'
import { admitRequest } from './admission.ts'
import { parseChallenge } from './digest.ts'
import { parseMessage } from './parse-message.ts'
import { printMessage } from './print-message.ts'

const FOLDER = join(import.meta.dirname, '../../node_modules/sip/test/messages')
export const readSeeds = (): Buffer[] =>
  readdirSync(FOLDER)
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

function mutate(octets: Buffer, seeds: Buffer[], random: Random): Buffer {
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

export function mutation(seeds: Buffer[], random: Random): Buffer {
  let octets: Buffer = seeds[below(random, seeds.length)]!
  for (let depth = 0; depth <= below(random, 4); depth++) octets = Buffer.from(mutate(octets, seeds, random))
  return octets
}

/** Null when it is refused, or accepted, printed and read again. */
export function faultIn(octets: Buffer): string | null {
  const parsed = parseMessage(octets)
  if (!parsed.ok) return null
  const { message } = parsed
  if (message.kind === 'request') admitRequest(message)
  parseSdp(message.body)
  for (const { value } of message.headers) parseChallenge(value)
  const again = parseMessage(printMessage(message))
  return again.ok ? null : `accepted once, refused when printed: ${again.reason}`
}
