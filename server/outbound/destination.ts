// The class of a number that is to be called. Rule O3 in SPEC.md.
import type { DestinationClass } from '#protocol/outbound-rules'
import { displayNumber } from '../number/phone-number.ts'

/** Police, GSM's own number, fire, ambulance, traffic accidents. */
const EMERGENCY = new Set(['110', '112', '119', '120', '122'])
const MOBILE = /^1[3-9]\d{9}$/
const SERVICE = /^(?:[48]00\d{7}|9[56]\d{3,6}|1\d{2}|1[0-2]\d{3,6})$/
const LANDLINE = /^0\d{9,11}$/
const SUBSCRIBER = /^\d{3,8}$/
const PREMIUM = /^16/

export const isEmergency = (number: string): boolean => EMERGENCY.has(number)

/** `number` as stored: E.164, or the digits of a short or unknown one. */
export function destinationOf(number: string, homeArea: string): DestinationClass {
  const written = displayNumber(number)
  if (written.startsWith('+')) return 'international'
  if (MOBILE.test(written)) return 'mobile'
  if (SERVICE.test(written)) return 'service'
  if (LANDLINE.test(written)) return homeArea !== '' && written.startsWith(homeArea) ? 'local' : 'national'
  return SUBSCRIBER.test(written) && !PREMIUM.test(written) ? 'local' : 'special'
}
