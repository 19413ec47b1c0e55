import { expect, it } from 'vitest'
import type { AgentView, CallView } from '#protocol/web-messages'
import { agentCell, askingForHelp, heldOrder, inOrder } from './agent-order.ts'

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
  agent('help', { activity: 'talking' }),
].map((view) => agentCell(view, now, new Set(['help'])))
const ids = (list: typeof cells) => list.map((cell) => cell.agent.id)
const call = (more: Partial<CallView>) =>
  ({ direction: 'in', stage: 'held', agentId: 'ann', calleeId: null, guests: [], ...more }) as CallView
const guest = (agentId: string, state: CallView['guests'][number]['state']) => [
  { legId: 'l', agentId, number: null, state, joined: false },
]

it('AO2 help, seat away, over the limit, longest in state, signed out', () => {
  expect(ids(inOrder(cells, 'urgent', 'en'))).toEqual(['help', 'away', 'hold', 'idle', 'talk', 'out'])
})
it('AO3 by name, the signed-out last', () => {
  expect(ids(inOrder(cells, 'name', 'en'))).toEqual(['away', 'help', 'hold', 'idle', 'talk', 'out'])
})
it('AO4 a held order never reshuffles and takes newcomers last', () => {
  expect(ids(heldOrder(['talk', 'gone', 'idle'], cells))).toEqual(['talk', 'idle', 'out', 'hold', 'away', 'help'])
})
it.each<[string, Partial<CallView>, string[]]>([
  ['a leader is rung', { guests: guest('boss', 'ringing') }, ['ann']],
  ['the leader is there', { guests: guest('boss', 'up') }, []],
  ['a colleague is rung', { guests: guest('bob', 'ringing') }, []],
  ['a leader is called', { direction: 'internal', stage: 'dialing', calleeId: 'boss' }, ['ann']],
  ['a leader calls a leader', { agentId: 'boss', guests: guest('boss', 'ringing') }, []],
])('AO1 %s', (_, more, asking) => {
  expect([...askingForHelp([call(more)], (id) => id === 'boss')]).toEqual(asking)
})
