// What of the site the live page shows: by text, team and queue. Pure.
// LF1 '' filters nothing · LF2 all that is set must hold · LF3 a call is of its agent's teams, of its queue's while
// nobody has it · LF4 an agent is of each queue served · LF5 a state holds for what can be in it: callers wait, agents
// are idle, talk or wrap up; queues are in none.
import type { AgentView, CallView, QueueView } from '#protocol/web-messages'

export const LIVE_STATES = ['waiting', 'idle', 'talking', 'wrap-up'] as const
export type LiveState = (typeof LIVE_STATES)[number]
export type LiveFilter = { text: string; team: string; queue: string; state: LiveState | '' }
export const NO_FILTER: LiveFilter = { text: '', team: '', queue: '', state: '' }

type Site = {
  agent: ReadonlyMap<string, AgentView>
  queue: ReadonlyMap<string, QueueView>
  call: ReadonlyMap<string, CallView>
}
type Shown = { agents: AgentView[]; queues: QueueView[]; calls: CallView[] }

export const isFiltered = ({ text, team, queue, state }: LiveFilter): boolean =>
  `${text.trim()}${team}${queue}${state}` !== ''

export function shownBy(filter: LiveFilter, site: Site): Shown {
  const { team, queue, state } = filter
  const needle = filter.text.trim().toLowerCase()
  const says = (...texts: string[]) => needle === '' || texts.some((text) => text.toLowerCase().includes(needle))
  const isOf = (teams: readonly string[]) => team === '' || teams.includes(team)
  const nameOf = (id: string | null) => site.queue.get(id ?? '')?.name ?? ''
  const teamsOf = ({ agentId, queueId }: CallView) =>
    (agentId === null ? site.queue.get(queueId ?? '') : site.agent.get(agentId))?.teams ?? []
  return {
    agents: [...site.agent.values()].filter(
      (agent) =>
        says(agent.name, agent.number, ...agent.queues.map(nameOf)) &&
        isOf(agent.teams) &&
        (queue === '' || agent.queues.includes(queue)) &&
        (state === '' || stateOf(agent) === state),
    ),
    queues: [...site.queue.values()].filter(
      ({ id, name, teams }) => says(name) && isOf(teams) && (queue === '' || id === queue),
    ),
    calls: [...site.call.values()].filter(
      (call) =>
        call.stage !== 'ended' &&
        says(call.customer.text, call.customerName, call.did, nameOf(call.queueId), agentName(site, call)) &&
        isOf(teamsOf(call)) &&
        (queue === '' || call.queueId === queue) &&
        (state === '' || (state === 'waiting' && isWaiting(call))),
    ),
  }
}

/** Rung for is still waiting. */
const isWaiting = ({ stage, direction }: CallView): boolean =>
  stage === 'waiting' || (stage === 'ringing' && direction === 'in')

const isIdle = ({ presence, activity, reachable }: AgentView): boolean =>
  presence === 'available' && activity === 'idle' && reachable

export function stateOf(agent: AgentView): LiveState | null {
  if (isIdle(agent)) return 'idle'
  if (agent.activity === 'talking' || agent.activity === 'holding') return 'talking'
  return agent.activity === 'wrap-up' ? 'wrap-up' : null
}

const agentName = (site: Site, { agentId }: CallView): string => site.agent.get(agentId ?? '')?.name ?? ''

export type Totals = {
  signedIn: number
  idle: number
  waiting: number
  longestWaitSince: number | null
  offered: number
  abandoned: number
  /** Of all callers offered to these queues; null while there were none. */
  level: number | null
}

export function totalsOf({ agents, queues }: Pick<Shown, 'agents' | 'queues'>): Totals {
  const sum = (of: (queue: QueueView) => number) => queues.reduce((total, queue) => total + of(queue), 0)
  const waits = queues.flatMap(({ longestWaitSince }) => longestWaitSince ?? [])
  const offered = sum((queue) => queue.offeredToday)
  const isIn = ({ presence }: AgentView) => presence !== 'signed-out'
  return {
    signedIn: agents.filter(isIn).length,
    idle: agents.filter(isIdle).length,
    waiting: sum((queue) => queue.waiting),
    longestWaitSince: waits.length === 0 ? null : Math.min(...waits),
    offered,
    abandoned: sum((queue) => queue.abandonedToday),
    level: offered === 0 ? null : sum((queue) => (queue.serviceLevel ?? 0) * queue.offeredToday) / offered,
  }
}
