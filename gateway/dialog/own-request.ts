// re-INVITE and UPDATE of ours: hold and resume, and the refresh of the session timer (RFC 3261 §14.1, RFC 4028 §7.2). Rules D39-D43.
import { ACCEPT, ALLOW, SUPPORTED } from '../sip/admission.ts'
import type { HeaderField, SipResponse } from '../sip/message.ts'
import { dialogRequest } from './dialog.ts'
import { changeSound } from './established.ts'
import { hangUp } from './hang-up.ts'
import {
  type Established,
  endedBy,
  type OwnRequest,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
  type Sound,
  setTimer,
} from './session.ts'
import { ackOf2xx, contactField, nextRequest, SDP_TYPE } from './session-messages.ts'
import { askFields, granted, minSe, timersOf } from './session-timer.ts'
import { answeredSound, offerSound, sdpOf } from './sound.ts'

const MAX_ATTEMPTS = 3

type Response = Extract<SessionInput, { type: 'response' }>
type Wanted = { purpose: OwnRequest['purpose']; method: 'INVITE' | 'UPDATE'; sound: Sound | null; seconds?: number }

function send(leg: Established, { purpose, method, sound, seconds }: Wanted, attempts = 1, extra: HeaderField[] = []) {
  const { party, interval } = leg
  const dialog = nextRequest(leg.dialog)
  const refresher = interval?.isOurs === false ? 'uas' : 'uac'
  const timer = interval || seconds ? askFields(seconds ?? interval!.seconds, refresher) : []
  const headers = [contactField(party), ALLOW, SUPPORTED, ACCEPT, ...timer, ...extra, ...(sound ? [SDP_TYPE] : [])]
  const body = sound ? { body: sound.sdp } : {}
  const effect = dialogRequest(dialog, { method, cseq: dialog.localCSeq, headers, ...body })
  const own: OwnRequest = { request: effect.request, purpose, sound, attempts }
  const invite = method === 'INVITE' ? { invite: effect.request, ackBody: null } : {}
  const next: Established = { ...leg, ...invite, dialog, own }
  return [next, [{ type: 'request', ...effect }]] satisfies [Established, SessionEffect[]]
}

/** D39: one request at a time, none while theirs is open or a glare has to pass. A hold comes before a refresh. */
export function pursue(leg: Established): [Established, SessionEffect[]] {
  const { own, pending, sound, wantsHold, isEnded } = leg
  if (own || pending || isEnded || leg.isYielding) return [leg, []]
  if (wantsHold !== sound.isHolding)
    return send(leg, { purpose: 'hold', method: 'INVITE', sound: offerSound(sound.local, sound, wantsHold) })
  if (!leg.isRefreshDue) return [leg, []]
  const method = leg.allowsUpdate ? 'UPDATE' : 'INVITE'
  // RFC 4028 §7.4: a refresh that is an INVITE repeats the description, version and all.
  return send({ ...leg, isRefreshDue: false }, { purpose: 'refresh', method, sound: leg.allowsUpdate ? null : sound })
}

export const onHold = (leg: Established, held: boolean): SessionStep => pursue({ ...leg, wantsHold: held })

export function onOwnTimer(leg: Established, name: 'glare' | 'refresh'): SessionStep {
  return pursue(name === 'glare' ? { ...leg, isYielding: false } : { ...leg, isRefreshDue: true })
}

function onAccepted(leg: Established, own: OwnRequest, response: SipResponse): SessionStep {
  const interval = granted(response)
  const timers = interval || leg.interval ? timersOf(interval) : []
  const acked = own.request.method === 'INVITE' ? [ackOf2xx({ dialog: leg.dialog, invite: own.request })] : []
  const target = response.contacts[0]?.uri ?? leg.dialog.remoteTarget
  const done: Established = { ...leg, own: null, interval, dialog: { ...leg.dialog, remoteTarget: target } }
  const sound = own.sound && answeredSound(own.sound, sdpOf(response))
  // An answer that we cannot use leaves the sound as it was; what was wanted is given up.
  const [changed, media] = sound ? changeSound(done, sound) : [{ ...done, wantsHold: done.sound.isHolding }, []]
  const [next, more] = pursue(changed)
  return [next, [...acked, ...timers, ...media, ...more]]
}

/** D41: a glare is waited out, then what is still wanted is tried again (§14.1). */
const yielded = (leg: Established, own: OwnRequest): SessionStep => [
  { ...leg, own: null, isYielding: true, isRefreshDue: leg.isRefreshDue || own.purpose === 'refresh' },
  [setTimer('glare', leg.party.glareMs)],
]

/** D42: §12.2.1.2: the other side knows nothing of the session any more. */
const isLost = (status: number): boolean => status === 408 || status === 481

function onRefused(leg: Established, own: OwnRequest, { response, authorization }: Response): SessionStep {
  const { status } = response
  const { purpose, sound } = own
  const method = own.request.method === 'UPDATE' ? 'UPDATE' : 'INVITE'
  if (authorization && own.attempts < MAX_ATTEMPTS)
    return send(leg, { purpose, method, sound }, own.attempts + 1, [authorization])
  if (status === 491) return yielded(leg, own)
  const seconds = status === 422 ? minSe(response) : null
  if (seconds !== null && own.attempts < MAX_ATTEMPTS)
    return send(leg, { purpose, method, sound, seconds }, own.attempts + 1)
  if (isLost(status)) return hangUp(leg, 'unreachable', endedBy('them', 'unreachable', `SIP ${status}`))
  const isUnknown = method === 'UPDATE' && [405, 501].includes(status)
  if (isUnknown) return pursue({ ...leg, own: null, allowsUpdate: false, isRefreshDue: true })
  return pursue({ ...leg, own: null, wantsHold: leg.sound.isHolding })
}

/** Null when the response is to no request of these. */
export function onOwnResponse(leg: Established, input: Response): SessionStep | null {
  const { own } = leg
  const { cseq, status } = input.response
  if (!own || cseq.method !== own.request.method || cseq.number !== own.request.cseq.number) return null
  if (status < 200) return [leg, []]
  return status < 300 ? onAccepted(leg, own, input.response) : onRefused(leg, own, input)
}

/** No final response at all is the same as 408 (§8.1.3.1). */
export function onOwnFailure(leg: Established, method: string): SessionStep | null {
  if (method !== leg.own?.request.method) return null
  return hangUp(leg, 'unreachable', endedBy('them', 'unreachable', `no response to ${method}`))
}
