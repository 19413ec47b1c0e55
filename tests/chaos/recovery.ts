// Killing a program of a running Trunkline and waiting until the launcher has it back.
import { type Trunkline, until } from '../harness/trunkline.ts'

const BACK_MS = 30_000

/** True when /health says that calls can be taken. */
async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

export type Recovery = {
  /** From the kill until calls can be taken, and how much of it the launcher waited on purpose. */
  totalMs: number
  pauseMs: number
}

export const ownMs = ({ totalMs, pauseMs }: Recovery): number => Math.round(totalMs - pauseMs)

/** Lets so much time go by: for what has to last, never to wait for something. */
export async function lasts(ms: number): Promise<void> {
  const endsAt = performance.now() + ms
  await until(
    () => performance.now() >= endsAt,
    2 * ms + 1000,
    () => 'time stands still',
  )
}

/** Resolves when server and gateway are both ready again after `hit` ended one of them. */
export async function recoversFrom(trunkline: Trunkline, hit: () => void, endsWithinMs = 5000): Promise<Recovery> {
  const before = trunkline.output().length
  const hitAt = performance.now()
  hit()
  await until(
    () => /starts again in/.test(trunkline.output().slice(before)),
    endsWithinMs,
    () => 'the launcher did not see the end',
  )
  const pauseMs = Number(/starts again in (\d+) ms/.exec(trunkline.output().slice(before))?.[1])
  await until(
    async () => (await isReady(trunkline.url)) && (await isReady(trunkline.gatewayUrl)),
    BACK_MS,
    () => `not ready again:\n${trunkline.output().slice(-2000)}`,
  )
  return { totalMs: performance.now() - hitAt, pauseMs }
}
