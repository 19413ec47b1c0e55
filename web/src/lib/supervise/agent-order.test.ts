import { expect, it } from 'vitest'
import type { AgentView } from '#protocol/web-messages'
import { agentCell, heldOrder, inOrder } from './agent-order.ts'

const now = 1_000_000
const agent = (id: string, more: Partial<AgentView>): AgentView => ({
  id,
  number: id,
  name: id,
  presence: 'available',
  reason: null,
  activity: 'idle',
  reachable: true,
  since: now - 1000,
  callId: null,
  awayUntil: null,
  wrapUpUntil: null,
  queues: [],
  teams: [],
  callsToday: 0,
  onHold: [],
  doNotDisturb: 'off',
  ...more,
})
const cells = [
  agent('out', { presence: 'signed-out' }),
  agent('idle', { since: now - 9000 }),
  agent('hold', { activity: 'holding', since: now - 60_000 }),
  agent('away', { reachable: false }),
  agent('talk', { activity: 'talking', since: now - 5000 }),
].map((view) => agentCell(view, now))
const ids = (list: typeof cells) => list.map((cell) => cell.agent.id)

it('seat away, over the limit, longest in state, signed out', () => {
  expect(ids(inOrder(cells))).toEqual(['away', 'hold', 'idle', 'talk', 'out'])
})
it('a held order never reshuffles and takes newcomers last', () => {
  expect(ids(heldOrder(['talk', 'gone', 'idle'], cells))).toEqual(['talk', 'idle', 'out', 'hold', 'away'])
})
