// How an answered leg begins, whoever called.
import { type SipRequest, type SipResponse, tokensOf } from '../sip/message.ts'
import type { Dialog } from './dialog.ts'
import type { SessionInterval } from './session.ts'
import { type Established, emit, type Party, type SessionEffect, type Sound } from './session.ts'
import { isHeldBy, setRemote } from './sound.ts'

type Begun = {
  party: Party
  dialog: Dialog
  sound: Sound
  interval: SessionInterval | null
  /** The message of theirs that made the dialog: what it allows may be asked of them. */
  peer: SipRequest | SipResponse
}

export const establish = ({ party, dialog, sound, interval, peer }: Begun): Established => ({
  state: 'established',
  party,
  dialog,
  sound,
  isHeld: isHeldBy(sound),
  wantsHold: false,
  pending: null,
  own: null,
  isYielding: false,
  isRefreshDue: false,
  interval,
  allowsUpdate: tokensOf(peer, 'allow').includes('update'),
  transfer: null,
  referral: null,
  invite: null,
  ackBody: null,
  isEnded: false,
})

/** The leg is answered: sound flows, and a hold that came with it is told. */
export const tellAnswered = (leg: Established): SessionEffect[] => [
  ...setRemote(leg.sound, leg.party),
  emit({ type: 'answered' }),
  ...(leg.isHeld ? [emit({ type: 'held', held: true })] : []),
]

/** Takes the changed sound, and tells when a hold began or ended. */
export function changeSound(leg: Established, sound: Sound): [Established, SessionEffect[]] {
  const held = isHeldBy(sound)
  const changed = held === leg.isHeld ? [] : [emit({ type: 'held', held })]
  return [{ ...leg, sound, isHeld: held }, [...setRemote(sound, leg.party), ...changed]]
}
