// Demo telephones: their pages on one side, the gateway's simulated exchange on the other.
import type { GatewayCommand, GatewayFact } from '#protocol/gateway-messages'
import type { DemoPhone, DemoTelephonePort } from '../live/core-port.ts'

export class DemoTelephoneExchange implements DemoTelephonePort {
  private readonly phones = new Map<string, DemoPhone>()

  constructor(private readonly send: (command: GatewayCommand) => void) {}

  connect(phone: DemoPhone, connectionId: string, sdp: string): void {
    this.phones.set(phone.id, phone)
    this.send({ type: 'phone.connect', phoneId: phone.id, number: phone.number, connectionId, sdp })
  }

  offHook(phone: DemoPhone): void {
    this.send({ type: 'phone.off-hook', phoneId: phone.id })
  }

  onHook(phone: DemoPhone): void {
    this.send({ type: 'phone.on-hook', phoneId: phone.id })
  }

  digit(phone: DemoPhone, digit: string): void {
    this.send({ type: 'phone.digit', phoneId: phone.id, digit })
  }

  disconnect(phone: DemoPhone): void {
    if (this.phones.get(phone.id) !== phone) return
    this.phones.delete(phone.id)
    this.send({ type: 'phone.disconnect', phoneId: phone.id })
  }

  fromGateway(fact: GatewayFact & { type: 'phone.answered' | 'phone.changed' }): void {
    const phone = this.phones.get(fact.phoneId)
    if (fact.type === 'phone.changed') phone?.send({ type: 'state', state: fact.state })
    else phone?.send({ type: 'answer', connectionId: fact.connectionId, sdp: fact.sdp })
  }
}
