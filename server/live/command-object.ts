// Whose the thing is that a command is for: what `may` is asked with, besides the action.
import type { WebCommand } from '#protocol/web-messages'
import type { Owned } from '../user/may.ts'
import type { LiveHub } from './live-hub.ts'
import { teamsOfCall } from './shape.ts'

type Live = Pick<LiveHub, 'find'>

/** Undefined: the command is about the sender alone, or about nothing that there is. */
export function objectOf(live: Live, command: WebCommand): Owned | undefined {
  switch (command.type) {
    case 'supervise.listen':
    case 'supervise.whisper':
    case 'supervise.barge':
    case 'supervise.take-over':
    case 'supervise.hang-up':
      return call(live, command.callId)
    default:
      return undefined
  }
}

function call(live: Live, id: string): Owned | undefined {
  const found = live.find('call', id)
  return found === null ? undefined : { agentId: found.agentId, teams: teamsOfCall(found, live) }
}
