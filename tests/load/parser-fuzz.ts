// Mutated messages of RFC 4475 through the parser, the admission, SDP and digest readers, and through the stream reader.
// bun tests/load/parser-fuzz.ts [messages, 5000000 by default] [seed]: prints faults, the slowest inputs and the memory.
import { faultIn, mutation, readSeeds } from '../../gateway/sip/message-mutations.ts'
import { MessageStream } from '../../gateway/transport/message-stream.ts'
import { seededRandom } from '../../gateway/transport/simulated-network.ts'

const [messages = '5000000', seed = '4475'] = process.argv.slice(2)
const random = seededRandom(Number(seed))
const seeds = readSeeds()
const SLOW_MS = 5
const TRIES = 5
const WARM_UP = 20_000
const EVERY = 500_000
const CHUNK_OCTETS = 97

const slow: { ms: number; octets: Buffer }[] = []
const faults: string[] = []
let slowestMs = 0

function measure(octets: Buffer): number {
  const start = performance.now()
  const fault = faultIn(octets)
  if (fault) faults.push(`${fault}: ${octets.toString('base64')}`)
  return performance.now() - start
}

function throughStream(octets: Buffer): void {
  const stream = new MessageStream()
  for (let at = 0; at < octets.length; at += CHUNK_OCTETS) stream.push(octets.subarray(at, at + CHUNK_OCTETS))
}

function one(octets: Buffer): void {
  try {
    let ms = measure(octets)
    // A machine that is busy with something else makes anything slow now and then; what is slow itself is so each time.
    for (let again = 1; ms > SLOW_MS && again < TRIES; again++) ms = Math.min(ms, measure(octets))
    throughStream(octets)
    slowestMs = Math.max(slowestMs, ms)
    if (ms > SLOW_MS) slow.push({ ms, octets })
  } catch (error) {
    faults.push(`threw ${error}: ${octets.toString('base64')}`)
  }
}

const residentMb = (): number => {
  Bun.gc(true)
  return Math.round(process.memoryUsage().rss / 1_048_576)
}

for (let run = 0; run < WARM_UP; run++) one(mutation(seeds, random))
slow.length = 0
slowestMs = 0
const before = residentMb()
const startedAt = performance.now()
for (let run = 1; run <= Number(messages); run++) {
  one(mutation(seeds, random))
  if (run % EVERY === 0)
    console.log(`${run} messages, ${faults.length} faults, slowest ${slowestMs.toFixed(2)} ms, ${residentMb()} MB`)
}
const seconds = (performance.now() - startedAt) / 1000
console.log(`seed ${seed}: ${messages} messages in ${seconds.toFixed(0)} s`)
console.log(
  `faults ${faults.length}, over ${SLOW_MS} ms in each of ${TRIES} tries ${slow.length}, slowest ${slowestMs.toFixed(2)} ms`,
)
console.log(`memory ${before} MB before, ${residentMb()} MB after`)
for (const fault of faults.slice(0, 10)) console.log(fault)
for (const { ms, octets } of slow.slice(0, 10)) console.log(`${ms.toFixed(1)} ms: ${octets.toString('base64')}`)
process.exit(faults.length + slow.length > 0 ? 1 : 0)
