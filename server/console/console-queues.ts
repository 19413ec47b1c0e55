import type { AgentId, QueueId } from '#protocol/ids'
import type { Membership } from '../queue/membership.ts'
import type { Person } from '../site/configuration.ts'

/** CS1: the queues that an attendant serves, with everybody who serves them. */
export function consoleQueues(
  people: ReadonlyMap<AgentId, Pick<Person, 'role'>>,
  membership: Membership,
): Map<QueueId, readonly AgentId[]> {
  const found = new Map<QueueId, readonly AgentId[]>()
  for (const [id, { members }] of membership.queues)
    if (members.some(({ agentId }) => people.get(agentId)?.role === 'attendant'))
      found.set(
        id,
        members.map(({ agentId }) => agentId),
      )
  return found
}
