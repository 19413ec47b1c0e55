// The demo telephones that are plugged in.
import type { ModuleHost } from '../../media/worker-module.ts'
import type { Exchange } from './exchange.ts'
import type { PhoneChanged, ToTelephone } from './exchange-messages.ts'
import { Telephone } from './telephone.ts'

/** More pages than a demo has; a limit all the same. */
const MAX_TELEPHONES = 64

export class Telephones {
  readonly #telephones = new Map<string, Telephone>()

  constructor(
    private readonly host: Pick<ModuleHost, 'plugPhone'>,
    private readonly exchange: Exchange,
    private readonly emit: (fact: PhoneChanged) => void,
  ) {}

  handle(message: ToTelephone): void {
    const telephone = this.#telephones.get(message.phoneId)
    switch (message.type) {
      case 'plug':
        this.#plug(message.phoneId, message.number)
        return
      case 'unplug':
        telephone?.unplug()
        this.#telephones.delete(message.phoneId)
        return
      case 'off-hook':
        telephone?.offHook()
        return
      case 'on-hook':
        telephone?.onHook()
        return
      case 'digit':
        telephone?.press(message.digit)
    }
  }

  tick(): void {
    for (const telephone of this.#telephones.values()) telephone.tick()
  }

  /** A page that connects anew keeps its telephone, and the call on it. */
  #plug(phoneId: string, number: string): void {
    if (this.#telephones.has(phoneId)) return
    const state = this.#telephones.size < MAX_TELEPHONES
    if (!state) {
      this.emit({ type: 'phone.changed', phoneId, state: 'lost' })
      return
    }
    const telephone = new Telephone({
      plugWire: (terminal) => this.exchange.plug(`phone:${phoneId}`, { number, callerId: 'none' }, terminal),
      plugPhone: (listener) => this.host.plugPhone(phoneId, listener),
      show: (shown) => this.emit({ type: 'phone.changed', phoneId, state: shown }),
    })
    this.#telephones.set(phoneId, telephone)
  }
}
