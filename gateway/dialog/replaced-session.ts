// A call that takes the place of another (RFC 3891): the leg lives on with a new far end, the old dialog is left with a
// BYE. Rules D50-D52.
import type { LocalAudio } from '../sdp/offer-answer.ts'
import { paramOf, paramValue, parseParams } from '../sip/grammar.ts'
import { headersOf, type SipRequest } from '../sip/message.ts'
import { startOffered, stepOffered } from './offered-session.ts'
import type { Party, Session, SessionStep } from './session.ts'
import { localAudio } from './sound.ts'
import { stepSession } from './step-session.ts'

export type Replaces = { callId: string; toTag: string; fromTag: string; isEarlyOnly: boolean }

/** Null when the header is not there or not one that can be read; `isPresent` tells which. */
export function replacesIn(invite: SipRequest): { isPresent: boolean; replaces: Replaces | null } {
  const values = headersOf(invite, 'replaces')
  const [value = ''] = values
  const end = value.indexOf(';')
  const params = parseParams(end < 0 ? '' : value.slice(end))
  const [toTag, fromTag] = [paramValue(params ?? [], 'to-tag'), paramValue(params ?? [], 'from-tag')]
  if (values.length !== 1 || !toTag || !fromTag) return { isPresent: values.length > 0, replaces: null }
  const isEarlyOnly = paramOf(params ?? [], 'early-only') !== undefined
  return { isPresent: true, replaces: { callId: value.slice(0, end).trim(), toTag, fromTag, isEarlyOnly } }
}

/** D50: §3: why a session cannot be replaced; null when it can. */
export function replaceRefusal(
  session: Session | undefined,
  { fromTag, isEarlyOnly }: Replaces,
): 481 | 486 | 603 | null {
  if (!session || session.state === 'ended' || session.state === 'opening') return 481
  if (session.state === 'closing' || (session.state === 'established' && session.isEnded)) return 603
  if (session.state !== 'established' || session.dialog.remoteTag !== fromTag) return 481
  return isEarlyOnly ? 486 : null
}

/** D51: the new call is answered at once, on the RTP that is already open. */
export function takePlace(party: Party, invite: SipRequest, transaction: string, rtp: LocalAudio): SessionStep {
  const [offered] = startOffered(party, invite, transaction)
  if (offered.state !== 'offered') return [offered, []]
  return stepOffered({ ...offered, local: localAudio(party, rtp) }, { type: 'answer' })
}

/** D52: the old dialog ends by itself: neither the sound nor the server is told. */
export function leaveBehind(session: Session): SessionStep {
  const [left, effects] = stepSession(session, { type: 'hang-up', cause: 'normal' })
  return [left, effects.filter(({ type }) => type !== 'close-rtp' && type !== 'emit')]
}
