// Routing as its rules say it, without any index: everybody is compared with everybody. Written for comparing only.
import type { SkillConfig, TeamConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'
import type { Agent } from '../../server/agent/agent.ts'
import type { QueueEntry } from '../../server/queue/entry-place.ts'
import { type DayWork, drawn } from '../../server/queue/strategy.ts'

type Open = QueueEntry & { state: 'waiting' | 'offered' }
export type NaiveWorld = {
  now: number
  seed: number
  queues: QueueConfig[]
  teams: TeamConfig[]
  skills: SkillConfig[]
  agents: Map<string, Agent>
  entries: Map<string, Open>
  workOf(id: string): DayWork
  lastAsked(queueId: string): string | null
}

/** M1, M2: [agent, tier] in the order of the queue's list. */
function listOf(world: NaiveWorld, queue: QueueConfig): [string, number][] {
  const list: [string, number][] = queue.members.map((id) => [id, queue.tiers[id] ?? 1])
  for (const team of [...queue.teams].sort((a, b) => a.tier - b.tier))
    for (const id of world.teams.find((candidate) => candidate.id === team.id)?.members ?? [])
      if (!list.some(([known]) => known === id)) list.push([id, team.tier])
  return list.filter(([id]) => world.agents.has(id))
}

const isAtWork = (agent: Agent | undefined) => agent?.presence === 'available' && agent.connectionId !== null

/** R1, R2. */
export function isHigher(world: NaiveWorld, a: Open, b: Open): boolean {
  const priority = (entry: Open) =>
    entry.queue.priority +
    entry.marks.line +
    entry.marks.flow +
    (entry.marks.vip ? entry.queue.vipPriority : 0) +
    (entry.marks.red ? entry.queue.redPriority : 0)
  const weighed = (entry: Open) => (world.now - entry.enteredAt) * entry.queue.weight
  if (a.head !== b.head) return a.head
  if (priority(a) !== priority(b)) return priority(a) > priority(b)
  if (weighed(a) !== weighed(b)) return weighed(a) > weighed(b)
  return a.enteredAt !== b.enteredAt ? a.enteredAt < b.enteredAt : a.id < b.id
}

/** E1-E8. */
export function isEligible(world: NaiveWorld, entry: Open, agentId: string): boolean {
  const agent = world.agents.get(agentId)
  const list = listOf(world, entry.queue)
  const tier = list.find(([id]) => id === agentId)?.[1]
  if (!agent || tier === undefined || !mayRing(world, entry)) return false
  if (!isAtWork(agent) || agent.activity.name !== 'idle') return false
  if ((entry.passed[agentId] ?? 0) > world.now) return false
  const waited = world.now - entry.enteredAt
  const isLowerStaffed = list.some(([id, other]) => other < tier && isAtWork(world.agents.get(id)))
  if (isLowerStaffed && waited < (tier - 1) * entry.queue.tierAfterMs) return false
  for (const need of entry.queue.skills) {
    const steps = need.relax.filter((step) => step.afterMs <= waited)
    const required = Math.min(need.level, ...steps.map((step) => step.level))
    if ((world.skills.find((skill) => skill.id === need.id)?.levels[agentId] ?? 0) < required) return false
  }
  return !isKeptFromAll(world, entry, list) || entry.preferred === agentId
}

function isKeptFromAll(world: NaiveWorld, entry: Open, list: [string, number][]): boolean {
  const { preferred } = entry
  if (preferred === null || !list.some(([id]) => id === preferred)) return false
  if ((entry.passed[preferred] ?? 0) > world.now) return false
  return isAtWork(world.agents.get(preferred)) && world.now < entry.enteredAt + entry.queue.keepMs
}

function mayRing(world: NaiveWorld, entry: Open): boolean {
  if (entry.state === 'waiting') return true
  if (entry.queue.strategy === 'ring-all') return true
  if (entry.queue.strategy !== 'progressive-ring') return false
  return entry.offers.every((offer) => offer.at + entry.queue.progressiveMs <= world.now)
}

/** S1-S13: what is smallest comes first. */
function keyOf(world: NaiveWorld, entry: Open, agentId: string): number[] {
  const list = listOf(world, entry.queue)
  const place = list.findIndex(([id]) => id === agentId)
  const tier = list[place]?.[1] ?? 0
  const agent = world.agents.get(agentId) as Agent
  const work = world.workOf(agentId)
  const first = entry.preferred === agentId ? 0 : 1
  const idle = Math.max(agent.lastCallEndedAt, agent.signedInAt)
  const circle = (after: string | null) => {
    const from = list.findIndex(([id]) => id === after)
    return place > from ? place : place + list.length
  }
  switch (entry.queue.strategy) {
    case 'fewest-calls':
      return [first, tier, work.calls, place]
    case 'least-talk-time':
      return [first, tier, work.talkMs, place]
    case 'balanced-load':
      return [first, tier, work.load, place]
    case 'fewest-rings':
      return [first, tier, work.rings, place]
    case 'round-robin':
      return [first, tier, circle(world.lastAsked(entry.queue.id))]
    case 'hunting':
      return [first, tier, circle(entry.lastAsked)]
    case 'fixed-order':
      return [first, tier, place]
    case 'random':
      return [first, tier, drawn(world.seed, place), place]
    default:
      return [first, tier, idle, place]
  }
}

function isBefore(a: number[], b: number[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value < (b[i] ?? 0)
  return false
}

/** D2, D3: the first caller in the order who may have anybody, and whom. */
export function naiveNext(world: NaiveWorld): { entryId: string; agentId: string } | null {
  const entries = [...world.entries.values()].sort((a, b) => (isHigher(world, a, b) ? -1 : 1))
  for (const entry of entries) {
    const able = [...world.agents.keys()].filter((id) => isEligible(world, entry, id))
    const keys = new Map(able.map((id) => [id, keyOf(world, entry, id)]))
    able.sort((a, b) => (isBefore(keys.get(a) ?? [], keys.get(b) ?? []) ? -1 : 1))
    if (able[0] !== undefined) return { entryId: entry.id, agentId: able[0] }
  }
  return null
}
