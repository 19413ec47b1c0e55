// Dialogs that provisional responses make while a call of ours is not answered: their sound, and the PRACK of the
// reliable ones (RFC 3262 §4). Several live side by side when a proxy forks the call (RFC 3261 §13.2.2.4).
import { tagOf } from '../sip/address.ts'
import { field } from '../sip/make-message.ts'
import { headerOf, type SipRequest, type SipResponse, tokensOf } from '../sip/message.ts'
import { dialogOfClient, dialogRequest, receiveInDialog } from './dialog.ts'
import type { Calling, Early, SessionEffect, SessionStep, Sound } from './session.ts'
import { answerOther, dialogResponse, nextRequest, refusal, respond, SDP_TYPE } from './session-messages.ts'
import { answeredSound, answerSound, sdpOf, setRemote } from './sound.ts'

export const MAX_EARLY_DIALOGS = 16

const indexOf = (leg: Calling, tag: string | null): number =>
  leg.earlies.findIndex(({ dialog }) => dialog.remoteTag === tag)

export const earlyOf = (leg: Calling, tag: string | null): Early | undefined => leg.earlies[indexOf(leg, tag)]

const withEarly = (leg: Calling, early: Early): Calling => {
  const others = leg.earlies.filter(({ dialog }) => dialog.remoteTag !== early.dialog.remoteTag)
  return { ...leg, earlies: [...others, early].slice(-MAX_EARLY_DIALOGS) }
}

/** What our INVITE offered; null when it left the offer to them. */
export function offeredSound(leg: Calling): Sound | null {
  const { local, invite } = leg
  return invite.body.length > 0 ? { local, version: 1, sdp: invite.body, remote: null, isHolding: false } : null
}

type Reliable = { rseq: number; isNext: boolean }

function reliableIn(response: SipResponse, early: Early): Reliable | null {
  const rseq = headerOf(response, 'rseq')
  if (!tokensOf(response, 'require').includes('100rel') || rseq === null || !/^\d{1,10}$/.test(rseq)) return null
  return { rseq: Number(rseq), isNext: early.rseq === null || Number(rseq) === early.rseq + 1 }
}

/** D34: the sound of a provisional response: their answer, or (reliably only) the offer that our INVITE left to them. */
function soundOf(leg: Calling, early: Early, response: SipResponse, isReliable: boolean): Sound | null {
  const body = sdpOf(response)
  if (!body) return null
  const offered = offeredSound(leg)
  if (offered) return answeredSound(early.sound ?? offered, body)
  return isReliable && !early.sound ? answerSound(leg.local, null, body) : null
}

function prackOf(early: Early, response: SipResponse, rseq: number, body: Uint8Array | null): SessionEffect {
  const rack = field('rack', `${rseq} ${response.cseq.number} INVITE`)
  const { dialog } = early
  const headers = body ? [rack, SDP_TYPE] : [rack]
  const parts = { method: 'PRACK', cseq: dialog.localCSeq, headers, ...(body ? { body } : {}) }
  return { type: 'request', ...dialogRequest(dialog, parts) }
}

type Heard = { leg: Calling; effects: SessionEffect[]; sound: Sound | null }

/** Null: a reliable response that is repeated or out of order, which counts as not received (§4). */
export function hearProvisional(leg: Calling, response: SipResponse): Heard | null {
  const tag = tagOf(response.to)
  if (tag === null) {
    const sound = offeredSound(leg)
    const answered = sound && answeredSound(sound, sdpOf(response))
    return { leg, effects: answered ? setRemote(answered, leg.party) : [], sound: answered }
  }
  const known = earlyOf(leg, tag) ?? { dialog: dialogOfClient(leg.invite, response), rseq: null, sound: null }
  const reliable = reliableIn(response, known)
  if (reliable && !reliable.isNext) return null
  const sound = soundOf(leg, known, response, reliable !== null)
  const dialog = reliable ? nextRequest(known.dialog) : known.dialog
  const early = { dialog, rseq: reliable?.rseq ?? known.rseq, sound: sound ?? known.sound }
  const answer = sound && !offeredSound(leg) ? sound.sdp : null
  const prack = reliable ? [prackOf(early, response, reliable.rseq, answer)] : []
  const media = sound ? setRemote(sound, leg.party) : []
  return { leg: withEarly(leg, early), effects: [...prack, ...media], sound }
}

/** D35: a change of the sound before the answer (RFC 3311 §5.2). */
export function onEarlyUpdate(leg: Calling, request: SipRequest, transaction: string): SessionStep {
  const { party } = leg
  const refused = (status: number): SessionStep => [leg, [respond(transaction, refusal(request, status, party))]]
  const early = earlyOf(leg, tagOf(request.from))
  if (!early) return refused(481)
  const received = receiveInDialog(early.dialog, request)
  if (!received.ok) return refused(received.status)
  const heard = withEarly(leg, { ...early, dialog: received.dialog })
  const offer = sdpOf(request)
  if (!offer) return [heard, [answerOther(request, transaction, party)]]
  if (!early.sound) return refused(491)
  const sound = answerSound(leg.local, early.sound, offer)
  if (!sound) return refused(488)
  const response = dialogResponse(request, 200, party, { body: sound.sdp })
  return [
    withEarly(heard, { dialog: received.dialog, rseq: early.rseq, sound }),
    [respond(transaction, response), ...setRemote(sound, party)],
  ]
}
