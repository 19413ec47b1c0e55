// CPU, memory, delay and spacing per relayed call (trunk ↔ browser seat): our whole gateway without and with recording, rtpengine
// and a naive werift relay, one after the other in the same run with the same generator, repeated in turn.
//   bun tests/load/relay/run.ts [--calls=40,100] [--seconds=20] [--warm=40] [--rounds=2] [--relays=gateway,recording,opus,plain,rtpengine,rtpengine-opus,naive]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { Histogram } from './flow.ts'
import { GatewayUnderLoad } from './gateway-under-load.ts'
import type { FromGenerator, Measured, ToGenerator } from './generator.ts'
import { RTPENGINE, startNaive, startRtpengine } from './other-relays.ts'
import { cpuSeconds, type Relay, residentMb, threadSeconds } from './relay.ts'

const option = (name: string, otherwise: string): string =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const CALLS = option('calls', '40,100').split(',').map(Number)
const SECONDS = Number(option('seconds', '20'))
/** Compilers of JavaScript are done by then. */
const WARM = Number(option('warm', '40'))
/** Calls that are set up at the same time. */
const JOINING = 8
const ROUNDS = Number(option('rounds', '2'))

const starters: Record<string, () => Promise<Relay>> = {
  rtpengine: () => startRtpengine('PCMA'),
  'rtpengine-opus': () => startRtpengine('opus'),
  gateway: () => GatewayUnderLoad.start({ name: 'gateway', isRecording: false }),
  recording: () => GatewayUnderLoad.start({ name: 'gateway, recording', isRecording: true }),
  opus: () => GatewayUnderLoad.start({ name: 'gateway, Opus seats', isRecording: false, codec: 'opus' }),
  plain: () =>
    GatewayUnderLoad.start({
      name: 'gateway, plain sockets',
      isRecording: false,
      environment: { TRUNKLINE_DATAGRAMS: 'plain' },
    }),
  naive: startNaive,
}

type Row = { name: string; calls: number; cpu: number; rssMb: number; threads: string; measured: Measured }

class Generator {
  readonly #child = spawn(process.execPath, [joinPath(import.meta.dirname, 'generator.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  readonly #waiting = new Map<number, (reply: FromGenerator) => void>()
  #requests = 0

  constructor() {
    this.#child.once('exit', (code) => {
      for (const answer of this.#waiting.values()) answer({ fault: `it ended with ${code}` })
    })
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { request, ...reply } = JSON.parse(line) as FromGenerator & { request: number }
      this.#waiting.get(request)?.(reply)
      this.#waiting.delete(request)
    })
  }

  async ask(message: ToGenerator): Promise<FromGenerator> {
    const request = ++this.#requests
    const { promise, resolve } = Promise.withResolvers<FromGenerator>()
    this.#waiting.set(request, resolve)
    this.#child.stdin.write(`${JSON.stringify({ request, ...message })}\n`)
    const reply = await promise
    if (reply.fault !== undefined) throw new Error(`generator: ${reply.fault}`)
    return reply
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}

const pass = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** Share of the window that each of the busiest threads used, in % of a core. */
function busiest(before: Map<string, number>, after: Map<string, number>): string {
  const used = [...after].map(([name, seconds]) => ({
    name,
    percent: ((seconds - (before.get(name) ?? 0)) / SECONDS) * 100,
  }))
  const named = used.filter(({ percent }) => percent >= 0.1).sort((a, b) => b.percent - a.percent)
  return named.map(({ name, percent }) => `${name.split(' ')[0]} ${percent.toFixed(1)}`).join(', ')
}

async function join(relay: Relay, generator: Generator, call: number): Promise<void> {
  const { offer = '', trunkPort = 0 } = await generator.ask({ cmd: 'open', call, codec: relay.codec })
  const { answer, port } = await relay.join(call, offer, trunkPort)
  await generator.ask({ cmd: 'connect', call, answer, port })
}

async function measure(calls: number, start: () => Promise<Relay>): Promise<Row> {
  const relay = await start()
  const generator = new Generator()
  try {
    for (let call = 0; call < calls; call += JOINING)
      await Promise.all(
        Array.from({ length: Math.min(JOINING, calls - call) }, (_, i) => join(relay, generator, call + i)),
      )
    await relay.ready()
    await pass(WARM)
    await generator.ask({ cmd: 'mark' })
    const before = { cpu: cpuSeconds(relay.pid), threads: threadSeconds(relay.pid), at: performance.now() }
    await pass(SECONDS)
    const cpu = ((cpuSeconds(relay.pid) - before.cpu) / (performance.now() - before.at)) * 100_000
    const threads = busiest(before.threads, threadSeconds(relay.pid))
    const { measured } = await generator.ask({ cmd: 'end' })
    if (measured === undefined) throw new Error('the generator measured nothing')
    return { name: relay.name, calls, cpu, rssMb: residentMb(relay.pid), threads, measured }
  } finally {
    generator.stop()
    await relay.stop()
  }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
const range = (values: number[]): string => `${Math.min(...values).toFixed(3)}-${Math.max(...values).toFixed(3)}`

function quantiles(rows: Row[], of: 'delays' | 'spacings'): string {
  const all = new Histogram()
  for (const row of rows) all.merge(row.measured[of])
  return [0.5, 0.99, 0.999].map((q) => all.quantile(q).toFixed(1)).join('/')
}

function print(rows: Row[]): void {
  const perCall = (name: string, calls: number): number[] =>
    rows.filter((row) => row.name === name && row.calls === calls).map((row) => row.cpu / row.calls)
  const yard = (name: string, calls: number, own: number): string => {
    const other = median(perCall(name, calls))
    return other === 0 ? '-' : (own / other).toFixed(2)
  }
  console.log(
    '| relay | calls | CPU % of a core per call, median (range) | ÷ rtpengine | ÷ naive | µs/packet | lost % | damaged, doubled, misordered | delay ms p50/p99/p99.9 | |spacing−20| ms p50/p99/p99.9 | RSS MB | generator CPU % (late p99 ms) |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|')
  for (const calls of CALLS)
    for (const name of new Set(rows.map((row) => row.name))) {
      const own = rows.filter((row) => row.name === name && row.calls === calls)
      if (own.length === 0) continue
      const costs = perCall(name, calls)
      const cost = median(costs)
      const both = own.flatMap(({ measured }) => [measured.up, measured.down])
      const total = (key: keyof Measured['up']): number => both.reduce((sum, result) => sum + result[key], 0)
      const lost = (1 - total('got') / total('sent')) * 100
      console.log(
        `| ${[
          name,
          calls,
          `${cost.toFixed(3)} (${range(costs)})`,
          yard(name.includes('Opus') ? 'rtpengine, Opus seats' : 'rtpengine', calls, cost),
          yard('naive werift relay', calls, cost),
          (cost * 100).toFixed(1),
          Math.max(0, lost).toFixed(3),
          `${total('damaged')}, ${total('doubled')}, ${total('misordered')}`,
          quantiles(own, 'delays'),
          quantiles(own, 'spacings'),
          median(own.map((row) => row.rssMb)).toFixed(0),
          `${median(own.map((row) => row.measured.cpuPercent)).toFixed(0)} (${median(own.map((row) => row.measured.lateP99)).toFixed(1)})`,
        ].join(' | ')} |`,
      )
    }
}

const chosen = option('relays', 'rtpengine,gateway,recording,naive').split(',')
const rows: Row[] = []
for (const calls of CALLS)
  for (let round = 0; round < ROUNDS; round++)
    for (const name of chosen) {
      const start = starters[name]
      if (start === undefined) throw new Error(`no relay ${name}; there are ${Object.keys(starters).join(', ')}`)
      if (name === 'rtpengine' && !existsSync(RTPENGINE)) {
        console.log('rtpengine is not installed (Debian package rtpengine-daemon)')
        continue
      }
      const row = await measure(calls, start)
      rows.push(row)
      console.log(
        `${row.name}, ${calls} calls: ${(row.cpu / calls).toFixed(3)} % of a core a call; threads: ${row.threads}`,
      )
    }
print(rows)
process.exit(0)
