import type { GatewayCommand } from '#protocol/gateway-messages'
import type { WorkerMediaEngine } from '../media/worker-media-engine.ts'
import type { ToTelephone } from './simulator/exchange-messages.ts'

export type TelephoneCommand = Extract<GatewayCommand, { type: `phone.${string}` }>

/** WebRTC telephones plugged into the simulated exchange; present only with the simulator. */
export interface DemoTelephones {
  carryOut(command: TelephoneCommand): void
}

type TelephoneMedia = Pick<WorkerMediaEngine, 'connectPhone' | 'disconnectPhone'>

/** `post` reaches the telephones' wires in the exchange; their browsers are the media's. */
export function demoTelephones(media: TelephoneMedia, post: (message: ToTelephone) => void): DemoTelephones {
  return { carryOut: (command) => carryOut(command, media, post) }
}

function carryOut(command: TelephoneCommand, media: TelephoneMedia, post: (message: ToTelephone) => void): void {
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
