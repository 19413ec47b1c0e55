// The sound of a session as it is offered and answered, turn by turn (RFC 3264), and what the media engine is told of it.
import type { RtpRemote } from '../media/media-engine.ts'
import {
  isHolding,
  type LocalAudio,
  makeAnswer,
  makeOffer,
  maySend,
  type RemoteAudio,
  readAnswer,
  readOffer,
} from '../sdp/offer-answer.ts'
import { familyOf } from '../sdp/session-description.ts'
import { mediaType, type SipRequest, type SipResponse } from '../sip/message.ts'
import type { Party, SessionEffect, Sound } from './session.ts'

/** SD11: what is open is of one family, and so is everything that is said of it later. */
export const localAudio = (party: Party, rtp: { address: string; port: number }): LocalAudio => ({
  ...party.audio,
  policy: { ...party.audio.policy, families: [familyOf(rtp.address)] },
  address: rtp.address,
  port: rtp.port,
})

/** RTP of the family that their offer asks for, else of the one that we prefer. */
export function openRtp({ audio: { policy } }: Party, offer: Uint8Array | null): SessionEffect {
  const read = offer && readOffer(offer, policy)
  return { type: 'open-rtp', family: read ? familyOf(read.remote.address) : policy.families[0]! }
}

/** The SDP of a message, or null. */
export const sdpOf = (message: SipRequest | SipResponse): Uint8Array | null =>
  message.body.length > 0 && mediaType(message) === 'application/sdp' ? message.body : null

/** Our first offer, or the next one of a session; `before` keeps streams and payload types in their places. */
export function offerSound(local: LocalAudio, before: Sound | null, isHolding: boolean): Sound {
  const version = (before?.version ?? 0) + 1
  const sdp = makeOffer(local, { version, isHolding }, before?.sdp ?? null)
  return { local, version, sdp, remote: before?.remote ?? null, isHolding }
}

/** Our answer to their offer; null when there is nothing in it for us. */
export function answerSound(local: LocalAudio, before: Sound | null, offer: Uint8Array): Sound | null {
  const read = readOffer(offer, local.policy)
  if (!read) return null
  const isHolding = before?.isHolding ?? false
  const version = (before?.version ?? 0) + 1
  const sdp = makeAnswer(local, { version, isHolding }, read)
  return { local, version, sdp, remote: read.remote, isHolding }
}

/** The session after their answer to our offer in `sound`; null when the answer takes nothing. */
export function answeredSound(sound: Sound, answer: Uint8Array | null): Sound | null {
  const remote = answer && readAnswer(answer, sound.sdp, sound.local.policy)
  return remote ? { ...sound, remote } : null
}

export const isHeldBy = (sound: Sound): boolean => sound.remote !== null && isHolding(sound.remote)

const rtpRemote = (remote: RemoteAudio, { nat, audio }: Party): RtpRemote => ({
  address: remote.address,
  port: remote.port,
  rtcpPort: remote.rtcpPort,
  format: remote.format,
  accepts: remote.accepts,
  ptimeMs: remote.ptimeMs,
  telephoneEvent: remote.telephoneEvent,
  comfortNoise: remote.comfortNoise,
  srtp: remote.master && { local: audio.master, remote: remote.master },
  send: maySend(remote),
  nat,
})

/** Tells the media engine; nothing before they have said where they are. */
export const setRemote = (sound: Sound, party: Party): SessionEffect[] =>
  sound.remote ? [{ type: 'set-remote', remote: rtpRemote(sound.remote, party) }] : []
