// 200 seats against one server and one gateway: bun tests/load/seats/run.ts [minutes=10] [calls a second=1] [seats=200]
// [with sound=60] [seconds of talk=61]. Those with sound take all calls; so many talk at once that callers wait. Seats,
// the customers' sound and SIPp are processes of their own. Prints numbers, then PASS or FAIL.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { QueueConfig } from '../../../server/protocol/queue-config.ts'
import { BUN, ROOT } from '../../chaos/bun.ts'
import { readEvents } from '../../chaos/events-db.ts'
import { Api } from '../../harness/api.ts'
import { percentile } from '../../harness/figures.ts'
import { startTrunkline, type Trunkline } from '../../harness/trunkline.ts'
import type { CustomersReport } from './customers.ts'
import { callerScenario } from './scenario.ts'
import type { SeatKind, SeatsOrder, SeatsReport } from './seats.ts'

const OFFER_MS = 20
const DELTA_MS = 200
const SUPERVISORS = 10

const [minutes = 10, rate = 1, seats = 200, withSound = 60, talkSeconds = 61] = process.argv.slice(2).map(Number)
const calls = Math.round(minutes * 60 * rate)

type Process = { child: ChildProcessByStdio<Writable, Readable, null>; line(): Promise<string> }

function start(script: string): Process {
  const child = spawn(BUN, [join('tests/load/seats', script)], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${script} has ended`)
      return value
    },
  }
}

const kindOf = (index: number): SeatKind =>
  index < withSound ? 'sound' : index >= seats - SUPERVISORS ? 'site' : 'state'

/** New people with sessions; the agents among them serve one queue. */
async function hire(administrator: Api): Promise<SeatsOrder['people']> {
  const people: SeatsOrder['people'] = []
  for (let index = 0; index < seats; index++) {
    const kind = kindOf(index)
    const number = String(60_000 + index)
    const role = kind === 'site' ? 'supervisor' : 'agent'
    const person = { number, name: `Seat ${number}`, role, language: 'en', queues: [] }
    const { id } = await administrator.post<{ id: string }>('/users', person)
    // The product answers 50 requests a second of one session.
    await Bun.sleep(60)
    people.push({ id, kind, cookie: (await administrator.signInAs(id, `10.0.0.${index}`)).cookie })
  }
  const service = (await administrator.json<QueueConfig[]>('/queues')).find(({ id }) => id === 'service')
  const members = people.filter(({ kind }) => kind !== 'site').map(({ id }) => id)
  await administrator.put('/queues/service', { ...service, members, wrapUpMs: 0, announceEveryMs: 0, maxWaiting: 1000 })
  return people
}

/** Resolves with how many calls SIPp made, and how many did not go as they should. */
function sipp({ sip }: Trunkline, ports: string[]): Promise<{ offered: number; failed: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'seats-'))
  writeFileSync(join(directory, 'scenario.xml'), callerScenario())
  writeFileSync(join(directory, 'ports.csv'), ['SEQUENTIAL', ...ports.map((port) => `${port};`), ''].join('\n'))
  const pace = ['-m', String(calls), '-r', String(Math.round(rate * 100)), '-rp', '100000', '-l', '1000']
  const args = [`${sip.host}:${sip.port}`, '-i', '127.0.0.1', ...pace, '-sf', 'scenario.xml', '-inf', 'ports.csv']
  const child = spawn('sipp', [...args, '-nostdin'], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] })
  let screen = ''
  child.stdout.on('data', (chunk: Buffer) => {
    screen = (screen + chunk.toString()).slice(-8000)
  })
  const total = (name: string): number =>
    Number(new RegExp(`${name}\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)`).exec(screen)?.[1])
  return new Promise((resolve) =>
    child.once('exit', () => resolve({ offered: total('Outgoing calls created'), failed: total('Failed call') })),
  )
}

async function load(trunkline: Trunkline): Promise<boolean> {
  const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
  const people = await hire(administrator)
  const [pages, customers] = [start('seats.ts'), start('customers.ts')]
  try {
    customers.child.stdin.write(`${JSON.stringify({ ports: Math.min(calls, Math.ceil(rate * talkSeconds * 4)) })}\n`)
    const ports = (await customers.line()).split(' ').slice(1)
    pages.child.stdin.write(`${JSON.stringify({ url: trunkline.url, talkMs: talkSeconds * 1000, people })}\n`)
    await pages.line()
    console.log(`${seats} seats are up, ${withSound} of them with sound; ${calls} calls, ${rate} a second`)
    const made = await sipp(trunkline, ports)
    const records = await readEvents<{ outcome: string; cause: string; calls: number }>(
      trunkline.dataDir,
      'select outcome, cause, count(*) as calls from call_record group by 1, 2',
    )
    pages.child.stdin.write('end\n')
    customers.child.stdin.write('end\n')
    const seen = JSON.parse(await pages.line()) as SeatsReport
    const sound = JSON.parse(await customers.line()) as CustomersReport
    return verdict(made, records, seen, sound)
  } finally {
    pages.child.kill()
    customers.child.kill()
  }
}

function verdict(
  made: { offered: number; failed: number },
  records: { outcome: string; cause: string; calls: number }[],
  seen: SeatsReport,
  sound: CustomersReport,
): boolean {
  const figures = (times: number[]): string =>
    [0.5, 0.95, 0.99, 1].map((share) => percentile(times, share).toFixed(1)).join('/')
  const answered = records.find(({ outcome, cause }) => outcome === 'answered' && cause === 'normal')?.calls ?? 0
  const lines: [boolean, string][] = [
    [made.offered === calls && made.failed === 0, `calls: ${made.offered} made, ${made.failed} failed`],
    [answered === calls, `records: ${JSON.stringify(records)}`],
    [seen.heard === calls && sound.heard === calls, `sound: agents heard ${seen.heard}, customers ${sound.heard}`],
    [seen.closed === 0, `pages closed by the server: ${seen.closed}`],
    [
      seen.offers.length > 0 && percentile(seen.offers, 0.99) <= OFFER_MS,
      `agent's hang-up to the next ring, ${seen.offers.length} callers who waited: p50/p95/p99/max ${figures(seen.offers)} ms, p99 at most ${OFFER_MS}`,
    ],
    [
      percentile(seen.deltas, 0.99) <= DELTA_MS,
      `change to page, ${seen.deltas.length} changes: p50/p95/p99/max ${figures(seen.deltas)} ms, p99 at most ${DELTA_MS}`,
    ],
  ]
  for (const [isKept, text] of lines) console.log(`${isKept ? 'PASS' : 'FAIL'} ${text}`)
  return lines.every(([isKept]) => isKept)
}

const trunkline = await startTrunkline({ TRUNKLINE_TRUST_PROXY: '1' })
try {
  process.exitCode = (await load(trunkline)) ? 0 : 1
} finally {
  await trunkline.stop()
}
process.exit()
