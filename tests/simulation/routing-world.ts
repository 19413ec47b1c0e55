// A small call centre of pure machines: callers and agents do what the random numbers say, the index decides, and each
// decision is held against the rules without an index.
import type { SkillConfig, TeamConfig } from '#protocol/people-config'
import type { QueueConfig, Strategy } from '#protocol/queue-config'
import type { Agent } from '../../server/agent/agent.ts'
import type { AgentInput } from '../../server/agent/agent-inputs.ts'
import { stepAgent } from '../../server/agent/agent-step.ts'
import type { QueueEntry } from '../../server/queue/entry-place.ts'
import { membershipOf } from '../../server/queue/membership.ts'
import { newQueueEntry, stepQueueEntry } from '../../server/queue/queue-entry.ts'
import type { QueueEntryInput } from '../../server/queue/queue-inputs.ts'
import { Routing } from '../../server/queue/routing.ts'
import { type DayWork, ringsAtSeveral } from '../../server/queue/strategy.ts'
import type { AskableEntry } from '../../server/queue/waiting.ts'
import { freeAgent, NO_WORK } from '../harness/routing-samples.ts'
import { queueSample } from '../harness/samples.ts'
import { isEligible, isHigher, type NaiveWorld, naiveNext } from './naive-routing.ts'
import type { Random } from './random.ts'

const STRATEGIES: Strategy[] = [
  'longest-idle',
  'fewest-calls',
  'least-talk-time',
  'balanced-load',
  'fewest-rings',
  'round-robin',
  'fixed-order',
  'hunting',
  'random',
  'last-agent',
  'preferred-agent',
  'ring-all',
  'progressive-ring',
]
const MOST_WAITING = 25
const STEPS_MS = [0, 200, 1000, 4000, 15_000]

export class RoutingWorld implements NaiveWorld {
  now = 1_000_000
  seed = 0
  queues: QueueConfig[] = []
  teams: TeamConfig[] = []
  skills: SkillConfig[] = []
  readonly agents = new Map<string, Agent>()
  readonly entries = new Map<string, AskableEntry>()
  readonly problems: string[] = []
  decisions = 0
  private readonly all = new Map<string, QueueEntry>()
  private readonly work = new Map<string, DayWork>()
  private readonly asked = new Map<string, string>()
  private routing: Routing
  private lease = 0
  private callers = 0

  constructor(
    private readonly random: Random,
    /** Compare every decision with the reference, or only check that it was fair. */
    private readonly compares: boolean,
  ) {
    const ids = Array.from({ length: random.between(3, 14) }, (_, i) => `a${i}`)
    for (const id of ids) this.agents.set(id, freeAgent(id, { presence: 'signed-out', connectionId: null }))
    this.configure()
    this.routing = this.index()
  }

  workOf(id: string): DayWork {
    return this.work.get(id) ?? NO_WORK
  }

  lastAsked(queueId: string): string | null {
    return this.asked.get(queueId) ?? null
  }

  /** One thing happens, then everything that can be decided is. */
  step(): void {
    const what = this.random.next()
    if (what < 0.3) this.callerArrives()
    else if (what < 0.65) this.agentActs(this.random.pick([...this.agents.keys()]))
    else if (what < 0.75) this.callerActs()
    else if (what < 0.995) this.timePasses()
    else this.reconfigure()
    this.decide()
  }

  private decide(): void {
    for (;;) {
      this.seed += 1
      const offer = this.routing.next(this.now, this.seed)
      if (this.compares) this.compare(offer)
      if (!offer) return
      this.decisions += 1
      this.checkFairness(offer)
      this.lease += 1
      this.tellEntry(offer.entryId, { type: 'offer', agentId: offer.agentId, lease: this.lease })
    }
  }

  private compare(offer: { entryId: string; agentId: string } | null): void {
    const expected = naiveNext(this)
    const [seen, wanted] = [offer, expected].map((pair) => (pair ? `${pair.entryId} → ${pair.agentId}` : 'nobody'))
    if (seen !== wanted) this.problems.push(`${this.decisions}: ${seen} instead of ${wanted}`)
  }

  /** Nobody is served before one who ranks higher and may have the same agent. */
  private checkFairness({
    entryId,
    agentId,
    decision,
  }: {
    entryId: string
    agentId: string
    decision: { chosen: string | null }
  }): void {
    const served = this.entries.get(entryId)
    if (!served || !isEligible(this, served, agentId)) this.problems.push(`${entryId} may not have ${agentId}`)
    else
      for (const other of this.entries.values())
        if (other.id !== entryId && isHigher(this, other, served) && isEligible(this, other, agentId))
          this.problems.push(`${entryId} was served before ${other.id} by ${agentId}`)
    if (decision.chosen !== agentId) this.problems.push(`${entryId} is explained by ${decision.chosen}`)
  }

  private callerArrives(): void {
    if (this.all.size >= MOST_WAITING) return
    const { random } = this
    this.callers += 1
    const id = `c${this.callers}`
    const own = { vip: random.chance(0.2), red: random.chance(0.1) }
    const marks = { ...own, line: random.chance(0.1) ? 5 : 0, flow: random.chance(0.1) ? 3 : 0 }
    const queue = random.pick(this.queues)
    const preferred =
      queue.strategy.endsWith('-agent') && random.chance(0.7) ? random.pick([...this.agents.keys()]) : null
    this.tellEntry(id, {
      type: 'enter',
      callId: id,
      legId: `${id}.l`,
      queue,
      language: 'en',
      waiting: 0,
      head: random.chance(0.05),
      enteredAt: this.now - (random.chance(0.1) ? 20_000 : 0),
      marks,
      ...(preferred === null ? {} : { preferred }),
    })
  }

  private callerActs(): void {
    const id = this.all.size > 0 ? this.random.pick([...this.all.keys()]) : null
    if (id !== null) this.tellEntry(id, this.random.chance(0.5) ? { type: 'leave' } : { type: 'timer', name: 'ring' })
  }

  private agentActs(id: string): void {
    const agent = this.agents.get(id) as Agent
    const { activity } = agent
    const what = this.random.next()
    if (agent.presence === 'signed-out') {
      this.tellAgent(id, { type: 'seat.connected', connectionId: 'k' })
      this.tellAgent(id, { type: 'sign-in' })
    } else if (activity.name === 'ringing') this.agentAnswers(id, activity, what)
    else if (activity.name === 'talking') this.callEnds(id, activity.callId, activity.since)
    else if (activity.name === 'wrap-up') this.tellAgent(id, { type: 'finish-wrap-up' })
    else if (what < 0.1) this.tellAgent(id, { type: 'sign-out' })
    else if (what < 0.25) this.tellAgent(id, { type: 'seat.lost', connectionId: null })
    else if (what < 0.5) this.tellAgent(id, { type: 'seat.connected', connectionId: 'k' })
    else if (what < 0.6) this.tellAgent(id, { type: 'presence', presence: 'not-ready', reason: 'break' })
    else this.tellAgent(id, { type: 'presence', presence: 'available', reason: null })
  }

  private agentAnswers(agentId: string, ringing: { callId: string; lease: number }, what: number): void {
    const { callId, lease } = ringing
    if (what < 0.3) this.tellEntry(callId, { type: 'decline', agentId, lease })
    else {
      this.tellEntry(callId, { type: 'accept', agentId, lease })
      this.count(agentId, { calls: 1 })
      this.tellAgent(agentId, { type: 'talking', callId })
    }
  }

  private callEnds(id: string, callId: string, since: number): void {
    const talkMs = this.now - since
    this.count(id, { talkMs, load: talkMs * 2 ** (this.now / 3_600_000) })
    this.tellAgent(id, { type: 'call-ended', callId, wrapUpMs: this.random.chance(0.5) ? 0 : 5000 })
  }

  /** To the very moment at which the index wants to look again, or some way towards it. */
  private timePasses(): void {
    const wake = this.routing.wakeAt()
    const then = this.now + this.random.pick(STEPS_MS)
    this.now = wake !== null && wake < then ? Math.max(wake, this.now) : then
  }

  private reconfigure(): void {
    this.configure()
    for (const [id, entry] of this.all)
      if (entry.state === 'waiting' || entry.state === 'offered') {
        const queue = this.queues.find((candidate) => candidate.id === entry.queue.id)
        if (queue) this.tellEntry(id, { type: 'reconfigure', queue })
        else this.tellEntry(id, { type: 'leave' })
      }
    this.routing = this.index()
  }

  private index(): Routing {
    const people = new Map([...this.agents.keys()].map((id) => [id, { name: id }]))
    const { queues, teams, skills } = this
    const routing = new Routing(membershipOf({ people, queues, teams, skills }), this)
    for (const [id, entry] of this.entries) routing.setEntry(id, entry, this.now)
    for (const agent of this.agents.values()) routing.setAgent(agent)
    return routing
  }

  private configure(): void {
    const { random } = this
    const ids = [...this.agents.keys()]
    const some = (chance: number) => ids.filter(() => random.chance(chance))
    this.teams = ['t1', 't2'].map((id) => ({ id, name: id, members: some(0.4) }))
    this.skills = ['s1', 's2'].map((id) => ({
      id,
      name: id,
      levels: Object.fromEntries(some(0.6).map((agentId) => [agentId, random.between(1, 11)])),
    }))
    this.queues = Array.from({ length: random.between(1, 6) }, (_, i) => {
      const members = some(0.5).sort(() => random.next() - 0.5)
      const relax = [
        { afterMs: 3000, level: random.between(0, 8) },
        { afterMs: 9000, level: 0 },
      ].slice(0, random.between(0, 3))
      const need = { id: random.pick(['s1', 's2']), level: random.between(1, 11), relax }
      return queueSample({
        id: `q${i}`,
        members,
        tiers: Object.fromEntries(members.filter(() => random.chance(0.3)).map((id) => [id, random.between(1, 4)])),
        teams: this.teams.filter(() => random.chance(0.3)).map(({ id }) => ({ id, tier: random.between(1, 4) })),
        tierAfterMs: random.pick([0, 2000, 6000]),
        skills: random.chance(0.4) ? [need] : [],
        strategy: random.pick(STRATEGIES),
        priority: random.chance(0.5) ? 0 : random.between(0, 3),
        weight: random.chance(0.6) ? 1 : random.between(1, 4),
        vipPriority: random.between(0, 3),
        redPriority: random.between(0, 4),
        keepMs: 5000,
        progressiveMs: 2000,
        noAnswerLimit: random.between(0, 3),
      })
    })
  }

  private count(id: string, more: Partial<DayWork>): void {
    const work = this.workOf(id)
    const { calls = 0, rings = 0, talkMs = 0, load = 0 } = more
    this.work.set(id, {
      calls: work.calls + calls,
      rings: work.rings + rings,
      talkMs: work.talkMs + talkMs,
      load: work.load + load,
    })
  }

  private tellEntry(id: string, input: QueueEntryInput): void {
    const before = this.all.get(id) ?? newQueueEntry(id)
    const [entry, effects] = stepQueueEntry(before, input, this.now)
    if (input.type === 'offer' && entry !== before && entry.state === 'offered') {
      this.asked.set(entry.queue.id, input.agentId)
      this.count(input.agentId, { rings: 1 })
    }
    this.keep(id, entry)
    for (const effect of effects)
      if (effect.type === 'tell' && effect.machine === 'agent') this.tellAgent(effect.id, effect.input)
  }

  private keep(id: string, entry: QueueEntry): void {
    if (entry.state === 'ended') this.all.delete(id)
    else this.all.set(id, entry)
    const isAskable = entry.state === 'waiting' || (entry.state === 'offered' && ringsAtSeveral(entry.queue.strategy))
    if (isAskable) this.entries.set(id, entry)
    else this.entries.delete(id)
    this.routing.setEntry(id, isAskable ? entry : null, this.now)
  }

  private tellAgent(id: string, input: AgentInput): void {
    const [agent, effects] = stepAgent(this.agents.get(id) as Agent, input, this.now)
    this.agents.set(id, agent)
    this.routing.setAgent(agent)
    for (const effect of effects)
      if (effect.type === 'tell' && effect.machine === 'queue-entry') this.tellEntry(effect.id, effect.input)
  }
}

/** Runs worlds until so many offers were made; the seeds that broke a rule, with what they broke. */
export function runWorlds(
  decisions: number,
  compares: boolean,
  random: (seed: number) => Random,
): { made: number; worlds: number; broken: string[] } {
  const broken: string[] = []
  let made = 0
  let seed = 0
  for (; made < decisions; seed++) {
    const world = new RoutingWorld(random(seed), compares)
    for (let i = 0; i < 1500 && world.problems.length === 0; i++) world.step()
    if (world.problems.length > 0) broken.push(`seed ${seed}: ${world.problems[0]}`)
    made += world.decisions
  }
  return { made, worlds: seed, broken }
}
