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
    case 'room.presence':
    case 'room.sign-out':
      return agent(live, command.agentId)
    case 'room.to-head':
    case 'room.move':
      return place(live, command.callId)
    case 'alarm.acknowledge':
      return alarm(live, command.alarmId)
    default:
      return undefined
  }
}

function agent(live: Live, id: string): Owned | undefined {
  const found = live.find('agent', id)
  return found === null ? undefined : { agentId: id, teams: found.teams }
}

/** Undefined for those of the house: they are everybody's. */
function alarm(live: Live, id: string): Owned | undefined {
  const found = live.find('alarm', id)
  if (found === null || (found.agentId === null && found.queueId === null)) return undefined
  return { agentId: null, teams: teamsOfCall(found, live) }
}

/** A place in a queue is the queue's, whoever's phone rings. */
function place(live: Live, callId: string): Owned | undefined {
  const queueId = live.find('call', callId)?.queueId
  const queue = queueId ? live.find('queue', queueId) : null
  return queue === null ? undefined : { agentId: null, teams: queue.teams }
}

function call(live: Live, id: string): Owned | undefined {
  const found = live.find('call', id)
  return found === null ? undefined : { agentId: found.agentId, teams: teamsOfCall(found, live) }
}
