// What pages are shown of the house: lines, gateways, notices and alarms.
import { type Static, Type } from '@sinclair/typebox'
import { Id } from './ids.ts'
import { LineFault, LineState, NoticeKind } from './reasons.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

/** For one agent, until it is read. `from` is the name of who sent or did it; `text` is empty but for a line. */
export const NoticeView = Type.Object({
  id: Id,
  agentId: Id,
  kind: NoticeKind,
  from: Type.String(),
  text: Type.String(),
  callId: orNull(Id),
  at: Type.Integer(),
})
export type NoticeView = Static<typeof NoticeView>

/** Alarms that a limit raises (server/alarm/SPEC.md). */
export const LimitCode = Type.Union([
  Type.Literal('waiting-many'),
  Type.Literal('waiting-long'),
  Type.Literal('level-low'),
  Type.Literal('call-long'),
  Type.Literal('break-long'),
  Type.Literal('sound-poor'),
])
export type LimitCode = Static<typeof LimitCode>

/** What an operator or a supervisor must know; `code` picks the sentence, `subject` names the thing. */
export const AlarmView = Type.Object({
  id: Id,
  code: Type.Union([
    Type.Literal('gateway-away'),
    Type.Literal('line-down'),
    Type.Literal('prompt-broken'),
    Type.Literal('recording-failed'),
    Type.Literal('disk-low'),
    Type.Literal('toll-cap'),
    Type.Literal('toll-minutes'),
    Type.Literal('toll-money'),
    Type.Literal('toll-prefix'),
    Type.Literal('toll-short'),
    LimitCode,
  ]),
  subject: Type.String(),
  detail: Type.String(),
  /** What it is about, where a limit raised it: the value then, and the limit. */
  queueId: orNull(Id),
  agentId: orNull(Id),
  callId: orNull(Id),
  value: orNull(Type.Number()),
  limit: orNull(Type.Number()),
  since: Type.Integer(),
  acknowledged: orNull(Type.Object({ by: Type.String(), at: Type.Integer() })),
})
export type AlarmView = Static<typeof AlarmView>

export const LineView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  state: LineState,
  fault: orNull(LineFault),
  detail: Type.String(),
  calls: Type.Integer(),
  /** Calls it can carry at once. */
  channels: Type.Integer(),
  since: Type.Integer(),
})
export type LineView = Static<typeof LineView>

export const GatewayView = Type.Object({ id: Id, connected: Type.Boolean(), since: Type.Integer() })
export type GatewayView = Static<typeof GatewayView>
