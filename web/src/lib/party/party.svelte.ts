// Other people at the agent's call: who there is, and every act with them.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { seat } from '#lib/seat/seat.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import type { BookEntry, TransferTargets } from '#protocol/api'
import type { ColleagueView, GuestView, PartyTarget } from '#protocol/web-messages'
import { type Act, acts, type Moment, type Target } from './target.ts'

class Party {
  panelOpen = $state(false)
  readonly places = new Resource<TransferTargets>((signal) => api.get('/transfer-targets', signal))

  readonly book = new Resource<BookEntry[]>((signal) => api.get('/number-book', signal))

  get colleagues(): ColleagueView[] {
    return [...live.model.topics.seat.maps.colleague.values()]
  }

  nameOf(agentId: string | null): string {
    if (agentId === null) return ''
    if (agentId === session.me?.agentId) return session.me.name
    return live.model.topics.seat.maps.colleague.get(agentId)?.name ?? ''
  }

  /** The agent was brought to the call, or called by a colleague: it is somebody else's. */
  get isGuest(): boolean {
    const { call, agent } = seat
    return call !== null && agent !== null && agent.activity !== 'supervising' && call.agentId !== agent.id
  }

  get moment(): Moment {
    const { kind, call } = seat
    if (kind === 'talking') return 'talking'
    return kind === 'holding' && call ? 'holding' : 'idle'
  }

  /** Where the panel can be opened now. */
  get mayOpen(): boolean {
    const mayCall = ['idle', 'not-ready', 'wrap-up', 'talking', 'holding'].includes(seat.kind)
    return mayCall && !this.isGuest
  }

  get guests(): readonly GuestView[] {
    return seat.call?.guests ?? []
  }

  get consulting(): GuestView | null {
    const id = seat.call?.consulting
    return this.guests.find(({ legId }) => legId === id) ?? null
  }

  async does(act: Act, target: Target): Promise<void> {
    if (await this.#carryOut(act, target)) this.panelOpen = false
  }

  /** What Enter does. */
  async first(target: Target): Promise<void> {
    const [act] = acts(target, this.moment)
    if (act) await this.does(act, target)
  }

  async #carryOut(act: Act, target: Target): Promise<boolean> {
    const callId = seat.call?.id ?? ''
    if (target.kind === 'queue') return seat.party({ type: 'call.to-queue', callId, queueId: target.placeId })
    if (target.kind === 'flow') return seat.party({ type: 'call.to-flow', callId, flowId: target.placeId })
    const camp = act === 'campCall' || act === 'campConsult' || act === 'campHandOver'
    if (act === 'consult' || act === 'campConsult')
      return seat.party({ type: 'call.consult', callId, to: toOf(target, camp) })
    if (act === 'handOver' || act === 'campHandOver')
      return seat.party({ type: 'call.hand-over', callId, to: toOf(target, camp) })
    if (target.kind === 'number') return this.#dialNumber(act, target.number)
    const agentId = target.colleague.id
    if (act === 'messages') return seat.party({ type: 'call.to-messages', callId, agentId })
    if (act === 'pickUp') return seat.party({ type: 'call.pick-up', agentId })
    return seat.party({ type: 'call.dial-agent', agentId, camp })
  }

  async #dialNumber(act: Act, number: string): Promise<boolean> {
    if (act === 'refer') return seat.transfer(number)
    await seat.dial({ number })
    return seat.dialTrouble === null
  }

  async leader(): Promise<void> {
    const callId = this.moment === 'idle' ? null : (seat.call?.id ?? null)
    if (await seat.party({ type: 'call.leader', callId })) this.panelOpen = false
  }

  async speakWith(legId: string | null): Promise<void> {
    if (seat.call) await seat.party({ type: 'call.speak-with', callId: seat.call.id, legId })
  }

  async join(legId: string): Promise<void> {
    if (seat.call) await seat.party({ type: 'call.join', callId: seat.call.id, legId })
  }

  async complete(legId: string): Promise<void> {
    if (seat.call) await seat.party({ type: 'call.complete', callId: seat.call.id, legId })
  }

  async drop(legId: string): Promise<void> {
    if (seat.call) await seat.party({ type: 'call.drop', callId: seat.call.id, legId })
  }

  /** To another call that is on hold. */
  async switchTo(callId: string): Promise<void> {
    if (seat.kind === 'talking') await seat.toggleHold()
    await seat.party({ type: 'call.resume', callId })
  }
}

const toOf = (target: Target & { kind: 'number' | 'agent' }, camp: boolean): PartyTarget =>
  target.kind === 'number'
    ? { kind: 'number', number: target.number }
    : { kind: 'agent', agentId: target.colleague.id, camp }

export const party = new Party()
