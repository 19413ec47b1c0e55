// Messages as a user may see them: names added, numbers masked.
import type { MessageDetail, MessageRow } from '#protocol/messages'
import { customersByNumber } from '../customer/customer-store.ts'
import { shownNumber } from '../number/masking.ts'
import { bookNames } from '../number/number-book.ts'
import type { Stores } from '../store/stores.ts'
import { boxNames } from './box-people.ts'
import { type StoredMessage, stepsOf } from './message-store.ts'

const MAX_STEPS = 200

export function messageRows({ core }: Stores, messages: readonly StoredMessage[], whole: boolean): MessageRow[] {
  const customers = customersByNumber(core, [...new Set(messages.map(({ customer }) => customer))])
  const book = bookNames(core)
  const names = boxNames(core)
  return messages.map(({ customer: number, box, heardBy, handledBy, ...message }) => ({
    ...message,
    box: box ?? '',
    boxName: names.get(box ?? '') ?? box ?? '',
    number: shownNumber(number, whole),
    customerId: customers.get(number)?.id ?? null,
    customerName: customers.get(number)?.name ?? book.get(number) ?? '',
    heardBy: names.get(heardBy ?? '') ?? '',
    handledBy: names.get(handledBy ?? '') ?? '',
  }))
}

export function messageSteps({ core, events }: Stores, id: string): MessageDetail['steps'] {
  const names = boxNames(core)
  const nameOf = (box: string | null): string => names.get(box ?? '') ?? box ?? ''
  return stepsOf(events, id, MAX_STEPS).map(({ userId, from, to, ...step }) => ({
    ...step,
    by: nameOf(userId),
    from: nameOf(from),
    to: nameOf(to),
  }))
}
