// What flows ask of the stores, the lines and the network, answered. Rules F31-F35 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { CustomerRow } from '../customer/customer-store.ts'
import type { GuardedReply, GuardedRequest } from '../http/guarded-request.ts'
import type { OutsideQuestion } from '../site/flow-asks.ts'
import type { PartyPorts } from '../site/party-commands.ts'
import type { FlowAnswer } from './flow-question.ts'

export type FlowWorld = {
  customer(number: string): CustomerRow | null
  /** Is the number on a red list? */
  isRed(number: string): boolean
  /** Does it stand in this list, which counts? */
  standsIn(list: string, number: string): boolean
  /** False: there is no such customer. */
  addNote(number: string, text: string): boolean
  /** Rejects when no answer came, or may come, from there. */
  send(request: Omit<GuardedRequest, 'trusted'>): Promise<GuardedReply>
} & Pick<PartyPorts, 'outbound' | 'outboundLine'>

const NO: FlowAnswer = { ok: false, values: {} }

export async function answerFlow(world: FlowWorld, question: OutsideQuestion): Promise<FlowAnswer> {
  switch (question.kind) {
    case 'customer':
      return customerValues(world.customer(question.number), world.isRed(question.number))
    case 'listed':
      return { ok: world.standsIn(question.list, question.number), values: {} }
    case 'customer-note':
      return { ok: world.addNote(question.number, question.text), values: {} }
    case 'way-out':
      return wayOut(world, question.number, question.ringMs)
    case 'http':
      return taken(question.take, await world.send(requestOf(question)))
  }
}

/** What an answer may bring. */
const MAX_BYTES = 262_144

function requestOf({ method, url, headers, body, timeoutMs }: OutsideQuestion & { kind: 'http' }) {
  const named = Object.fromEntries(headers.map(({ name, value }) => [name, value]))
  return { method, url, headers: named, body, timeoutMs, maxBytes: MAX_BYTES }
}

/** F33 */
function customerValues(customer: CustomerRow | null, red: boolean): FlowAnswer {
  if (customer === null) return NO
  const { id, name, company, note, vip } = customer
  const level = vip ? 'vip' : red ? 'red' : ''
  const values = { id, name, company, note, level }
  return {
    ok: true,
    values: Object.fromEntries(Object.entries(values).map(([field, value]) => [`customer.${field}`, value])),
  }
}

/** F35: by the rules of every call out. */
function wayOut(world: FlowWorld, typed: string, ringMs: Ms): FlowAnswer {
  const number = world.outbound(typed, null)
  if (!number.ok) return NO
  const line = world.outboundLine(number)
  if (!line.ok) return NO
  const { lineId, from, withheld } = line
  const to = { number: number.customer, to: number.dial, lineId, from, withheld, noAnswerMs: ringMs }
  return { ok: true, values: {}, guest: { kind: 'number', ...to } }
}

/** F32: an answer counts that is a success and JSON; a place that is not there gives an empty value. */
function taken(take: readonly { path: string; into: string }[], reply: GuardedReply): FlowAnswer {
  if (reply.status < 200 || reply.status > 299) return NO
  if (take.length === 0) return { ok: true, values: {} }
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(reply.body))
  } catch {
    return NO
  }
  return { ok: true, values: Object.fromEntries(take.map(({ path, into }) => [into, textAt(json, path)])) }
}

function textAt(json: unknown, path: string): string {
  const found = path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    return Object.entries(value).find(([name]) => name === key)?.[1]
  }, json)
  return typeof found === 'string'
    ? found
    : typeof found === 'number' || typeof found === 'boolean'
      ? String(found)
      : ''
}
