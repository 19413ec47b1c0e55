// Where keyed digits lead. SPEC.md X16-X19.
import type { CallTone } from '../../tone/call-tones.ts'

/** What answers at a number that no line has: the last digit says. */
export type VirtualSubscriber = 'echo' | 'silent'

export type Destination<Line> =
  | { kind: 'line'; line: Line }
  | { kind: 'virtual'; subscriber: VirtualSubscriber; number: string }
  | { kind: 'tone'; tone: CallTone }
  | { kind: 'more-digits' }

export type DialPlanLine = { number: string; isFree: boolean }

const HOME_PREFIX = '86'
const MOBILE = /^1[0-9]{10}$/

export const plainNumber = (number: string): string =>
  number.startsWith(`+${HOME_PREFIX}`) ? number.slice(HOME_PREFIX.length + 1) : number.replace(/\D/g, '')

/** `lines` in the order in which they are hunted over. */
export function findDestination<Line extends DialPlanLine>(
  digits: string,
  isComplete: boolean,
  lines: readonly Line[],
): Destination<Line> {
  const sharing = lines.filter(({ number }) => plainNumber(number) === digits)
  if (sharing.length > 0) {
    const line = sharing.find(({ isFree }) => isFree)
    return line ? { kind: 'line', line } : { kind: 'tone', tone: 'busy' }
  }
  return isComplete || MOBILE.test(digits) ? virtual(digits) : { kind: 'more-digits' }
}

function virtual(number: string): Destination<never> {
  switch (number.at(-1)) {
    case '1':
      return { kind: 'virtual', subscriber: 'echo', number }
    case '2':
      return { kind: 'tone', tone: 'busy' }
    case '3':
      return { kind: 'virtual', subscriber: 'silent', number }
    case '4':
      return { kind: 'tone', tone: 'congestion' }
    default:
      return { kind: 'tone', tone: 'unknown-number' }
  }
}
