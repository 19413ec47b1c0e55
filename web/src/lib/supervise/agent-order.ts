// The order of the supervisor's agent cells: what needs a look first (ui.md 4.3). Pure.

import { type BarKind, barKind } from '#lib/seat/bar-state.ts'
import type { AgentView } from '#protocol/web-messages'

const minute = 60_000
/** From here on a state is worth a look. */
const limits: Partial<Record<BarKind, number>> = {
  talking: 10 * minute,
  holding: minute,
  'wrap-up': 2 * minute,
  'not-ready': 30 * minute,
  ringing: 20_000,
}

export type AgentCell = { agent: AgentView; kind: BarKind; isLong: boolean }

export function agentCell(agent: AgentView, now: number): AgentCell {
  const kind = barKind(agent, true)
  const limit = limits[kind]
  return { agent, kind, isLong: limit !== undefined && now - agent.since >= limit }
}

function rank({ kind, isLong }: AgentCell): number {
  if (kind === 'recovering' || kind === 'away') return 0
  if (isLong) return 1
  return kind === 'signed-out' ? 3 : 2
}

/** Seat away first, then over the limit, then longest in state; the signed-out last. */
export function inOrder(cells: readonly AgentCell[]): AgentCell[] {
  return [...cells].sort(
    (a, b) => rank(a) - rank(b) || a.agent.since - b.agent.since || a.agent.id.localeCompare(b.agent.id),
  )
}

/** Keep the places that are known, add new agents at the end, leave out those gone. */
export function heldOrder(order: readonly string[], cells: readonly AgentCell[]): AgentCell[] {
  const byId = new Map(cells.map((cell) => [cell.agent.id, cell]))
  const kept = order.flatMap((id) => byId.get(id) ?? [])
  const known = new Set(order)
  return [...kept, ...cells.filter((cell) => !known.has(cell.agent.id))]
}
