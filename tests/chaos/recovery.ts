// Killing a program of a running Trunkline and waiting until the launcher has it back.
import { type Trunkline, until } from '../harness/trunkline.ts'

const BACK_MS = 30_000
const READY = 'ready'

/** What /health says: 200 when calls can be taken, else the status with its text, or why there is none. */
async function health(url: string): Promise<string> {
  try {
    const reply = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })
    return reply.ok ? READY : `${reply.status} ${await reply.text()}`
  } catch (fault) {
    return String(fault instanceof Error && fault.cause ? fault.cause : fault)
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
  let told: string[] = []
  await until(
    async () => {
      told = await Promise.all([health(trunkline.url), health(trunkline.gatewayUrl)])
      return told.every((text) => text === READY)
    },
    BACK_MS,
    () => `not ready again; server: ${told[0]}; gateway: ${told[1]}\n${trunkline.output().slice(-2000)}`,
  )
  return { totalMs: performance.now() - hitAt, pauseMs }
}
