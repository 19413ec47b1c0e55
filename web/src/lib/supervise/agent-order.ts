// The supervisor's agent cells: what each shows, and their order, what needs a look first (ui.md 4.3). Pure.
// AO1 who calls a leader and is not answered yet asks for help · AO2 help, seat away, over the limit, longest in state,
// signed out · AO3 another order keeps the signed-out last · AO4 a held order never reshuffles: newcomers stand last.
import { type BarKind, barKind } from '#lib/seat/bar-state.ts'
import type { AgentView, CallView } from '#protocol/web-messages'

const minute = 60_000
/** From here on a state is worth a look. */
const limits: Partial<Record<CellKind, number>> = {
  talking: 10 * minute,
  holding: minute,
  'wrap-up': 2 * minute,
  'not-ready': 30 * minute,
  ringing: 20_000,
}

export type CellKind = BarKind | 'help'
export type AgentCell = { agent: AgentView; kind: CellKind; isLong: boolean }
export const CELL_ORDERS = ['urgent', 'name', 'number', 'state', 'since'] as const
export type CellOrder = (typeof CELL_ORDERS)[number]

/** `help`: who asks for it, from `askingForHelp`. */
export function agentCell(agent: AgentView, now: number, help: ReadonlySet<string>): AgentCell {
  const kind = help.has(agent.id) ? 'help' : barKind(agent, true)
  const limit = limits[kind]
  return { agent, kind, isLong: limit !== undefined && now - agent.since >= limit }
}

export function askingForHelp(
  calls: Iterable<CallView>,
  isLeader: (agentId: string | null) => boolean,
): ReadonlySet<string> {
  const asking = new Set<string>()
  for (const { agentId, calleeId, guests, direction, stage } of calls) {
    const rung = guests.some((guest) => guest.state !== 'up' && isLeader(guest.agentId))
    const dialled = direction === 'internal' && stage === 'dialing' && isLeader(calleeId)
    if (agentId !== null && !isLeader(agentId) && (rung || dialled)) asking.add(agentId)
  }
  return asking
}

function rank({ kind, isLong }: AgentCell): number {
  if (kind === 'help') return 0
  if (kind === 'recovering' || kind === 'away') return 1
  if (isLong) return 2
  return kind === 'signed-out' ? 4 : 3
}

const isOut = ({ kind }: AgentCell): number => Number(kind === 'signed-out')

export function inOrder(cells: readonly AgentCell[], order: CellOrder, locale: string): AgentCell[] {
  const by: Record<CellOrder, (a: AgentCell, b: AgentCell) => number> = {
    urgent: (a, b) => rank(a) - rank(b),
    name: (a, b) => a.agent.name.localeCompare(b.agent.name, locale),
    number: (a, b) => a.agent.number.localeCompare(b.agent.number, 'en', { numeric: true }),
    state: (a, b) => a.kind.localeCompare(b.kind),
    since: () => 0,
  }
  return [...cells].sort(
    (a, b) =>
      isOut(a) - isOut(b) || by[order](a, b) || a.agent.since - b.agent.since || a.agent.id.localeCompare(b.agent.id),
  )
}

/** Keep the places that are known, add new agents at the end, leave out those gone. */
export function heldOrder(order: readonly string[], cells: readonly AgentCell[]): AgentCell[] {
  const byId = new Map(cells.map((cell) => [cell.agent.id, cell]))
  const kept = order.flatMap((id) => byId.get(id) ?? [])
  const known = new Set(order)
  return [...kept, ...cells.filter((cell) => !known.has(cell.agent.id))]
}
