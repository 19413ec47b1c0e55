// What the two programs hold: memory, open files, sockets, by /proc and by their own metrics.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Trunkline } from '../../harness/trunkline.ts'

export const PROGRAMS = ['server', 'gateway'] as const
export type Program = (typeof PROGRAMS)[number]
type Held = { rssMb: number; heapMb: number; files: number; udp: number; threads: number }
export type Sample = {
  atS: number
  of: Record<Program, Held>
  sound: Record<string, number>
  kept: Record<string, number>
}

const MB = 1_048_576
/** Of the gateway: what a call takes and must give back. Signalling and the server's machines are in `kept`. */
export const SOUND = ['legs', 'rooms', 'players', 'recordings', 'seats', 'seats_up'] as const
const SIGNALLING = ['sip_sessions', 'sip_transactions', 'sip_timers']
const MACHINES = ['leg', 'call', 'queue-entry', 'agent', 'flow-run']

const figure = (metrics: string, series: string): number => {
  const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? Number.NaN)
}

const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text()

/** Inodes of the machine's UDP sockets. */
function udpSockets(): Set<string> {
  const lines = ['udp', 'udp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
  return new Set(lines.map((line) => line.trim().split(/\s+/)[9] ?? ''))
}

function held(pid: number, metrics: string): Held {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const all = udpSockets()
  const files = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`)
    } catch {
      // Closed while we looked.
      return ''
    }
  })
  const udp = files.filter((file) => all.has(/^socket:\[(\d+)\]$/.exec(file)?.[1] ?? 'none')).length
  return {
    rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    heapMb: figure(metrics, 'process_heap_bytes') / MB,
    files: files.length,
    udp,
    threads: Number(/Threads:\s+(\d+)/.exec(status)?.[1]),
  }
}

export async function takeSample(trunkline: Trunkline, startedAt: number): Promise<Sample> {
  const [server, gateway] = await Promise.all([metricsOf(trunkline.url), metricsOf(trunkline.gatewayUrl)])
  return {
    atS: Math.round((performance.now() - startedAt) / 1000),
    of: { server: held(trunkline.pid('server'), server), gateway: held(trunkline.pid('gateway'), gateway) },
    sound: Object.fromEntries(SOUND.map((name) => [name, figure(gateway, `trunkline_media_${name}`)])),
    kept: {
      ...Object.fromEntries(SIGNALLING.map((name) => [name, figure(gateway, `trunkline_${name}`)])),
      ...Object.fromEntries(MACHINES.map((name) => [name, figure(server, `trunkline_machines{machine="${name}"}`)])),
      timers: figure(server, 'trunkline_timers'),
    },
  }
}

export const describeSample = ({ atS, of, sound, kept }: Sample): string => {
  const programs = PROGRAMS.map((program) => {
    const { rssMb, heapMb, files, udp, threads } = of[program]
    return `${program} ${rssMb.toFixed(1)} MB (heap ${heapMb.toFixed(1)}) ${files} files ${udp} udp ${threads} threads`
  })
  const all = Object.entries({ ...sound, ...kept }).map(([name, value]) => `${name} ${value}`)
  return `${String(atS).padStart(5)} s  ${programs.join('  ')}  ${all.join(' ')}`
}

/** By least squares over the second half; MB an hour. */
export function slopeOf(samples: Sample[], program: Program): number {
  const half = samples.slice(Math.floor(samples.length / 2))
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [hours, sizes] = [half.map(({ atS }) => atS / 3600), half.map(({ of }) => of[program].rssMb)]
  const [midTime, midSize] = [mean(hours), mean(sizes)]
  const up = hours.reduce((sum, hour, i) => sum + (hour - midTime) * ((sizes[i] ?? 0) - midSize), 0)
  return up / hours.reduce((sum, hour) => sum + (hour - midTime) ** 2, 0)
}
