// The end of an answered leg. Rules D16, D17.
import type { HangupCause } from '#protocol/reasons'
import { CLOSE_RTP, clearTimer, type Established, type SessionEffect, type SessionStep } from './session.ts'
import { close, refusal, respond } from './session-messages.ts'

export const STOP_RESENDING: SessionEffect[] = [clearTimer('resend'), clearTimer('ack')]

/** What runs beside an answered leg and stops with it. */
export function stopTimers(leg: Established): SessionEffect[] {
  const effects: SessionEffect[] = []
  if (leg.interval) effects.push(clearTimer('refresh'), clearTimer('expiry'))
  if (leg.isYielding) effects.push(clearTimer('glare'))
  if (leg.transfer) effects.push(clearTimer('transfer'))
  const { referral, party } = leg
  if (referral?.state === 'asked')
    effects.push(clearTimer('referral'), respond(referral.transaction, refusal(referral.request, 603, party)))
  return effects
}

/** D17: BYE, and the leg ends for the server in the same step. */
export function hangUp(leg: Established, cause: HangupCause, ended: SessionEffect | null): SessionStep {
  const { party, dialog, invite } = leg
  const [closing, effects] = close({ party, dialog, invite, cause })
  const told = ended ? [CLOSE_RTP, ended] : []
  return [closing, [...STOP_RESENDING, ...stopTimers(leg), ...effects, ...told]]
}
