// How long calls of a line may last, where it says so itself or the site does. F028, F029.
import type { LineId, Ms } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import { type CallLimits, NO_LIMITS } from '../call/call-limits.ts'

export type SiteLimits = { maxTalkMs: Ms; answerTimeoutMs: Ms }

export function limitsOf(
  lines: readonly LineConfig[],
  site: SiteLimits | undefined,
  lineId: LineId | null,
): CallLimits {
  if (lineId === null) return NO_LIMITS
  const line = lines.find(({ id }) => id === lineId)
  return {
    talkMs: line?.maxTalkMs ?? site?.maxTalkMs ?? 0,
    answerMs: line?.answerTimeoutMs ?? site?.answerTimeoutMs ?? 0,
  }
}
