// The order in which a queue asks its free members: the smallest value first, then the place. Rules S1-S14 in SPEC.md.

import type { AgentId, Ms } from '#protocol/ids'
import type { Strategy } from '#protocol/queue-config'
import type { Agent } from '../agent/agent.ts'
import type { Member } from './membership.ts'
import type { AskableEntry } from './waiting.ts'

/** S12, S13: more than one phone may ring for a caller. */
export const ringsAtSeveral = (strategy: Strategy): boolean =>
  strategy === 'ring-all' || strategy === 'progressive-ring'

/** What an agent has done today, as strategies count it. */
export type DayWork = {
  calls: number
  /** Offers that rang at the agent. */
  rings: number
  talkMs: Ms
  /** Talk time of which each hour that passes forgets a half, as it weighs at the day's start; only compared. */
  load: number
}

/** What the order of free agents is made of, fixed while the agent is free. */
export type FreeAgent = { member: Member; agent: Agent; work: DayWork }

/** S1-S5: does the order of the free agents stand by itself, whoever calls? */
export function standingValue(strategy: Strategy, { member, agent, work }: FreeAgent): number {
  switch (strategy) {
    case 'longest-idle':
    case 'last-agent':
    case 'preferred-agent':
    case 'ring-all':
    case 'progressive-ring':
      return idleSince(agent)
    case 'fewest-calls':
      return work.calls
    case 'least-talk-time':
      return work.talkMs
    case 'balanced-load':
      return work.load
    case 'fewest-rings':
      return work.rings
    case 'round-robin':
    case 'fixed-order':
    case 'hunting':
    case 'random':
      return member.place
  }
}

/** S1: the later of the last call's end and the sign-in, so that who comes late is not asked first. */
export const idleSince = (agent: Agent): Ms => Math.max(agent.lastCallEndedAt, agent.signedInAt)

/** S6, S8: after whom the circle goes on; null where the strategy knows no circle or it begins. */
export function circleAfter(strategy: Strategy, entry: AskableEntry, lastOfQueue: AgentId | null): AgentId | null {
  if (strategy === 'round-robin') return lastOfQueue
  return strategy === 'hunting' ? entry.lastAsked : null
}

/** S9: a number that seed and agent decide, the same for the same two. */
export function drawn(seed: number, place: number): number {
  let mixed = Math.imul((seed >>> 0) ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
