import type { AgentId } from '#protocol/ids'
import type { CallView } from '#protocol/web-messages'

const STAGES: readonly CallView['stage'][] = ['dialing', 'connecting', 'talking', 'held', 'recovering']

/** Another agent has the call, or is about to: it can be listened to, and joined. */
export const canStepIn = ({ agentId, stage }: CallView, ownId: AgentId | null | undefined): boolean =>
  agentId !== null && agentId !== ownId && STAGES.includes(stage)
