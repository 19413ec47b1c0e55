// The demo telephone's WebSocket (/api/v1/demo-telephone); only while the demo is on, only from loopback.
import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { Id } from './ids.ts'
import type { RefusalReason } from './reasons.ts'

const message = <const T extends string, P extends TProperties>(type: T, properties: P) =>
  Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false })

export const FromDemoTelephone = Type.Union([
  message('connect', { connectionId: Id, sdp: Type.String({ maxLength: 32_768 }) }),
  message('off-hook', {}),
  message('on-hook', {}),
  message('digit', { digit: Type.String({ pattern: '^[0-9*#]$' }) }),
])
export type FromDemoTelephone = Static<typeof FromDemoTelephone>
export type PhoneState = 'on-hook' | 'dial-tone' | 'dialing' | 'ringing' | 'talking' | 'busy-tone' | 'lost'
export type ToDemoTelephone =
  | { type: 'ready'; number: string; numbers: { number: string; name: string }[] }
  | { type: 'answer'; connectionId: string; sdp: string }
  | { type: 'state'; state: PhoneState }
  | { type: 'refused'; reason: Static<typeof RefusalReason> }
