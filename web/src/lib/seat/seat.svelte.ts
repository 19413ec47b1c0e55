// The agent's seat: what the bar shows, and every act of the agent.

import { codeText } from '#lib/api/failure-text.svelte.ts'
import { type Answer, type Command, live } from '#lib/live/live.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import { devices } from '#lib/softphone/devices.svelte.ts'
import { softphone } from '#lib/softphone/softphone.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { NotReadyReason } from '#protocol/reasons'
import type { AgentView, CallView } from '#protocol/web-messages'
import { type BarKind, barKind } from './bar-state.ts'
import type { Dialable } from './dialable.ts'
import { type TransferTold, transferTold } from './transfer-told.ts'
import { work } from './work.svelte.ts'

export type Pending =
  | 'presence'
  | 'sign-in'
  | 'answer'
  | 'end'
  | 'hold'
  | 'mute'
  | 'keep'
  | 'record'
  | 'transfer'
  | 'dial'
  | 'finish'
  | 'extend'
  | 'digits'
  | 'party'
export type DialTrouble = { target: Dialable; text: string }

class Seat {
  /** Acts that the server has not answered yet. */
  pending: Partial<Record<Pending, true>> = $state({})
  dialTrouble: DialTrouble | null = $state(null)
  dialed: { callId: string; target: Dialable } | null = $state.raw(null)
  dialNumber = $state('')
  dialOpen = $state(false)
  redialOpen = $state(false)
  keypadOpen = $state(false)
  /** The outcome of a transfer that the agent has read. */
  #readTransfer: string | null = $state(null)
  presenceOpen = $state(false)
  devicesOpen = $state(false)
  /** The audio check is on the page, with its own button to sign in. */
  checkShown = $state(false)
  sentDigits = $state('')
  /** Extensions of the present wrap-up. */
  extended = $state(0)

  get agent(): AgentView | null {
    const id = session.me?.agentId
    return id ? (live.model.topics.seat.maps.agent.get(id) ?? null) : null
  }

  get call(): CallView | null {
    const id = this.agent?.callId
    return id ? (live.model.topics.seat.maps.call.get(id) ?? null) : null
  }

  get kind(): BarKind {
    return barKind(this.agent, softphone.state === 'connected', this.call?.stage === 'connecting')
  }

  get isConnected(): boolean {
    return live.connection.state === 'open' && !live.takenOver
  }

  get isSignedIn(): boolean {
    return this.agent !== null && this.agent.presence !== 'signed-out'
  }

  get inCall(): boolean {
    return ['ringing', 'dialing', 'connecting', 'talking', 'holding', 'supervising', 'recovering'].includes(this.kind)
  }

  async signIn(): Promise<void> {
    if (this.pending['sign-in']) return
    this.pending['sign-in'] = true
    softphone.ring.unlock()
    if (softphone.stream === null && !(await softphone.openMicrophone())) {
      delete this.pending['sign-in']
      return
    }
    devices.rememberCheck()
    const answer = await live.act({ type: 'agent.sign-in' })
    delete this.pending['sign-in']
    if (!answer.ok) return this.#tell(answer.reason)
    // From now on calls come: the moment in which a notice makes sense.
    if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
    await softphone.start()
  }

  async signOut(): Promise<void> {
    const answer = await this.#act('presence', { type: 'agent.sign-out' })
    if (answer?.ok) softphone.stop()
  }

  async available(): Promise<void> {
    await this.#act('presence', { type: 'agent.set-presence', presence: 'available', reason: null })
  }

  async notReady(reason: NotReadyReason): Promise<void> {
    await this.#act('presence', { type: 'agent.set-presence', presence: 'not-ready', reason })
  }

  async answer(): Promise<void> {
    if (this.call) await this.#act('answer', { type: 'call.answer', callId: this.call.id })
  }

  /** F4 always ends the leg in the agent's ear: declines while it rings, hangs up otherwise. */
  async end(): Promise<void> {
    const { call } = this
    if (!call) return
    const type = this.kind === 'ringing' ? 'call.decline' : 'call.hang-up'
    await this.#act('end', { type, callId: call.id })
  }

  async toggleHold(): Promise<void> {
    const { call } = this
    if (!call) return
    const type = this.kind === 'holding' ? 'call.resume' : 'call.hold'
    await this.#act('hold', { type, callId: call.id })
  }

  /** It is quiet, but the call goes on. */
  async keep(): Promise<void> {
    if (this.call) await this.#act('keep', { type: 'call.keep', callId: this.call.id })
  }

  async toggleMute(): Promise<void> {
    const { call } = this
    if (!call) return
    const muted = !softphone.muted
    softphone.setMuted(muted)
    if (this.isConnected) await this.#act('mute', { type: 'call.mute', callId: call.id, muted })
  }

  get mayPauseRecording(): boolean {
    const { call } = this
    return call?.recording === true && call.answeredAt !== null && session.may('recording.pause')
  }

  async keepRecording(keeping: 'keep' | 'pause' | 'mask'): Promise<void> {
    if (this.call) await this.#act('record', { type: 'call.record', callId: this.call.id, keeping })
  }

  /** What became of a transfer out, until it is read. */
  get transferTold(): TransferTold | null {
    const id = session.me?.agentId
    const told = id ? transferTold(live.model.topics.seat.maps.call.values(), id) : null
    return told && this.#readTransfer === `${told.callId} ${told.kind}` ? null : told
  }

  transferRead({ callId, kind }: TransferTold): void {
    this.#readTransfer = `${callId} ${kind}`
  }

  async transfer(to: string): Promise<boolean> {
    const { call } = this
    if (!call) return false
    this.#readTransfer = null
    const answer = await this.#act('transfer', { type: 'call.transfer', callId: call.id, to })
    return answer?.ok === true
  }

  /** An act with others at the call; false when it was refused, and why is told. */
  async party(command: Command): Promise<boolean> {
    const answer = await this.#act('party', command)
    return answer?.ok === true
  }

  async sendDigit(digit: string): Promise<void> {
    if (!this.call) return
    this.sentDigits += digit
    const answer = await live.act({ type: 'call.digits', callId: this.call.id, digits: digit })
    if (!answer.ok) this.#tell(answer.reason)
  }

  async dial(target: Dialable): Promise<void> {
    if (this.pending.dial) return
    this.dialTrouble = null
    this.pending.dial = true
    const { number, of, customerId = null } = target
    const answer = await live.act({ type: 'call.dial', to: of ? '' : number, customerId, ...(of ? { of } : {}) })
    delete this.pending.dial
    if (!answer.ok) this.dialTrouble = { target, text: codeText(answer.reason) }
    else {
      this.dialOpen = false
      if (answer.callId) this.dialed = { callId: answer.callId, target }
    }
  }

  async finish(): Promise<void> {
    const item = work.current
    if (item && work.requireComplete(item) > 0) return
    if (item) await item.save()
    const answer = await this.#act('finish', { type: 'agent.finish-wrap-up' })
    if (answer?.ok && item) work.close(item.callId)
  }

  async extend(): Promise<void> {
    const answer = await this.#act('extend', { type: 'agent.extend-wrap-up' })
    if (answer?.ok) this.extended += 1
  }

  async #act(name: Pending, command: Command): Promise<Answer | null> {
    if (this.pending[name]) return null
    this.pending[name] = true
    const answer = await live.act(command)
    delete this.pending[name]
    if (!answer.ok) this.#tell(answer.reason)
    return answer
  }

  #tell(reason: string): void {
    toasts.fault(t(appWords.errors.notDone, { why: codeText(reason) }))
  }
}

export const seat = new Seat()
