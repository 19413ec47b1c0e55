// The simulated exchange in the media worker, with its cards and telephones. SPEC.md.

import type { LegId, LineId } from '#protocol/ids'
import type { SimulatorLineConfig } from '#protocol/line-config'
import { FRAME_MS } from '../../media/frame-clock.ts'
import type { ModuleHost, StartWorkerModule, WorkerModule } from '../../media/worker-module.ts'
import { AnalogueLines } from '../analogue/analogue-lines.ts'
import { Exchange } from './exchange.ts'
import { EXCHANGE, type FromExchange, type ToExchange } from './exchange-messages.ts'
import type { LineFaults } from './line-faults.ts'
import { SimulatedCard } from './simulated-card.ts'
import { Telephones } from './telephones.ts'
import type { Subscription } from './terminal.ts'

export type ExchangeModuleOptions = {
  newLegId(): LegId
  date(): string
  reversesAtAnswer: boolean
  faultsOf(lineId: LineId): LineFaults | null
  /** For tests that plug in what they like. */
  onExchange?(exchange: Exchange): void
}

const two = (n: number): string => String(n).padStart(2, '0')
const dateNow = (): string => {
  const now = new Date()
  return two(now.getMonth() + 1) + two(now.getDate()) + two(now.getHours()) + two(now.getMinutes())
}

const subscriptionOf = ({ number, callerId }: SimulatorLineConfig): Subscription => ({ number, callerId })
const lineKey = (lineId: LineId): string => `line:${lineId}`

export function startExchangeWith(options: ExchangeModuleOptions): StartWorkerModule {
  return (host) => {
    const exchange = new Exchange(options)
    options.onExchange?.(exchange)
    const post = (message: FromExchange): void => host.post(message)
    const lines = openLines(host, exchange, options, post)
    const telephones = new Telephones(host, exchange, (fact) => post({ from: 'telephone', fact }))
    return moduleOf(exchange, lines, telephones)
  }
}

/** The product's exchange: clean lines, and callers who are metered. */
export const startExchange: StartWorkerModule = startExchangeWith({
  newLegId: () => Bun.randomUUIDv7(),
  date: dateNow,
  reversesAtAnswer: true,
  faultsOf: () => null,
})

function openLines(
  host: ModuleHost,
  exchange: Exchange,
  { newLegId, faultsOf }: ExchangeModuleOptions,
  post: (message: FromExchange) => void,
): AnalogueLines<SimulatorLineConfig> {
  return new AnalogueLines<SimulatorLineConfig>({
    host,
    newLegId,
    post: (message) => post({ from: 'lines', message }),
    openCard: (config) =>
      new SimulatedCard(
        (terminal) => exchange.plug(lineKey(config.id), subscriptionOf(config), terminal),
        faultsOf(config.id),
      ),
    changeCard: (config) => exchange.subscribe(lineKey(config.id), subscriptionOf(config)),
  })
}

function moduleOf(exchange: Exchange, lines: AnalogueLines<SimulatorLineConfig>, telephones: Telephones): WorkerModule {
  return {
    name: EXCHANGE,
    handle(message) {
      const order = message as ToExchange
      if (order.to === 'lines') lines.handle(order.message)
      else telephones.handle(order.message)
    },
    tick(tick) {
      const now = tick * FRAME_MS
      telephones.tick()
      exchange.tick(now)
      lines.tick(now)
    },
  }
}
