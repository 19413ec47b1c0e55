// Is the trunk of a line without registration there? Rules H1-H7.
import type { LineReport } from './registration.ts'

const PROBE_MS = 30_000
const MISSES_UNTIL_DOWN = 2

export type LineHealth = {
  state: 'up' | 'down'
  /** The peer has shown that it knows OPTIONS; one that has not is not judged by its silence. */
  isProbeable: boolean
  misses: number
}

export type HealthInput =
  /** `mustConnect`: over TCP and TLS there is something to find out before the first call. */
  | { type: 'start'; mustConnect: boolean }
  /** No connection, or not to whom it should be: nothing can be sent. */
  | { type: 'unreachable' }
  /** Anything came from the peer. */
  | { type: 'heard'; knowsOptions: boolean }
  | { type: 'dial-unanswered' }
  | { type: 'probe-unanswered' }
  | { type: 'timer' }

type HealthEffect =
  | { type: 'send-options' }
  | { type: 'set-timer'; after: number }
  | { type: 'report'; report: LineReport }

type Step = [LineHealth, HealthEffect[]]

const UP: HealthEffect = { type: 'report', report: { state: 'up', fault: null, detail: '' } }
const DOWN: HealthEffect = { type: 'report', report: { state: 'down', fault: 'unreachable', detail: 'no response' } }
const ASK: HealthEffect = { type: 'send-options' }
const NEXT_PROBE: HealthEffect = { type: 'set-timer', after: PROBE_MS }

export const UNKNOWN_HEALTH: LineHealth = { state: 'up', isProbeable: false, misses: 0 }

function goDown(line: LineHealth, misses: number): Step {
  return [{ ...line, state: 'down', misses }, line.state === 'up' ? [DOWN] : []]
}

export function stepHealth(line: LineHealth, input: HealthInput): Step {
  switch (input.type) {
    case 'start':
      return [{ ...line, state: 'up', misses: 0 }, [UP, ...(input.mustConnect ? [ASK] : []), NEXT_PROBE]]
    case 'heard': {
      const isProbeable = line.isProbeable || input.knowsOptions
      return [{ state: 'up', isProbeable, misses: 0 }, line.state === 'down' ? [UP] : []]
    }
    case 'dial-unanswered':
    case 'unreachable':
      return goDown(line, line.misses)
    case 'probe-unanswered': {
      const misses = line.misses + 1
      return line.isProbeable && misses >= MISSES_UNTIL_DOWN ? goDown(line, misses) : [{ ...line, misses }, []]
    }
    case 'timer': {
      const isAsked = line.isProbeable || line.state === 'down'
      return [line, [...(isAsked ? [ASK] : []), NEXT_PROBE]]
    }
  }
}
