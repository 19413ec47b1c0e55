// A call in which nobody says anything any more: the agent is asked, and after that it is ended. Rules F1-F6.
// F1 quiet for promptMs in the talk: the agent is asked · F2 a voice takes the question back · F3 "still in the call" takes
// it back and counts anew · F4 endMs after the question the call is ended · F5 promptMs 0 = never · F6 outside the talk
// (on hold, in the menu) nothing is asked.

import type { CallId, Ms } from '#protocol/ids'
import type { Clock } from '../clock.ts'

export type QuietTerms = { promptMs: Ms; endMs: Ms }
/** `endsAt`: null while nobody was asked. */
export type QuietCall = { keptAt: Ms; endsAt: Ms | null }
export type QuietInput = { type: 'heard'; quietMs: Ms; isTalking: boolean } | { type: 'keep' }

export function stepQuiet(call: QuietCall, input: QuietInput, { promptMs, endMs }: QuietTerms, now: Ms): QuietCall {
  if (input.type === 'keep') return { keptAt: now, endsAt: null }
  const quietMs = Math.min(input.quietMs, now - call.keptAt)
  const isForgotten = promptMs > 0 && input.isTalking && quietMs >= promptMs
  if (!isForgotten) return { ...call, endsAt: null }
  return { ...call, endsAt: call.endsAt ?? now + endMs }
}

export type QuietPorts = {
  clock: Pick<Clock, 'now' | 'at'>
  terms(): QuietTerms
  isTalking(callId: CallId): boolean
  /** When it is to be ended has changed. */
  changed(callId: CallId): void
  end(callId: CallId): void
}

type Watched = QuietCall & { cancel: () => void }
const NOTHING = () => {}

export class QuietCalls {
  private readonly calls = new Map<CallId, Watched>()

  constructor(private readonly ports: QuietPorts) {}

  endsAt(callId: CallId): Ms | null {
    return this.calls.get(callId)?.endsAt ?? null
  }

  heard(callId: CallId, quietMs: Ms): void {
    this.step(callId, { type: 'heard', quietMs, isTalking: this.ports.isTalking(callId) })
  }

  /** False: nobody was asked. */
  keep(callId: CallId): boolean {
    if (this.endsAt(callId) === null) return false
    this.step(callId, { type: 'keep' })
    return true
  }

  forget(callId: CallId): void {
    this.calls.get(callId)?.cancel()
    this.calls.delete(callId)
  }

  private step(callId: CallId, input: QuietInput): void {
    const { clock, terms, changed, end } = this.ports
    const before = this.calls.get(callId) ?? { keptAt: 0, endsAt: null, cancel: NOTHING }
    const { keptAt, endsAt } = stepQuiet(before, input, terms(), clock.now())
    if (endsAt === before.endsAt) {
      if (keptAt !== before.keptAt) this.calls.set(callId, { ...before, keptAt })
      return
    }
    before.cancel()
    const cancel = endsAt === null ? NOTHING : clock.at(endsAt, () => this.ports.isTalking(callId) && end(callId))
    this.calls.set(callId, { keptAt, endsAt, cancel })
    changed(callId)
  }
}
