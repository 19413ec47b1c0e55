// The simulated exchange as the gateway sees it: a driver of lines, and telephones to call them with.
import type { GatewayFact } from '#protocol/gateway-messages'
import type { WorkerMediaEngine } from '../../media/worker-media-engine.ts'
import type { Schedule } from '../../transaction/timer-map.ts'
import { AnalogueDriver } from '../analogue/analogue-driver.ts'
import type { DemoTelephones, TelephoneCommand } from '../demo-telephones.ts'
import type { EmitLineFact, LineDriver } from '../line-driver.ts'
import { EXCHANGE, type FromExchange, type ToExchange, type ToTelephone } from './exchange-messages.ts'

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
  const toTelephone = (message: ToTelephone): void => post({ to: 'telephone', message })
  return { driver, telephones: { carryOut: (command) => carryOut(command, media, toTelephone) } }
}

function carryOut(command: TelephoneCommand, media: SimulatorMedia, post: (message: ToTelephone) => void): void {
  const { phoneId } = command
  switch (command.type) {
    case 'phone.connect':
      // Plugged first: the connection's coming up is then told to the telephone.
      post({ type: 'plug', phoneId, number: command.number })
      media.connectPhone(phoneId, command.connectionId, command.sdp)
      return
    case 'phone.disconnect':
      post({ type: 'unplug', phoneId })
      media.disconnectPhone(phoneId)
      return
    case 'phone.off-hook':
      post({ type: 'off-hook', phoneId })
      return
    case 'phone.on-hook':
      post({ type: 'on-hook', phoneId })
      return
    case 'phone.digit':
      post({ type: 'digit', phoneId, digit: command.digit })
  }
}
