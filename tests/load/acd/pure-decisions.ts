// The index alone: an agent becomes free, the decision is made, another caller comes. How many a second.
import { type Agent, newAgent } from '../../../server/agent/agent.ts'
import { membershipOf } from '../../../server/queue/membership.ts'
import { Routing } from '../../../server/queue/routing.ts'
import { NO_WORK, waitingEntry } from '../../harness/routing-samples.ts'
import { agentIds, queueOf, queuesFor, type Size, spread } from './centre.ts'

const ROUNDS = 20_000

export function pureDecisions({ agents, waiting }: Size): { perSecond: number; p99Us: number } {
  const queues = queuesFor(agents)
  const ids = agentIds(agents)
  const people = new Map(ids.map((id) => [id, { name: id }]))
  const day = { workOf: () => NO_WORK, lastAsked: () => null }
  const routing = new Routing(membershipOf({ people, queues, teams: [], skills: [] }), day)
  const busy = (id: string): Agent => ({
    ...newAgent(id),
    presence: 'available',
    connectionId: 'k',
    activity: { name: 'talking', since: 0, callId: 'x' },
  })
  for (const id of ids) routing.setAgent(busy(id))
  let now = 1_000_000
  let callers = 0
  const comes = () => {
    const queue = queues[queueOf(callers)] as (typeof queues)[number]
    const entry = waitingEntry({ id: `c${callers}`, queue, enteredAt: now })
    callers += 1
    routing.setEntry(entry.id, entry, now)
  }
  for (let i = 0; i < waiting; i++) {
    now += 7
    comes()
  }
  const times: number[] = []
  let made = 0
  const startedAt = performance.now()
  for (let i = 0; i < ROUNDS; i++) {
    const id = ids[(i * 31) % ids.length] as string
    now += 11
    const begun = performance.now()
    routing.setAgent({ ...busy(id), activity: { name: 'idle', since: now } })
    const offer = routing.next(now, i)
    times.push((performance.now() - begun) * 1000)
    if (offer) {
      made += 1
      routing.setEntry(offer.entryId, null, now)
      routing.setAgent(busy(offer.agentId))
    }
    comes()
  }
  const seconds = (performance.now() - startedAt) / 1000
  if (made !== ROUNDS) throw new Error(`${made} offers in ${ROUNDS} rounds`)
  return { perSecond: Math.round(made / seconds), p99Us: spread(times).p99 }
}
