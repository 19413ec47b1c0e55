const HOME_PREFIX = '+86'

/** A number as a Chinese exchange wants it keyed: home numbers without their country, others behind 00. */
export function dialedDigits(number: string): string {
  const plain = number.startsWith(HOME_PREFIX) ? number.slice(HOME_PREFIX.length) : number.replace(/^\+/, '00')
  return plain.replace(/[^0-9*#]/g, '')
}
