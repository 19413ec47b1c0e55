// What is known of a caller: the customer's record, the number lists.

import type { Ms } from '#protocol/ids'
import type { CallerMark } from '#protocol/inbound-rules'
import { type CustomerRow, findCustomerByNumber } from '../customer/customer-store.ts'
import { callerVerdict } from '../number-list/standing.ts'
import type { Database } from '../store/database.ts'
import { findUser } from '../user/user-store.ts'
import type { CallerFacts } from './inbound-rules.ts'

/** `number` as stored; '' when it is withheld. */
export function callerFacts(core: Database, number: string, withheld: boolean, now: Ms): CallerFacts {
  const customer = number === '' ? null : findCustomerByNumber(core, number)
  const { refusal, isRed, lists } = callerVerdict(core, number, now)
  const marks: [CallerMark, boolean][] = [
    ['vip', customer?.vip === true],
    ['red', isRed],
    ['withheld', withheld || number === ''],
  ]
  return {
    marks: marks.flatMap(([mark, has]) => (has ? [mark] : [])),
    lists,
    refusal,
    fields: fieldsOf(core, customer, isRed),
  }
}

function fieldsOf(core: Database, customer: CustomerRow | null, isRed: boolean): CallerFacts['fields'] {
  const level = customer?.vip ? 'vip' : isRed ? 'red' : ''
  if (customer === null) return { name: '', company: '', note: '', agent: '', level }
  const { name, company, note, agentId } = customer
  const agent = agentId === null ? '' : (findUser(core, agentId)?.number ?? '')
  return { name, company, note, agent, level }
}

/** Who is known under a number, as queues place callers and flows ask for them. */
export function knownCaller(core: Database, number: string, now: Ms) {
  const customer = findCustomerByNumber(core, number)
  const { isRed: red } = callerVerdict(core, number, now)
  return customer === null && !red ? null : { vip: customer?.vip ?? false, red, agentId: customer?.agentId ?? null }
}
