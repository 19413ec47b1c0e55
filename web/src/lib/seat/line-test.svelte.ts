// The test of the way to the gateway before the shift: sound up, looped by the gateway, measured, and back as it was.
import { live } from '#lib/live/live.svelte.ts'
import { type LineFigures, lostBetween } from '#lib/softphone/line-verdict.ts'
import { softphone } from '#lib/softphone/softphone.svelte.ts'
import { loopTones, TONES } from '#lib/softphone/tone-loop.ts'
import { seat } from './seat.svelte.ts'

const connectWithinMs = 8000
const lookMs = 50

export type LineTestState =
  | { name: 'none' }
  | { name: 'running' }
  | { name: 'done'; figures: LineFigures }
  /** A code of a refusal, or `no-sound`. */
  | { name: 'failed'; reason: string }

class LineTest {
  state: LineTestState = $state.raw({ name: 'none' })

  async run(): Promise<void> {
    if (this.state.name === 'running') return
    this.state = { name: 'running' }
    this.state = await this.#measure().catch(() => ({ name: 'failed', reason: 'no-sound' }) as const)
  }

  async #measure(): Promise<LineTestState> {
    if (!(await soundIsUp())) return { name: 'failed', reason: 'no-sound' }
    const on = await live.act({ type: 'seat.loop', on: true })
    if (!on.ok) return { name: 'failed', reason: on.reason }
    try {
      const before = await softphone.way()
      const stream = softphone.sound
      if (!before || !stream) return { name: 'failed', reason: 'no-sound' }
      const loopMs = await loopTones((track) => softphone.sendInstead(track), stream)
      const after = await softphone.way()
      if (!after) return { name: 'failed', reason: 'no-sound' }
      const { roundTripMs: networkMs, jitterMs } = after
      return {
        name: 'done',
        figures: { loopMs, tones: TONES, networkMs, jitterMs, lostShare: lostBetween(before, after) },
      }
    } finally {
      await live.act({ type: 'seat.loop', on: false })
      if (!seat.isSignedIn) softphone.rest()
    }
  }
}

/** Here, and as the server has it. */
async function soundIsUp(): Promise<boolean> {
  if (softphone.state !== 'connected' && !(await softphone.start())) return false
  const isUp = (): boolean => softphone.sound !== null && seat.agent?.reachable === true
  for (let waited = 0; !isUp() && waited < connectWithinMs; waited += lookMs)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  return isUp()
}

export const lineTest = new LineTest()
