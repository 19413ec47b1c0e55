// The demo telephones that are open: each with a number of its own, at most eight.
import { FromDemoTelephone, type ToDemoTelephone } from '#protocol/demo-telephone'
import { matches } from '../http/body.ts'
import type { AppDeps } from '../http/parts.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import { listDids } from '../number/did-store.ts'
import type { DemoPhone, DemoTelephonePort } from './core-port.ts'
import { type RawSocket, wireOf } from './socket-wire.ts'

const NUMBERS = Array.from({ length: 8 }, (_, index) => `1380013800${index + 1}`)
const BURST = 40
const PER_SECOND = 10

type DemoPhones = {
  open(id: string, raw: RawSocket): void
  receive(id: string, raw: RawSocket, message: unknown): void
  closed(id: string): void
}

export function createDemoPhones(deps: AppDeps, port: DemoTelephonePort): DemoPhones {
  const phones = new Map<string, DemoPhone>()
  const limit = createRateLimit(BURST, PER_SECOND)
  return {
    open(id, raw) {
      const send = senderTo(raw)
      const number = freeNumber(phones)
      if (number === undefined) {
        send({ type: 'refused', reason: 'limit-reached' })
        raw.close(1000, 'limit-reached')
        return
      }
      phones.set(id, { id: `phone-${number}`, number, send })
      const numbers = listDids(deps.stores.core).map((did) => ({ number: did.number, name: did.name }))
      send({ type: 'ready', number, numbers })
    },
    receive(id, raw, message) {
      const phone = phones.get(id)
      if (phone === undefined) return
      if (!matches(FromDemoTelephone, message)) phone.send({ type: 'refused', reason: 'invalid-message' })
      else if (limit.take(id, deps.now()) > 0) phone.send({ type: 'refused', reason: 'rate-limited' })
      else attempt(deps, raw, () => pass(port, phone, message))
    },
    closed(id) {
      const phone = phones.get(id)
      phones.delete(id)
      if (phone !== undefined) port.disconnect(phone)
    },
  }
}

function senderTo(raw: RawSocket): DemoPhone['send'] {
  const wire = wireOf(raw)
  return (message: ToDemoTelephone) => {
    if (!wire.send(JSON.stringify(message))) wire.close(1013, 'too slow')
  }
}

function freeNumber(phones: Map<string, DemoPhone>): string | undefined {
  const used = new Set([...phones.values()].map((phone) => phone.number))
  return NUMBERS.find((number) => !used.has(number))
}

function attempt(deps: AppDeps, raw: RawSocket, work: () => void): void {
  try {
    work()
  } catch (error) {
    deps.log.error({ error }, 'demo telephone failed')
    raw.close(1011, 'internal')
  }
}

function pass(port: DemoTelephonePort, phone: DemoPhone, message: FromDemoTelephone): void {
  switch (message.type) {
    case 'connect':
      port.connect(phone, message.connectionId, message.sdp)
      break
    case 'off-hook':
      port.offHook(phone)
      break
    case 'on-hook':
      port.onHook(phone)
      break
    case 'digit':
      port.digit(phone, message.digit)
      break
  }
}
