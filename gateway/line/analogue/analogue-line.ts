// An analogue line to an exchange (FXO), pure: what it is in, what comes, what it does about it. SPEC.md A1-A29.
import type { Ms } from '#protocol/ids'
import type { AnalogueInput, AnalogueState, Stepped } from './analogue-state.ts'
import { stepOffHook } from './off-hook-states.ts'
import { stepOnHook } from './on-hook-states.ts'

export function stepLine(line: AnalogueState, input: AnalogueInput, now: Ms): Stepped {
  switch (line.state) {
    case 'idle':
    case 'unplugged':
    case 'ringing':
    case 'offered':
    case 'refused':
    case 'clearing':
      return stepOnHook(line, input, now)
    case 'answered':
    case 'seizing':
    case 'dialing':
    case 'calling':
    case 'probing':
      return stepOffHook(line, input, now)
  }
}
