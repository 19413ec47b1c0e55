// The supervisor at another agent's call: what is on, what may be done, and every act.
import { codeText } from '#lib/api/failure-text.svelte.ts'
import { type Command, live } from '#lib/live/live.svelte.ts'
import { seat } from '#lib/seat/seat.svelte.ts'
import { type Right, session } from '#lib/session/session.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { superviseWords } from '#lib/text/supervise-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { CallView, SupervisionView } from '#protocol/web-messages'

export type SuperviseAct = 'listen' | 'whisper' | 'barge' | 'take-over' | 'hang-up'
const rights: Record<SuperviseAct, Right> = {
  listen: 'call.listen',
  whisper: 'call.whisper',
  barge: 'call.barge',
  'take-over': 'call.take-over',
  'hang-up': 'call.force-hang-up',
}

class Supervise {
  /** The act that the server has not answered yet. */
  pending: SuperviseAct | 'leave' | null = $state(null)
  #asked = 0
  #sent: Promise<unknown> = Promise.resolve()

  /** Where this supervisor is. */
  get own(): SupervisionView | null {
    const all = [...live.model.topics.seat.maps.supervision.values()]
    return all.find(({ supervisorId }) => supervisorId === session.me?.agentId) ?? null
  }

  /** Who is at the agent's own call, as far as the site tells. */
  get told(): SupervisionView | null {
    const { call } = seat
    const found = call ? live.model.topics.seat.maps.supervision.get(call.id) : undefined
    return found && found.agentId === session.me?.agentId ? found : null
  }

  may(act: SuperviseAct): boolean {
    return session.may(rights[act])
  }

  /** Why it cannot be done to this call now; '' = it can. */
  reason(act: SuperviseAct, call: CallView): string {
    const { why } = superviseWords
    if (act === 'hang-up') return ''
    const other = live.model.topics.site.maps.supervision.get(call.id)
    if (other && other.supervisorId !== session.me?.agentId) return t(why.taken, { name: other.supervisorName })
    if (this.own && this.own.id !== call.id) return t(why.elsewhere)
    if (!this.own && (!seat.isSignedIn || seat.agent?.reachable !== true)) return t(why.signIn)
    if (!this.own && seat.agent?.activity !== 'idle') return t(why.busy)
    return act === 'take-over' && call.stage !== 'talking' && call.stage !== 'held' ? t(why.notTalking) : ''
  }

  async act(act: SuperviseAct, callId: string): Promise<void> {
    const done = await this.#send(act, { type: `supervise.${act}`, callId })
    if (done && act === 'take-over') toasts.say(t(superviseWords.takenOver))
    if (done && act === 'hang-up') toasts.say(t(superviseWords.hungUp))
  }

  async leave(): Promise<void> {
    await this.#send('leave', { type: 'supervise.leave' })
  }

  /** One at a time: what is asked for meanwhile waits, and only the latest of it is sent; the same again is one. */
  async #send(name: SuperviseAct | 'leave', command: Command): Promise<boolean> {
    this.#asked += 1
    const turn = this.#asked
    if (this.pending === name) return false
    await this.#sent
    if (turn !== this.#asked) return false
    this.pending = name
    const sent = live.act(command)
    this.#sent = sent
    const answer = await sent
    this.pending = null
    if (!answer.ok) toasts.fault(t(appWords.errors.notDone, { why: codeText(answer.reason) }))
    return answer.ok
  }
}

export const supervise = new Supervise()
