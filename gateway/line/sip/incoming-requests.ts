// Requests from peers: which line they are of, whether they are admitted, and which leg they concern (RFC 3261 §8.2, §12.2.2).
import type { Ms } from '#protocol/ids'
import { startOffered } from '../../dialog/offered-session.ts'
import { replaceRefusal, takePlace } from '../../dialog/replaced-session.ts'
import { replacesIn } from '../../dialog/replaces.ts'
import { isSecured, secured } from '../../dialog/secured.ts'
import type { Party } from '../../dialog/session.ts'
import { isTooShort, MIN_SE_FIELD } from '../../dialog/session-timer.ts'
import type { IpFamily } from '../../media/media-engine.ts'
import { type ReadOffer, readOffer } from '../../sdp/offer-answer.ts'
import { addressOf, tagOf } from '../../sip/address.ts'
import { ACCEPT, ALLOW, admitRequest } from '../../sip/admission.ts'
import { field, makeResponse } from '../../sip/make-message.ts'
import type { HeaderField, SipMessage, SipRequest, SipResponse } from '../../sip/message.ts'
import { bareHost } from '../../sip/uri.ts'
import { type Endpoint, type TlsPeer, transportOf } from '../../sip/via.ts'
import type { ClientFailure } from '../../transaction/client-effects.ts'
import type { TransactionTimers } from '../../transaction/timers.ts'
import type { EndpointUser, SipEndpoint } from '../../transport/sip-endpoint.ts'
import type { EmitLineFact } from '../line-driver.ts'
import { limitWarning } from './call-limits.ts'
import { type CallerId, callerIdOf } from './caller-id.ts'
import type { Leg } from './leg.ts'
import { newLegId } from './leg-id.ts'
import { mediaPolicyOf } from './media-policy.ts'
import { partyOf } from './party.ts'
import type { SessionRunner } from './session-runner.ts'
import type { SipLine } from './sip-line.ts'

type Options = {
  options: {
    now: () => Ms
    random: (octets: number) => string
    timers: TransactionTimers
    families: IpFamily[]
    emit: EmitLineFact
    log: (event: string, fields: Record<string, unknown>) => void
  }
  lines: () => SipLine[]
}

type IncomingCall = { invite: SipRequest; transaction: string; source: Endpoint; caller: CallerId }

const TAG_OCTETS = 8
/** RFC 5630. */
const SIPS_NOT_ALLOWED = field('warning', '380 trunk "SIPS Not Allowed"')
const LEG_ID_OCTETS = 10

export class IncomingRequests implements EndpointUser {
  readonly #options: Options['options']
  readonly #lines: () => SipLine[]
  #endpoint: SipEndpoint | null = null
  #runner: SessionRunner | null = null
  #isOpen: () => boolean = () => false

  constructor({ options, lines }: Options) {
    this.#options = options
    this.#lines = lines
  }

  /** Until then everything is dropped. */
  connect(endpoint: SipEndpoint, runner: SessionRunner, isOpen: () => boolean): void {
    this.#endpoint = endpoint
    this.#runner = runner
    this.#isOpen = isOpen
  }

  isLineAddress(address: string): boolean {
    return this.#lines().some((line) => line.hasAddress(address))
  }

  isKnownAddress(address: string): boolean {
    if (this.isLineAddress(address)) return true
    return this.#runner?.all.some((leg) => isPartyOf(leg, address)) ?? false
  }

  /** L25: of the lines at that address, and of those in a call with it. */
  provableAt(address: string): TlsPeer[] {
    const legs = this.#runner?.all.filter((leg) => isPartyOf(leg, address)) ?? []
    const lines = this.#lines().filter((line) => line.hasAddress(address))
    return [...new Set([...lines, ...legs.map(({ line }) => line)])].flatMap(({ mustProve }) => mustProve ?? [])
  }

  isKnown(source: Endpoint, request: SipRequest | null): boolean {
    if (!this.#runner) return false
    if (this.#lines().some((line) => line.isFrom(source))) return true
    const leg = request && this.#runner.byDialog(request.callId, tagOf(request.to))
    return leg ? isPartyOf(leg, source.address) && leg.line.isProved(source) : false
  }

  onHeard(source: Endpoint, message: SipMessage): void {
    for (const line of this.#lines()) if (line.isFrom(source)) line.onHeard(message)
  }

  onOptions(request: SipRequest): SipResponse {
    const refusal = admitRequest(request)
    const toTag = this.#options.random(TAG_OCTETS)
    if (refusal) return makeResponse(request, refusal.status, { toTag, headers: refusal.headers })
    return makeResponse(request, this.#isOpen() ? 200 : 503, { toTag, headers: [ALLOW, ACCEPT] })
  }

  onRequest(request: SipRequest, transaction: string, source: Endpoint): void {
    const localTag = tagOf(request.to)
    const refusal = admitRequest(request)
    const leg = this.#runner?.byDialog(request.callId, localTag)
    if (refusal) this.#refuse(transaction, request, refusal.status, refusal.headers)
    else if (localTag === null && request.method === 'INVITE') this.#onInvite(request, transaction, source)
    else if (leg) this.#runner?.step(leg, { type: 'request', request, transaction })
    else this.#refuse(transaction, request, 481)
  }

  onCancel(cancel: SipRequest, transaction: string, invite: string | null): void {
    const leg = invite === null ? undefined : this.#runner?.byInvite(invite)
    const toTag = leg?.localTag ?? this.#options.random(TAG_OCTETS)
    // §9.2: 200 as long as the INVITE's transaction is there, whether or not it still helps.
    this.#endpoint?.respond(transaction, makeResponse(cancel, invite === null ? 481 : 200, { toTag }))
    if (leg) this.#runner?.step(leg, { type: 'cancelled' })
  }

  onAck(ack: SipRequest): void {
    const leg = this.#runner?.byDialog(ack.callId, tagOf(ack.to))
    if (leg) this.#runner?.step(leg, { type: 'ack', ack })
  }

  onResponse(transaction: string, response: SipResponse): void {
    if (this.#runner?.onResponse(transaction, response)) return
    this.#lines().some((line) => line.onResponse(transaction, response))
  }

  onFailure(transaction: string, failure: ClientFailure): void {
    if (this.#runner?.onFailure(transaction, failure)) return
    this.#lines().some((line) => line.onFailure(transaction))
  }

  /** L4: by the number called, then by the port it came from, then by the transport, then the first. */
  #lineOf(source: Endpoint, dialed: string): SipLine | undefined {
    const lines = this.#lines().filter((line) => line.isFrom(source))
    const digits = (number: string) => number.replace(/^\+/, '')
    return (
      lines.find(({ config }) => config.numbers.some((number) => digits(number) === digits(dialed))) ??
      lines.find((line) => line.isTrunk(source)) ??
      lines.find((line) => line.speaks(transportOf(source))) ??
      lines[0]
    )
  }

  #onInvite(invite: SipRequest, transaction: string, source: Endpoint): void {
    const caller = callerIdOf(invite)
    const line = this.#lineOf(source, caller.dialed)
    const runner = this.#runner
    const limit = line && runner ? line.admitsCall(runner.count(line)) : null
    if (!line || !runner || !this.#isOpen()) this.#refuse(transaction, invite, 503)
    else if (limit) this.#refuse(transaction, invite, 503, [limitWarning(limit)])
    else if (runner.byDialog(invite.callId, tagOf(invite.from))) this.#refuse(transaction, invite, 482)
    else if (isSecured(invite) && transportOf(source) !== 'tls')
      this.#refuse(transaction, invite, 480, [SIPS_NOT_ALLOWED])
    else if (isTooShort(invite)) this.#refuse(transaction, invite, 422, [MIN_SE_FIELD])
    else if (invite.body.length > 0 && !this.#readOffer(line, invite, source)) this.#refuse(transaction, invite, 488)
    else if (replacesIn(invite).isPresent) this.#replace(line, runner, { invite, transaction, source, caller })
    else this.#offer(line, runner, { invite, transaction, source, caller })
  }

  #readOffer(line: SipLine, { body }: SipRequest, source: Endpoint): ReadOffer | null {
    return readOffer(body, mediaPolicyOf(line.config, this.#options.families, source.address))
  }

  #party(line: SipLine, { invite, source }: IncomingCall): Party {
    const { random } = this.#options
    const uri = this.#endpoint!.contact(null, source)
    const ends = { localTag: random(TAG_OCTETS), contact: addressOf(isSecured(invite) ? secured(uri) : uri) }
    return partyOf({ config: line.config, ...ends, peer: source, isCaller: false }, this.#options)
  }

  /** L14: only a call of the same line may be replaced, so that no trunk takes over another's. */
  #replace(line: SipLine, runner: SessionRunner, incoming: IncomingCall): void {
    const { invite, transaction, source } = incoming
    const { replaces } = replacesIn(invite)
    if (!replaces) {
      this.#refuse(transaction, invite, 400)
      return
    }
    const leg = runner.byDialog(replaces.callId, replaces.toTag)
    const session = leg?.line === line ? leg.session : undefined
    const status = replaceRefusal(session, replaces)
    if (!leg || status || session?.state !== 'established') {
      this.#refuse(transaction, invite, status ?? 481)
      return
    }
    const party = this.#party(line, incoming)
    const by = { callId: invite.callId, localTag: party.localTag, peer: source, inviteTransaction: transaction }
    runner.replace(leg, by, takePlace(party, invite, transaction, session.sound.local))
  }

  #offer(line: SipLine, runner: SessionRunner, incoming: IncomingCall): void {
    const { invite, transaction, source, caller } = incoming
    const { now, random, emit } = this.#options
    const party = this.#party(line, incoming)
    const { localTag } = party
    const id = newLegId(now(), random(LEG_ID_OCTETS))
    const created = { id, line, callId: invite.callId, localTag, peer: source, inviteTransaction: transaction }
    runner.start({ ...created, state: 'offered' }, startOffered(party, invite, transaction))
    const { diverted, withheld, ...shown } = caller
    const marks = { ...(diverted ? { diverted } : {}), ...(withheld ? { withheld } : {}) }
    emit({ type: 'leg.offered', legId: id, lineId: line.config.id, ...shown, ...marks })
    const { state, fault, detail } = line.report
    emit({ type: 'line.changed', lineId: line.config.id, state, fault, detail, calls: runner.count(line) })
  }

  #refuse(transaction: string, request: SipRequest, status: number, headers: HeaderField[] = []): void {
    const toTag = this.#options.random(TAG_OCTETS)
    this.#endpoint?.respond(transaction, makeResponse(request, status, { toTag, headers }))
    this.#options.log('sip.request-refused', { method: request.method, status })
  }
}

/** L3: within a dialog, the address that the other side itself named as its own may speak too. */
function isPartyOf(leg: Leg, address: string): boolean {
  const dialog = 'dialog' in leg.session ? leg.session.dialog : null
  const target = dialog && dialog.remoteTarget.scheme !== 'other' ? bareHost(dialog.remoteTarget.host) : null
  return address === leg.peer.address || address === target
}
