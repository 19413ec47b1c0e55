// What a supervisor does to agents and waiting callers from the live page.
import { codeText } from '#lib/api/failure-text.svelte.ts'
import { type Command, live } from '#lib/live/live.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { roomWords as words } from '#lib/text/room-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { NotReadyReason } from '#protocol/reasons'
import type { AgentView } from '#protocol/web-messages'

type Forced = 'available' | 'not-ready' | 'signed-out'
export type RoomAct = Forced | 'head' | 'move'

class Room {
  /** The act that the server has not answered yet. */
  pending: RoomAct | null = $state(null)

  /** Why it cannot be done to this agent now; '' = it can. */
  reason(to: Forced, agent: AgentView): string {
    const { why } = words.agent
    if (agent.presence === 'signed-out') return t(why.signedOut)
    if (to === 'available' && agent.presence === 'available') return t(why.already)
    const inCall = ['dialing', 'talking', 'holding', 'supervising'].includes(agent.activity)
    return to === 'signed-out' && inCall ? t(why.inCall) : ''
  }

  async force(to: Forced, agent: AgentView, reason: NotReadyReason): Promise<void> {
    const agentId = agent.id
    const command: Command =
      to === 'signed-out'
        ? { type: 'room.sign-out', agentId }
        : { type: 'room.presence', agentId, presence: to, reason: to === 'not-ready' ? reason : null }
    await this.#send(to, command, t(words.agent.done[to], { agent: agent.name }))
  }

  async toHead(callId: string): Promise<void> {
    await this.#send('head', { type: 'room.to-head', callId }, t(words.move.headDone))
  }

  async move(callId: string, queue: { id: string; name: string }): Promise<void> {
    const said = t(words.move.done, { queue: queue.name })
    await this.#send('move', { type: 'room.move', callId, queueId: queue.id }, said)
  }

  async #send(act: RoomAct, command: Command, said: string): Promise<void> {
    if (this.pending !== null) return
    this.pending = act
    const answer = await live.act(command)
    this.pending = null
    if (answer.ok) toasts.say(said)
    else toasts.fault(t(appWords.errors.notDone, { why: codeText(answer.reason) }))
  }
}

export const room = new Room()
