// Between the control thread and the exchange's module in the media worker.

import type { GatewayFact } from '#protocol/gateway-messages'
import type { SimulatorLineConfig } from '#protocol/line-config'
import type { FromAnalogueLines, ToAnalogueLines } from '../analogue/analogue-messages.ts'

export const EXCHANGE = 'exchange'

export type ToTelephone =
  | { type: 'plug'; phoneId: string; number: string }
  | { type: 'unplug'; phoneId: string }
  | { type: 'off-hook'; phoneId: string }
  | { type: 'on-hook'; phoneId: string }
  | { type: 'digit'; phoneId: string; digit: string }

export type PhoneChanged = Extract<GatewayFact, { type: 'phone.changed' }>

export type ToExchange =
  | { to: 'lines'; message: ToAnalogueLines<SimulatorLineConfig> }
  | { to: 'telephone'; message: ToTelephone }

export type FromExchange = { from: 'lines'; message: FromAnalogueLines } | { from: 'telephone'; fact: PhoneChanged }
