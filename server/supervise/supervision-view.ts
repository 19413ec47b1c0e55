// What pages are shown of a supervision.
import type { AgentId } from '#protocol/ids'
import type { SupervisionView } from '#protocol/web-messages'
import { type LiveCall, partOf } from '../call/call.ts'
import { modeOf, type Supervision } from './supervision.ts'

/** Who is announced is no secret. Null once it has ended, or nobody is supervised any more. */
export function supervisionView(
  supervision: Supervision,
  call: LiveCall,
  people: ReadonlyMap<AgentId, { name: string }>,
  isTold: boolean,
): SupervisionView | null {
  const part = partOf(call)
  if (!part || supervision.state === 'new' || supervision.state === 'ended') return null
  const { id, agentId: supervisorId, since, announced = false } = supervision
  const supervisorName = people.get(supervisorId)?.name ?? ''
  return {
    id,
    supervisorId,
    supervisorName,
    agentId: part.agentId,
    mode: modeOf(supervision),
    since,
    isTold: isTold || announced,
  }
}
