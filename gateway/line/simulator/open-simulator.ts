// The simulated exchange as the gateway sees it: a driver of lines, and telephones to call them with.
import type { GatewayFact } from '#protocol/gateway-messages'
import type { WorkerMediaEngine } from '../../media/worker-media-engine.ts'
import type { Schedule } from '../../transaction/timer-map.ts'
import { AnalogueDriver } from '../analogue/analogue-driver.ts'
import { type DemoTelephones, demoTelephones } from '../demo-telephones.ts'
import type { EmitLineFact, LineDriver } from '../line-driver.ts'
import { EXCHANGE, type FromExchange, type ToExchange } from './exchange-messages.ts'

export type SimulatorMedia = Pick<
  WorkerMediaEngine,
  'postToModule' | 'onModuleMessage' | 'connectPhone' | 'disconnectPhone'
>

export function openSimulator(
  media: SimulatorMedia,
  emitLine: EmitLineFact,
  report: (fact: GatewayFact) => void,
  schedule?: Schedule,
): { driver: LineDriver; telephones: DemoTelephones } {
  const post = (message: ToExchange): void => media.postToModule(EXCHANGE, message)
  const driver = new AnalogueDriver({
    kind: 'simulator',
    post: (message) => post({ to: 'lines', message }),
    emit: emitLine,
    ...(schedule ? { schedule } : {}),
  })
  media.onModuleMessage(EXCHANGE, (raw) => {
    const message = raw as FromExchange
    if (message.from === 'lines') driver.fromLines(message.message)
    else report(message.fact)
  })
  return { driver, telephones: demoTelephones(media, (message) => post({ to: 'telephone', message })) }
}
