// Calls for hours against the running product: bun tests/load/soak.ts [minutes=120] [calls a second=2] [held=20].
// A third hang up in the menu, a third leave a message, a third talk with an agent; the held ones wait to music all the
// time. Everything is recorded that the product records. Prints what the programs hold every 30 s, then PASS or FAIL.
import { openDatagramIo } from '../../gateway/datagram/open-io.ts'
import type { QueueConfig } from '../../server/protocol/queue-config.ts'
import { readEvents } from '../chaos/events-db.ts'
import { Api } from '../harness/api.ts'
import { AgentByHand } from '../harness/seats/agent-by-hand.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { BrowserEnd, useTransports } from './relay/far-ends.ts'
import { Flow, Histogram } from './relay/flow.ts'
import { type Kind, makeCalls, type Outcome } from './soak/callers.ts'
import { describeSample, PROGRAMS, type Sample, SOUND, slopeOf, takeSample } from './soak/samples.ts'

const SAMPLE_MS = 30_000
const POLL_MS = 5
const AGENTS = ['8001', '8002', '8003', '8004', '8005', '8006']
const SLOPE_MB_PER_H = 5
const CHURN: Exclude<Kind, 'held'>[] = ['menu', 'message', 'service']
/** A held call comes up before the others and stays until after them. */
const HELD_MARGIN_MS = 20_000
const WARM = 24
/** The last transaction of a call stays for 32 s. */
const SETTLE_MS = 90_000
/** Connections that HTTP keeps alive come and go. */
const HTTP_FILES = 4

const io = openDatagramIo('batched')
useTransports(io)
const polling = setInterval(() => {
  io.poll()
  io.flush()
}, POLL_MS)

async function configure(trunkline: Trunkline): Promise<void> {
  const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
  await administrator.withoutWrapUp()
  const care = (await administrator.json<QueueConfig[]>('/queues')).find(({ id }) => id === 'care')
  // Nobody serves it and nobody is sent on: whoever comes there is held.
  await administrator.put('/queues/care', { ...care, members: [], maxWaitMs: 0 })
}

/** Nothing of a call is left, neither its lines nor its sound. */
async function noCallsLeft(trunkline: Trunkline, startedAt: number): Promise<Sample> {
  let last: Sample | null = null
  await until(
    async () => {
      last = await takeSample(trunkline, startedAt)
      const { calls } = (await (await fetch(`${trunkline.gatewayUrl}/health`)).json()) as { calls: number }
      const { sound, kept } = last
      const idle = ['legs', 'rooms', 'players', 'recordings'].map((name) => sound[name])
      return [calls, ...idle, kept.sip_sessions, kept.sip_transactions].every((value) => value === 0)
    },
    SETTLE_MS,
    () => `calls are left in the gateway: ${last === null ? '' : describeSample(last)}`,
  )
  return last as unknown as Sample
}

function load(trunkline: Trunkline, minutes: number, rate: number, held: number): Promise<Outcome[]> {
  const perSecond = rate / CHURN.length
  const churn = CHURN.map((kind) =>
    makeCalls(trunkline.sip, kind, { count: Math.max(1, Math.round(minutes * 60 * perSecond)), perSecond, holdMs: 0 }),
  )
  if (held === 0) return Promise.all(churn)
  const holdMs = minutes * 60_000 + HELD_MARGIN_MS
  return Promise.all([...churn, makeCalls(trunkline.sip, 'held', { count: held, perSecond: 2, holdMs })])
}

type Run = { outcomes: Outcome[]; samples: Sample[]; before: Sample; after: Sample }

async function run(trunkline: Trunkline, minutes: number, rate: number, held: number): Promise<Run> {
  const agents: AgentByHand[] = []
  for (const [n, number] of AGENTS.entries()) {
    const flow = (direction: 'up' | 'down') => new Flow(n, direction, new Histogram(), new Histogram())
    const end = new BrowserEnd(n, io, flow('up'), flow('down'))
    agents.push(await AgentByHand.start(await Api.signIn(trunkline.url, trunkline.links.get(number) ?? ''), end))
  }
  await Promise.all(CHURN.map((kind) => makeCalls(trunkline.sip, kind, { count: WARM / 3, perSecond: 2, holdMs: 0 })))
  const startedAt = performance.now()
  const before = await noCallsLeft(trunkline, startedAt)
  console.log(`before: ${describeSample(before)}`)
  const samples: Sample[] = []
  const sampling = setInterval(() => {
    takeSample(trunkline, startedAt).then((sample) => {
      samples.push(sample)
      console.log(describeSample(sample))
    }, console.error)
  }, SAMPLE_MS)
  const outcomes = await load(trunkline, minutes, rate, held)
  clearInterval(sampling)
  const after = await noCallsLeft(trunkline, startedAt)
  console.log(`after:  ${describeSample(after)}`)
  console.log(`answered by agents: ${agents.map(({ answered }) => answered).join(' ')}`)
  for (const agent of agents) await agent.stop()
  return { outcomes, samples, before, after }
}

/** What was promised, and whether it was kept. */
function verdict({ outcomes, samples, before, after }: Run): boolean {
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  const offered = outcomes.reduce((sum, outcome) => sum + outcome.offered, 0)
  const lines: [boolean, string][] = [
    [failed === 0 && outcomes.every(({ code }) => code === 0), `calls: ${offered} offered, ${failed} failed`],
  ]
  for (const program of PROGRAMS) {
    const slope = slopeOf(samples, program)
    lines.push([slope <= SLOPE_MB_PER_H, `${program}: memory ${slope.toFixed(1)} MB/h over the second half`])
    const [was, is] = [before.of[program], after.of[program]]
    lines.push([is.files <= was.files + HTTP_FILES, `${program}: ${was.files} open files before, ${is.files} after`])
    lines.push([is.udp <= was.udp, `${program}: ${was.udp} UDP sockets before, ${is.udp} after`])
    lines.push([is.threads <= was.threads, `${program}: ${was.threads} threads before, ${is.threads} after`])
  }
  for (const name of SOUND) {
    const [was = 0, is = 0] = [before.sound[name], after.sound[name]]
    lines.push([is <= was, `gateway: ${was} ${name} before, ${is} after`])
  }
  for (const [name, was] of Object.entries(before.kept)) {
    const is = after.kept[name] ?? Number.NaN
    lines.push([is <= was, `${name}: ${was} before, ${is} after`])
  }
  for (const [isKept, text] of lines) console.log(`${isKept ? 'PASS' : 'FAIL'} ${text}`)
  return lines.every(([isKept]) => isKept)
}

async function soak(minutes: number, rate: number, held: number): Promise<boolean> {
  const trunkline = await startTrunkline()
  try {
    await configure(trunkline)
    const done = await run(trunkline, minutes, rate, held)
    for (const { kind, offered, failed, code } of done.outcomes)
      console.log(`${kind}: ${offered} offered, ${failed} failed, SIPp ended with ${code}`)
    for (const query of [
      'select outcome, cause, count(*) as calls from call_record group by 1, 2',
      'select state, detail, count(*) as recordings from recording group by 1, 2',
    ])
      console.log(JSON.stringify(await readEvents<object>(trunkline.dataDir, query)))
    const log = trunkline.output().split('\n')
    console.log(
      `log: ${
        log
          .filter((line) => line.includes('"level"'))
          .slice(-5)
          .join('\n') || 'nothing'
      }`,
    )
    return verdict(done)
  } finally {
    await trunkline.stop()
  }
}

const [minutes = 120, rate = 2, held = 20] = process.argv.slice(2).map(Number)
const isKept = await soak(minutes, rate, held)
clearInterval(polling)
process.exit(isKept ? 0 : 1)
