// What is said under load: a loud A-law tone whose first octet tells who says it; relayed sound comes octet for octet.
import { toneALaw } from '../../harness/tone.ts'

export const CUSTOMER_SAYS = 0x13
export const AGENT_SAYS = 0x71
/** 20 ms. */
export const SPEECH: Uint8Array = toneALaw(400, 0, 160)

export function says(bytes: Uint8Array, at: number, who: number): boolean {
  return bytes[at] === who && bytes[at + 1] === SPEECH[1] && bytes[at + 80] === SPEECH[80]
}
