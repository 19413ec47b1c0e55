// What is measured: a process that relays between a browser and a trunk.
import { readdirSync, readFileSync } from 'node:fs'

export type Relay = {
  name: string
  /** What the browser speaks; the trunk always PCMA. */
  codec: 'PCMA' | 'opus'
  pid: number
  /** Takes the browser's offer and the trunk's port; gives an answer and the port that the trunk is to send to. */
  join(call: number, offer: string, trunkPort: number): Promise<{ answer: string; port: number }>
  /** All calls are joined: what has to be done before measuring. */
  ready(): Promise<void>
  stop(): Promise<void>
}

const TICKS_A_SECOND = 100

const secondsOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** User and system time of a process with all its threads, in seconds. */
export const cpuSeconds = (pid: number): number => secondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))

/** The same by thread: id, name, seconds. */
export function threadSeconds(pid: number): Map<string, number> {
  const seconds = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    seconds.set(`${stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))} ${thread}`, secondsOf(stat))
  }
  return seconds
}

export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

export const portIn = (sdp: string): number => Number(/m=audio (\d+)/.exec(sdp)?.[1] ?? 0)
