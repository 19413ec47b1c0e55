// Who serves which queue, in which tier and place, and who can do what: the configuration as decisions read it.

import type { AgentId, QueueId } from '#protocol/ids'
import type { SkillConfig, TeamConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'

/** `place` is the order of the queue's list, from 0; persons by name stand before those who come with a team. */
export type Member = { agentId: AgentId; tier: number; place: number }
export type QueueMembers = {
  queue: QueueConfig
  /** By tier, then place. */
  members: readonly Member[]
  byAgent: ReadonlyMap<AgentId, Member>
  /** The tiers that have members, lowest first. */
  tiers: readonly number[]
}
export type Membership = {
  queues: ReadonlyMap<QueueId, QueueMembers>
  queuesOf(agentId: AgentId): readonly QueueMembers[]
  /** 0 = the agent does not have the skill. */
  levelOf(agentId: AgentId, skillId: string): number
  nameOf(agentId: AgentId): string
}

export type MembershipSource = {
  people: ReadonlyMap<AgentId, { name: string }>
  queues: readonly QueueConfig[]
  teams: readonly TeamConfig[]
  skills: readonly SkillConfig[]
}

export function membershipOf(source: MembershipSource): Membership {
  const teams = new Map(source.teams.map((team) => [team.id, team.members]))
  const queues = new Map(source.queues.map((queue) => [queue.id, membersOf(queue, teams, source.people)]))
  const served = new Map<AgentId, QueueMembers[]>()
  for (const members of queues.values())
    for (const { agentId } of members.members) {
      const known = served.get(agentId)
      if (known) known.push(members)
      else served.set(agentId, [members])
    }
  const levels = new Map(source.skills.map((skill) => [skill.id, skill.levels]))
  return {
    queues,
    queuesOf: (agentId) => served.get(agentId) ?? [],
    levelOf: (agentId, skillId) => levels.get(skillId)?.[agentId] ?? 0,
    nameOf: (agentId) => source.people.get(agentId)?.name ?? '',
  }
}

/** M1, M2: each person once; who is named keeps the named tier, of several teams the best counts. */
function membersOf(
  queue: QueueConfig,
  teams: ReadonlyMap<string, readonly AgentId[]>,
  people: ReadonlyMap<AgentId, unknown>,
): QueueMembers {
  const tiers = new Map<AgentId, number>()
  for (const id of queue.members) tiers.set(id, queue.tiers[id] ?? 1)
  for (const team of [...queue.teams].sort((a, b) => a.tier - b.tier))
    for (const id of teams.get(team.id) ?? []) if (!tiers.has(id)) tiers.set(id, team.tier)
  const known = [...tiers].filter(([id]) => people.has(id))
  const members = known.map(([agentId, tier], place) => ({ agentId, tier, place }))
  members.sort((a, b) => a.tier - b.tier || a.place - b.place)
  return {
    queue,
    members,
    byAgent: new Map(members.map((member) => [member.agentId, member])),
    tiers: [...new Set(members.map(({ tier }) => tier))],
  }
}
