// CPU and memory per relayed call (trunk ↔ browser seat): our whole gateway, without and with recording, beside a naive
// werift relay, same generator, same run.   bun tests/load/relay/run.ts [--calls=20] [--seconds=20] [--warm=10]
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { GatewayUnderLoad } from './gateway-under-load.ts'
import { BrowserEnd, TrunkEnd } from './peers.ts'

const option = (name: string, otherwise: number) =>
  Number(process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const CALLS = option('calls', 20)
const SECONDS = option('seconds', 20)
const WARM = option('warm', 10)
const PHASES = 10

type Relay = {
  pid: number
  join(n: number, browser: BrowserEnd, trunk: TrunkEnd): Promise<void>
  stop(): Promise<void>
}
type Row = {
  name: string
  cpu: number
  perCall: number
  rssMb: number
  lost: number
  p50: number
  p99: number
  generator: number
}

async function naive(): Promise<Relay> {
  const script = join(import.meta.dirname, 'naive-relay.ts')
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    async join(_n, browser, trunk) {
      child.stdin.write(`${JSON.stringify({ offer: await browser.offer(), trunkPort: trunk.port })}\n`)
      const reply = JSON.parse(String((await lines.next()).value)) as { answer: string; port: number }
      trunk.target = reply.port
      await browser.connect(reply.answer)
    },
    async stop() {
      child.kill('SIGKILL')
    },
  }
}

/** User and system time of a process and its threads, in seconds. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const rssMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** 50 packets a second each way and call, the calls spread over the 20 ms. */
function drive(browsers: BrowserEnd[], trunks: TrunkEnd[]): () => number {
  const payload = Buffer.alloc(160, 0xd5)
  let sent = 0
  let phase = 0
  const startedAt = performance.now()
  const timer = setInterval(() => {
    while ((phase * 20) / PHASES < performance.now() - startedAt) {
      for (let i = phase % PHASES; i < browsers.length; i += PHASES) {
        browsers[i]?.send(payload)
        trunks[i]?.send(payload)
        sent += 1
      }
      phase += 1
    }
  }, 1)
  return () => {
    clearInterval(timer)
    return sent
  }
}

const pass = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const quantile = (sorted: number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

async function measure(name: string, relay: Relay): Promise<Row> {
  const browsers = Array.from({ length: CALLS }, () => new BrowserEnd())
  const trunks = await Promise.all(browsers.map((_, i) => TrunkEnd.open(0x1000 + i)))
  for (const [i, browser] of browsers.entries()) await relay.join(i, browser, trunks[i] as TrunkEnd)
  const stop = drive(browsers, trunks)
  await pass(WARM)
  const got = () => [...browsers, ...trunks].reduce((sum, end) => sum + end.received, 0)
  for (const trunk of trunks) trunk.isMeasuring = true
  const before = { cpu: cpuSeconds(relay.pid), got: got(), own: process.cpuUsage(), at: performance.now() }
  await pass(SECONDS)
  const wall = (performance.now() - before.at) / 1000
  const cpu = ((cpuSeconds(relay.pid) - before.cpu) / wall) * 100
  const own = process.cpuUsage(before.own)
  const expected = wall * 50 * CALLS * 2
  const lost = 1 - (got() - before.got) / expected
  const memory = rssMb(relay.pid)
  stop()
  const intervals = trunks.flatMap((trunk) => trunk.intervals.map((ms) => Math.abs(ms - 20))).sort((a, b) => a - b)
  await relay.stop()
  for (const trunk of trunks) trunk.close()
  await Promise.all(browsers.map((browser) => browser.close()))
  return {
    name,
    cpu,
    perCall: cpu / CALLS,
    rssMb: memory,
    lost,
    p50: quantile(intervals, 0.5),
    p99: quantile(intervals, 0.99),
    generator: ((own.user + own.system) / 1e6 / wall) * 100,
  }
}

const rows = [
  await measure('naive werift relay', await naive()),
  await measure('gateway', await GatewayUnderLoad.start(false)),
  await measure('gateway, recording', await GatewayUnderLoad.start(true)),
]
console.log(`${CALLS} calls, ${SECONDS} s after ${WARM} s of warm-up`)
console.log(
  '| relay | CPU % of a core | per call % | ratio | calls per core at 70 % | RSS MB | lost % | spacing |interval-20 ms| p50/p99 ms | generator CPU % |',
)
for (const row of rows) {
  const ratio = row.perCall / (rows[0]?.perCall ?? 1)
  const cells = [row.name, row.cpu.toFixed(1), row.perCall.toFixed(3), ratio.toFixed(2), Math.floor(70 / row.perCall)]
  const rest = [
    row.rssMb.toFixed(0),
    (Math.max(0, row.lost) * 100).toFixed(2),
    `${row.p50.toFixed(1)}/${row.p99.toFixed(1)}`,
  ]
  console.log(`| ${[...cells, ...rest, row.generator.toFixed(0)].join(' | ')} |`)
}
process.exit(0)
