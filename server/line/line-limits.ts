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

/** A shorter one would end every call. */
const SHORTEST_MS: Ms = 5000

/** Null when they can be used. */
export function limitFault(
  limits: { [K in keyof SiteLimits]?: Ms },
): { field: keyof SiteLimits; message: string } | null {
  const fields = ['maxTalkMs', 'answerTimeoutMs'] as const
  const field = fields.find((key) => {
    const ms = limits[key] ?? 0
    return ms > 0 && ms < SHORTEST_MS
  })
  return field === undefined ? null : { field, message: '0, or 5 seconds at least' }
}
