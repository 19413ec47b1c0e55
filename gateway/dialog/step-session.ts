import { stepCalling, stepOpening } from './calling-session.ts'
import { stepClosing } from './closing-session.ts'
import { stepEstablished } from './established-session.ts'
import { stepOffered } from './offered-session.ts'
import type { Session, SessionInput, SessionStep } from './session.ts'

/** The session machine; no rule of it needs the time of day, so none is given. */
export function stepSession(session: Session, input: SessionInput): SessionStep {
  switch (session.state) {
    case 'offered':
      return stepOffered(session, input)
    case 'opening':
      return stepOpening(session, input)
    case 'calling':
      return stepCalling(session, input)
    case 'established':
      return stepEstablished(session, input)
    case 'closing':
      return stepClosing(session, input)
    case 'ended':
      return [session, []]
  }
}
