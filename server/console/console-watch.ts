// Whether anybody is at the console, and where its callers go instead of waiting for it. Rules CS1-CS7 in SPEC.md.
import type { ConsoleTarget } from '#protocol/console'
import type { AgentId, Ms, QueueId } from '#protocol/ids'
import type { Agent } from '../agent/agent.ts'
import type { Clock } from '../clock.ts'
import { stepFlow } from '../inbound/step-flow.ts'
import type { Membership } from '../queue/membership.ts'
import type { SiteConfiguration } from '../site/configuration.ts'
import type { ConsoleAway } from './console-inputs.ts'
import { consoleQueues } from './console-queues.ts'

type WatchPorts = {
  clock: Clock
  agent(id: AgentId): Pick<Agent, 'presence' | 'connectionId'>
  /** The time has come to look again. */
  awake(): void
}

/** CS2 */
export const LOST_GRACE_MS: Ms = 20_000

export class ConsoleWatch {
  private members: ReadonlyMap<QueueId, readonly AgentId[]> = new Map()
  private fault: ConsoleAway['target'] | null = null
  private automatic: ConsoleAway['target'] | null = null
  private readonly lostSince = new Map<QueueId, Ms>()
  private wake: { at: Ms; cancel(): void } | null = null

  constructor(private readonly ports: WatchPorts) {}

  configure(configuration: SiteConfiguration, membership: Membership): void {
    const { fault, automatic } = configuration.console ?? { fault: null, automatic: null }
    this.members = consoleQueues(configuration.people, membership)
    this.fault = fault && this.targetOf(fault.target, configuration)
    const flow: ConsoleTarget | null =
      automatic?.on && automatic.flow !== null ? { kind: 'flow', flow: automatic.flow } : null
    this.automatic = this.targetOf(flow, configuration)
  }

  /** The queues whose callers may have to go; none while nothing is set. */
  get queues(): Iterable<QueueId> {
    return this.fault || this.automatic ? this.members.keys() : []
  }

  /** CS3, CS4, CS6: null: they wait. */
  away(queueId: QueueId): ConsoleAway | null {
    const members = this.members.get(queueId)
    if (!members) return null
    if (this.automatic) return { why: 'automatic', target: this.automatic }
    if (this.fault && this.isOutOfOrder(queueId, members)) return { why: 'out-of-order', target: this.fault }
    return null
  }

  /** CS2 */
  private isOutOfOrder(queueId: QueueId, members: readonly AgentId[]): boolean {
    const signedIn = members.map((id) => this.ports.agent(id)).filter(({ presence }) => presence !== 'signed-out')
    if (signedIn.length === 0 || signedIn.some(({ connectionId }) => connectionId !== null)) {
      this.lostSince.delete(queueId)
      return signedIn.length === 0
    }
    const now = this.ports.clock.now()
    const since = this.lostSince.get(queueId) ?? now
    this.lostSince.set(queueId, since)
    if (now >= since + LOST_GRACE_MS) return true
    this.wakeAt(since + LOST_GRACE_MS)
    return false
  }

  private wakeAt(at: Ms): void {
    if (this.wake && this.wake.at <= at) return
    this.wake?.cancel()
    const cancel = this.ports.clock.at(at, () => {
      this.wake = null
      this.ports.awake()
    })
    this.wake = { at, cancel }
  }

  /** CS7 */
  private targetOf(
    target: ConsoleTarget | null,
    { flows, queues, hours, people }: SiteConfiguration,
  ): ConsoleAway['target'] | null {
    if (target?.kind === 'number' || (target?.kind === 'agent' && people.has(target.agent)))
      return { kind: 'flow', flow: stepFlow({ ...target, language: 'zh-CN' }), hours }
    if (target?.kind === 'agent') return null
    if (target?.kind === 'queue')
      return queues.some(({ id }) => id === target.queue) && !this.members.has(target.queue) ? target : null
    const flow = flows.find(({ id }) => id === target?.flow)
    return flow ? { kind: 'flow', flow, hours } : null
  }
}
