// Runs the session machine of every leg: applies its effects to the endpoint, the media engine and the timers.
import type { LegId } from '#protocol/ids'
import { leaveBehind } from '../../dialog/replaced-session.ts'
import type { SessionEffect, SessionFact, SessionInput, SessionStep } from '../../dialog/session.ts'
import { stepSession } from '../../dialog/step-session.ts'
import type { IpFamily, MediaEngine } from '../../media/media-engine.ts'
import type { SipRequest, SipResponse } from '../../sip/message.ts'
import type { Endpoint } from '../../sip/via.ts'
import type { ClientFailure } from '../../transaction/client-effects.ts'
import { type Schedule, TimerMap } from '../../transaction/timer-map.ts'
import type { SipEndpoint } from '../../transport/sip-endpoint.ts'
import { endpointOf, guarded, type Leg, redirectsIn } from './leg.ts'
import type { SipLine } from './sip-line.ts'

type SessionRunnerOptions = {
  endpoint: SipEndpoint
  media: Pick<MediaEngine, 'openRtp' | 'setRemote' | 'closeLeg'>
  schedule: Schedule
  onFact(leg: Leg, fact: SessionFact): void
  onGone(leg: Leg): void
}

type NewLeg = Pick<Leg, 'id' | 'line' | 'callId' | 'localTag' | 'peer' | 'inviteTransaction' | 'state'>

const dialogKey = (callId: string, localTag: string): string => `${callId} ${localTag}`

export class SessionRunner {
  readonly #options: SessionRunnerOptions
  readonly #legs = new Map<LegId, Leg>()
  readonly #byDialog = new Map<string, Leg>()
  readonly #byTransaction = new Map<string, Leg>()

  constructor(options: SessionRunnerOptions) {
    this.#options = options
  }

  get all(): Leg[] {
    return [...this.#legs.values()]
  }

  byId(legId: LegId): Leg | undefined {
    return this.#legs.get(legId)
  }

  byDialog(callId: string, localTag: string | null): Leg | undefined {
    return localTag === null ? undefined : this.#byDialog.get(dialogKey(callId, localTag))
  }

  byInvite(transaction: string): Leg | undefined {
    return this.all.find((leg) => leg.inviteTransaction === transaction)
  }

  /** How many legs of a line are alive for the server. */
  count(line: SipLine): number {
    return this.all.filter((leg) => leg.line === line && leg.state !== 'ended').length
  }

  start(created: NewLeg, [session, effects]: SessionStep): void {
    const leg: Leg = { ...created, session, timers: new TimerMap(this.#options.schedule), sent: new Map() }
    this.#legs.set(leg.id, leg)
    this.#byDialog.set(dialogKey(leg.callId, leg.localTag), leg)
    this.#apply(leg, effects)
  }

  step(leg: Leg, input: SessionInput): void {
    const [session, effects] = stepSession(leg.session, input)
    leg.session = session
    this.#apply(leg, effects)
  }

  /** L14: `leg` lives on in a call that takes its place; what it was goes on under another id until its BYE is answered. */
  replace(leg: Leg, by: Pick<Leg, 'callId' | 'localTag' | 'peer' | 'inviteTransaction'>, step: SessionStep): void {
    const [left, effects] = leaveBehind(leg.session)
    const { id } = leg
    const behind: Leg = { ...leg, id: `${id} ${leg.localTag}`, state: 'ended', session: left }
    this.#legs.set(behind.id, behind)
    this.#byDialog.set(dialogKey(leg.callId, leg.localTag), behind)
    for (const transaction of leg.sent.keys()) this.#byTransaction.set(transaction, behind)
    leg.timers.clearAll()
    this.#apply(behind, effects)
    this.start({ ...leg, ...by }, step)
  }

  /** False when no leg has sent that request. */
  onResponse(transaction: string, response: SipResponse): boolean {
    const leg = this.#byTransaction.get(transaction)
    const sent = leg?.sent.get(transaction)
    if (!leg || !sent) return false
    const authorization = leg.line.authorize(sent.request, response, sent.to)
    this.step(leg, { type: 'response', response, authorization, redirects: redirectsIn(leg, response) })
    return true
  }

  onFailure(transaction: string, failure: ClientFailure): boolean {
    const leg = this.#byTransaction.get(transaction)
    const sent = leg?.sent.get(transaction)
    if (!leg || !sent) return false
    if (sent.request.method === 'INVITE' && leg.state === 'dialing') leg.line.onDialUnanswered()
    this.step(leg, { type: 'failed', method: sent.request.method, failure })
    return true
  }

  #apply(leg: Leg, effects: SessionEffect[]): void {
    for (const effect of effects) this.#applyOne(leg, effect)
  }

  #applyOne(leg: Leg, effect: SessionEffect): void {
    const { endpoint, media } = this.#options
    if (effect.type === 'respond') endpoint.respond(effect.transaction, effect.response)
    else if (effect.type === 'request') this.#request(leg, effect.request, endpointOf(leg, effect))
    else if (effect.type === 'ack') {
      const to = endpointOf(leg, effect)
      endpoint.sendAck(guarded(leg, effect.request, to), to)
    } else if (effect.type === 'cancel') endpoint.cancel(leg.inviteTransaction ?? '', effect.headers)
    else if (effect.type === 'set-timer')
      leg.timers.set(effect.name, effect.after, () => this.step(leg, { type: 'timer', name: effect.name }))
    else if (effect.type === 'clear-timer') leg.timers.clear(effect.name)
    else if (effect.type === 'open-rtp') void this.#openRtp(leg, effect.family)
    else if (effect.type === 'set-remote') media.setRemote(leg.id, effect.remote)
    else if (effect.type === 'close-rtp') media.closeLeg(leg.id)
    else if (effect.type === 'emit') this.#emit(leg, effect.fact)
    else this.#drop(leg)
  }

  #request(leg: Leg, made: SipRequest, to: Endpoint): void {
    const request = guarded(leg, made, to)
    const transaction = this.#options.endpoint.request(request, to, leg.line.attemptsFor(request, to))
    leg.sent.set(transaction, { request, to })
    this.#byTransaction.set(transaction, leg)
    if (request.method === 'INVITE') leg.inviteTransaction = transaction
  }

  async #openRtp(leg: Leg, family: IpFamily): Promise<void> {
    const { media } = this.#options
    let input: SessionInput
    try {
      input = { type: 'rtp-opened', ...(await media.openRtp(leg.id, family)) }
    } catch (error) {
      input = { type: 'rtp-failed', detail: error instanceof Error ? error.message.slice(0, 200) : 'RTP failed' }
    }
    // Hung up while the sockets were opening: nobody else will close them.
    if (leg.state === 'ended') media.closeLeg(leg.id)
    else this.step(leg, input)
  }

  #emit(leg: Leg, fact: SessionFact): void {
    // A leg that was replaced in place is answered already.
    if (fact.type === 'answered' && leg.state === 'answered') return
    if (fact.type === 'answered') leg.state = 'answered'
    if (fact.type === 'ended') leg.state = 'ended'
    this.#options.onFact(leg, fact)
  }

  #drop(leg: Leg): void {
    leg.timers.clearAll()
    this.#legs.delete(leg.id)
    this.#byDialog.delete(dialogKey(leg.callId, leg.localTag))
    for (const transaction of leg.sent.keys()) this.#byTransaction.delete(transaction)
    this.#options.onGone(leg)
  }
}
