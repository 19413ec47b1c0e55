// What each queue has learned of its waits; rebuilt from the event log at start, learned from the same inputs afterwards.
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { Routing } from '../queue/routing.ts'
import {
  cameTrue,
  estimateWait,
  gaveUp,
  handled,
  newWaitModel,
  type WaitEstimate,
  type WaitModel,
} from '../queue/wait-estimate.ts'
import type { LoggedInput } from '../runner/event-log.ts'

type Stated = { queueId: QueueId; at: Ms; estimate: WaitEstimate }
/** An agent's call of a queue, since it rang; `until`: its wrap-up ends then at the latest, null while they talk. */
type Kept = { queueId: QueueId; since: Ms; until: Ms | null }

export class WaitTimes {
  private readonly models = new Map<QueueId, WaitModel>()
  private readonly stated = new Map<CallId, Stated>()
  private readonly rungAt = new Map<AgentId, Ms>()
  private readonly kept = new Map<AgentId, Kept>()

  /** How long a caller waits from now who has this rank in the queue; null when nobody is at work there. */
  expected(queueId: QueueId, position: number, { membership, agents }: Routing): WaitEstimate | null {
    const members = membership.queues.get(queueId)?.members.length ?? 0
    const atWork = members - agents.count(queueId, 'signed-out') - agents.count(queueId, 'not-ready')
    return estimateWait(this.modelOf(queueId), { position, atWork })
  }

  count({ machine, machineId, callId, at, input }: LoggedInput): void {
    if (machine === 'agent' && input.type === 'call-ended') this.ends(machineId, at, input.wrapUpMs)
    if (machine === 'call' && input.type === 'queue.left') this.settle(machineId, at, gaveUp)
    if (machine !== 'queue-entry') return
    if (input.type === 'enter' && input.estimate)
      this.stated.set(input.callId, { queueId: input.queue.id, at, estimate: input.estimate })
    if (input.type === 'offer' || input.type === 'pick-up') this.rings(input.agentId, at)
    if (input.type === 'accept' || input.type === 'pick-up') this.takes(input.agentId, callId ?? '', at)
    if (input.type === 'leave') this.settle(callId ?? '', at, gaveUp)
  }

  private modelOf(queueId: QueueId): WaitModel {
    return this.models.get(queueId) ?? newWaitModel()
  }

  /** The call before has kept the agent until now, or until its wrap-up ended. */
  private rings(agentId: AgentId, at: Ms): void {
    const kept = this.kept.get(agentId)
    if (kept?.until) this.free(agentId, kept, Math.min(kept.until, at))
    this.rungAt.set(agentId, at)
  }

  private takes(agentId: AgentId, callId: CallId, at: Ms): void {
    const stated = this.stated.get(callId)
    this.settle(callId, at, cameTrue)
    if (stated) this.kept.set(agentId, { queueId: stated.queueId, since: this.rungAt.get(agentId) ?? at, until: null })
  }

  private ends(agentId: AgentId, at: Ms, wrapUpMs: Ms): void {
    const kept = this.kept.get(agentId)
    if (!kept) return
    if (wrapUpMs === 0) this.free(agentId, kept, at)
    else this.kept.set(agentId, { ...kept, until: at + wrapUpMs })
  }

  private free(agentId: AgentId, { queueId, since }: Kept, at: Ms): void {
    this.kept.delete(agentId)
    this.models.set(queueId, handled(this.modelOf(queueId), at - since))
  }

  private settle(callId: CallId, at: Ms, learn: typeof cameTrue): void {
    const stated = this.stated.get(callId)
    if (!stated) return
    this.stated.delete(callId)
    const { queueId, estimate } = stated
    this.models.set(queueId, learn(this.modelOf(queueId), estimate, at - stated.at))
  }
}
