// What a call's line says of it: how long it may last, and who rings beside whoever is rung. Rules C70 of server/call, Q33 of server/queue.
import type { AgentId, CallId, LineId } from '#protocol/ids'
import { canTakeOffer } from '../agent/agent.ts'
import { limitsOf } from '../line/line-limits.ts'
import type { Site } from './site.ts'

/** These calls begin, or what their lines say may have changed. */
export function limitCalls(site: Site, ids: Iterable<CallId>): void {
  const { lines, limits } = site.configuration
  for (const id of ids) {
    const call = site.liveCall(id)
    const wanted = limitsOf(lines, limits, call?.lineId ?? null)
    const isSame = call?.limits.talkMs === wanted.talkMs && call.limits.answerMs === wanted.answerMs
    if (call && !isSame) site.runner.dispatch('call', id, { type: 'limits', limits: wanted })
  }
}

/** Q33: null: nobody, or he rings already or cannot. */
export function mainRingOf(site: Site, entryId: string): AgentId | null {
  const entry = site.runner.get('queue-entry', entryId)
  if (entry?.state !== 'offered' || entry.silent) return null
  const { offers, callId } = entry
  const agentId = freeMainRing(site, site.liveCall(callId)?.lineId ?? null)
  return offers.some((offer) => offer.agentId === agentId) ? null : agentId
}

/** F026: null: the line has none, or he cannot take a call now. */
export function freeMainRing(site: Site, lineId: LineId | null): AgentId | null {
  const { mainRing: agentId } = site.configuration.lines.find(({ id }) => id === lineId) ?? {}
  return agentId !== undefined && canTakeOffer(site.agent(agentId)) ? agentId : null
}
