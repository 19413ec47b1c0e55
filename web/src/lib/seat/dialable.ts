// A number to dial: as typed, or by what it belongs to when its digits are masked here.
import type { NumberOf } from '#protocol/desk'
import type { ShownNumber } from '#protocol/shown-number'

export type Dialable = { number: string; of?: NumberOf | undefined; customerId?: string | null | undefined }

/** What the server is asked for: the digits when they are known, else whose they are. */
export function dialableOf(number: ShownNumber | string, of?: NumberOf, customerId: string | null = null): Dialable {
  const { text, masked } = typeof number === 'string' ? { text: number, masked: false } : number
  return { number: text, customerId, ...(masked && of ? { of } : {}) }
}

/** The numbers last called, newest first, each once. */
export function lastNumbers<T extends { customer: ShownNumber }>(calls: readonly T[], most: number): T[] {
  const seen = new Set<string>()
  const found: T[] = []
  for (const call of calls) {
    if (call.customer.text === '' || seen.has(call.customer.text)) continue
    seen.add(call.customer.text)
    found.push(call)
    if (found.length === most) break
  }
  return found
}
