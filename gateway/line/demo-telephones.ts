import type { GatewayCommand } from '#protocol/gateway-messages'

export type TelephoneCommand = Extract<GatewayCommand, { type: `phone.${string}` }>

/** WebRTC telephones plugged into the simulated exchange; present only with the simulator. */
export interface DemoTelephones {
  carryOut(command: TelephoneCommand): void
}
