// The teams of each agent and queue, as the live pages filter by and rights ask for.

import type { AgentId, QueueId } from '#protocol/ids'
import type { TeamConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'

type Teams = { ofAgent(id: AgentId): string[]; ofQueue(id: QueueId): string[] }
type Source = { teams: readonly TeamConfig[]; queues: readonly QueueConfig[] }

const reckoned = new WeakMap<Source, Teams>()

/** Reckoned once for each configuration. */
export function teamsIn(configuration: Source): Teams {
  const teams = reckoned.get(configuration) ?? reckon(configuration)
  reckoned.set(configuration, teams)
  return teams
}

function reckon({ teams, queues }: Source): Teams {
  const agents = new Map<AgentId, string[]>()
  for (const { id, members } of teams)
    for (const agentId of members) agents.set(agentId, [...(agents.get(agentId) ?? []), id])
  const served = new Map(queues.map((queue) => [queue.id, [...servedBy(queue, agents)]]))
  return { ofAgent: (id) => agents.get(id) ?? [], ofQueue: (id) => served.get(id) ?? [] }
}

/** Whole teams, and teams of its members by name. */
function servedBy(queue: QueueConfig, agents: ReadonlyMap<AgentId, string[]>): Set<string> {
  const named = queue.members.flatMap((id) => agents.get(id) ?? [])
  return new Set([...queue.teams.map(({ id }) => id), ...named])
}
