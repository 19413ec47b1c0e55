// Waiting callers and agents for tests of routing.

import type { SkillConfig, TeamConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'
import { type Agent, newAgent } from '../../server/agent/agent.ts'
import { type Membership, membershipOf } from '../../server/queue/membership.ts'
import { newQueueEntry, stepQueueEntry } from '../../server/queue/queue-entry.ts'
import type { EntryMarks } from '../../server/queue/queue-inputs.ts'
import type { DayWork } from '../../server/queue/strategy.ts'
import type { AskableEntry } from '../../server/queue/waiting.ts'

export type Caller = {
  id: string
  queue: QueueConfig
  enteredAt: number
  head?: boolean
  marks?: EntryMarks
  preferred?: string
}

export function waitingEntry({ id, queue, enteredAt, head = false, ...more }: Caller): AskableEntry {
  const who = { callId: id, legId: `${id}.l`, language: 'en', waiting: 0 } as const
  const input = { type: 'enter', ...who, queue, head, enteredAt, ...more } as const
  return stepQueueEntry(newQueueEntry(`${id}.q1`), input, enteredAt)[0] as AskableEntry
}

export const freeAgent = (id: string, more: Partial<Agent> = {}): Agent => ({
  ...newAgent(id),
  presence: 'available',
  connectionId: 'k',
  ...more,
})

export const NO_WORK: DayWork = { calls: 0, rings: 0, talkMs: 0, load: 0 }

export function membershipSample(
  queues: QueueConfig[],
  { teams = [], skills = [] }: { teams?: TeamConfig[]; skills?: SkillConfig[] } = {},
): Membership {
  const ids = [...queues.flatMap((queue) => queue.members), ...teams.flatMap((team) => team.members)]
  const people = new Map(ids.map((id) => [id, { name: id }]))
  return membershipOf({ people, queues, teams, skills })
}
