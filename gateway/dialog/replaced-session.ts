// A call that takes the place of another (RFC 3891): the leg lives on with a new far end, the old dialog is left with a
// BYE. Rules D50-D52.
import type { LocalAudio } from '../sdp/offer-answer.ts'
import type { SipRequest } from '../sip/message.ts'
import { startOffered, stepOffered } from './offered-session.ts'
import type { Replaces } from './replaces.ts'
import type { Party, Session, SessionStep } from './session.ts'
import { localAudio } from './sound.ts'
import { stepSession } from './step-session.ts'

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
