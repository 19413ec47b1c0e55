// What a queue has agent and customer hear, each alone, before they are joined (C32), and the effects that say it.

import type { AgentId, LegId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import { say } from '../say/say.ts'

/** `agentName` is missing in older events. */
export type Introduction = Pick<QueueConfig, 'whisper' | 'agentNumber' | 'greeting'> &
  Partial<Pick<QueueConfig, 'agentName'>>

type Said = { playerId: string; legId: LegId; agentId: AgentId; language: Language; prompts: string[] }
export type Introduce =
  /** Say this agent's number, name or both, as they are when this is carried out, then the prompts. */
  | ({ type: 'introduce'; number: boolean; name: boolean } & Said)
  /** To the agent, in the language that he has set; where it has no such prompt, in the other. */
  | ({ type: 'whisper' } & Said)

/** The agent's own recording of the name, as a prompt; in one language for all. */
export const nameSound = (agentId: AgentId): { name: string; language: Language } => ({
  name: `agent-name-${agentId}`,
  language: 'zh-CN',
})

/** As prompts: the number digit by digit, and the name's recording; without one, the number stands for the name. */
export function spokenAgent(
  number: string,
  said: { number: boolean; name: string | null },
  language: Language,
): string[] {
  const digits = say({ kind: 'digits', digits: number, yao: true }, language)
  const byNumber = (said.number || said.name === null) && digits.length > 0
  const spoken = [...(byNumber ? ['agent-number', ...digits] : []), ...(said.name === null ? [] : [said.name])]
  return spoken.length === 0 ? [] : [...spoken, 'agent-service']
}
