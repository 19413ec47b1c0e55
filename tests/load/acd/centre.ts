// A call centre of five queues that share their agents, as large as asked for, to measure decisions in.
import type { QueueConfig } from '#protocol/queue-config'
import { queueSample } from '../../harness/samples.ts'

export type Size = { agents: number; waiting: number }
export const SIZES: Size[] = [
  { agents: 10, waiting: 50 },
  { agents: 200, waiting: 500 },
  { agents: 2000, waiting: 5000 },
]
const QUEUES = 5

export const agentIds = (count: number): string[] => Array.from({ length: count }, (_, i) => `a${i}`)

/** Each agent serves two of the queues; priorities and weights differ. */
export function queuesFor(agents: number): QueueConfig[] {
  const ids = agentIds(agents)
  return Array.from({ length: QUEUES }, (_, q) =>
    queueSample({
      id: `q${q}`,
      members: ids.filter((_, i) => i % QUEUES === q || (i + 1) % QUEUES === q),
      priority: q % 2,
      weight: 1 + (q % 3),
      maxWaiting: 10_000,
      maxWaitMs: 0,
      announceEveryMs: 0,
    }),
  )
}

export const queueOf = (caller: number): number => (caller * 7) % QUEUES

/** Sorted times as the table shows them: middle, 99 of 100, worst. */
export function spread(times: number[]): { p50: number; p99: number; worst: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: sorted.at(-1) ?? 0 }
}
