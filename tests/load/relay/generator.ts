// The load: so many calls, each a browser and a trunk that send 50 packets a second to one another through the relay. A
// process of its own; one JSON command a line in, its answer a line out.
import { createInterface } from 'node:readline'
import { openDatagramIo } from '../../../gateway/datagram/open-io.ts'
import { BrowserEnd, TrunkEnd, useTransports } from './far-ends.ts'
import { Flow, type FlowResult, Histogram } from './flow.ts'

export type ToGenerator =
  | { cmd: 'open'; call: number; codec: 'PCMA' | 'opus' }
  | { cmd: 'connect'; call: number; answer: string; port: number }
  | { cmd: 'mark' }
  | { cmd: 'end' }
export type Measured = Record<'up' | 'down', FlowResult> & {
  delays: number[]
  spacings: number[]
  cpuPercent: number
  lateP99: number
}
export type FromGenerator = { offer?: string; trunkPort?: number; measured?: Measured; fault?: string }

/** Packets of different calls leave spread over the 20 ms. */
const STEP_MS = 1
const STEPS = 20

type Call = { browser: BrowserEnd; trunk: TrunkEnd; up: Flow; down: Flow }

const io = openDatagramIo('batched')
useTransports(io)
const calls: Call[] = []
/** Calls by the step of the 20 ms that their browser sends in; a trunk sends half a round later. */
const phases: Call[][] = Array.from({ length: STEPS }, () => [])
const delays = new Histogram()
const spacings = new Histogram()
const lateness = new Histogram()
let sent = 0
const startedAt = performance.now()
let own = { cpu: process.cpuUsage(), at: performance.now() }

function step(): void {
  io.poll()
  const now = performance.now()
  const due = Math.floor((now - startedAt) / STEP_MS)
  if (sent < due) lateness.add(now - startedAt - (sent + 1) * STEP_MS)
  for (; sent < due; sent++) {
    for (const { browser } of phases[sent % STEPS]!) browser.send()
    for (const { trunk } of phases[(sent + STEPS / 2) % STEPS]!) trunk.send()
  }
  io.flush()
  setTimeout(step, STEP_MS / 2)
}

async function open(call: number, codec: 'PCMA' | 'opus'): Promise<FromGenerator> {
  const isTranscoded = codec === 'opus'
  const up = new Flow(call, 'up', delays, spacings, isTranscoded)
  const down = new Flow(call, 'down', delays, new Histogram(), isTranscoded)
  const browser = new BrowserEnd(call, io, up, down, codec)
  const trunk = new TrunkEnd(call, io, up, down)
  calls[call] = { browser, trunk, up, down }
  const trunkPort = await trunk.open()
  return { offer: await browser.offer(), trunkPort }
}

function mark(): void {
  for (const { up, down } of calls) for (const flow of [up, down]) flow.mark()
  for (const histogram of [delays, spacings, lateness]) histogram.counts.fill(0)
  own = { cpu: process.cpuUsage(), at: performance.now() }
}

function measured(): Measured {
  const { user, system } = process.cpuUsage(own.cpu)
  const sum = (direction: 'up' | 'down'): FlowResult => {
    const total: FlowResult = { sent: 0, got: 0, damaged: 0, doubled: 0, misordered: 0 }
    for (const call of calls)
      for (const key of Object.keys(total) as (keyof FlowResult)[]) total[key] += call[direction].result[key]
    return total
  }
  return {
    up: sum('up'),
    down: sum('down'),
    delays: Array.from(delays.counts),
    spacings: Array.from(spacings.counts),
    cpuPercent: (user + system) / 10 / (performance.now() - own.at),
    lateP99: lateness.quantile(0.99),
  }
}

async function carryOut(message: ToGenerator): Promise<FromGenerator> {
  switch (message.cmd) {
    case 'open':
      return open(message.call, message.codec)
    case 'connect': {
      const call = calls[message.call]
      if (call === undefined) throw new Error('connect before open')
      call.trunk.connect(message.port)
      await call.browser.connect(message.answer)
      phases[message.call % STEPS]!.push(call)
      return {}
    }
    case 'mark':
      mark()
      return {}
    case 'end':
      return { measured: measured() }
  }
}

setTimeout(step, STEP_MS)
createInterface({ input: process.stdin }).on('line', (line) => {
  const { request, ...message } = JSON.parse(line) as ToGenerator & { request: number }
  carryOut(message)
    .catch((fault: unknown): FromGenerator => ({ fault: String(fault) }))
    .then((reply) => console.log(JSON.stringify({ request, ...reply })))
})
