// Configuration of the supervisor's room: the limits of alarms, and wallboards.
import { type Static, Type } from '@sinclair/typebox'
import { Duration, strict } from './fields.ts'
import { Id } from './ids.ts'

/** Beyond these an alarm rises; null = never. */
const limits = {
  /** More callers waiting than this. */
  waiting: Type.Union([Type.Integer({ minimum: 0, maximum: 1000 }), Type.Null()]),
  /** The oldest waits longer. */
  oldestWaitMs: Type.Union([Duration, Type.Null()]),
  /** Today's service level is lower, 0-1. */
  serviceLevel: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  /** A talk is longer. */
  callMs: Type.Union([Duration, Type.Null()]),
  /** The worse side of a call sounds worse: MOS 1-4.5. */
  quality: Type.Union([Type.Number({ minimum: 1, maximum: 4.5 }), Type.Null()]),
}
/** With what goes by agents, not by queues: not ready for longer. */
export const AlarmLimits = Type.Object({ ...limits, breakMs: Type.Union([Duration, Type.Null()]) }, strict)
export type AlarmLimits = Static<typeof AlarmLimits>
/** What a queue has otherwise than the site. */
export const QueueAlarmLimits = Type.Partial(Type.Object(limits), strict)
export type QueueAlarmLimits = Static<typeof QueueAlarmLimits>
export const AlarmSettings = Type.Object({ site: AlarmLimits, queues: Type.Record(Id, QueueAlarmLimits) }, strict)
export type AlarmSettings = Static<typeof AlarmSettings>

export const WallTile = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('longest-wait'),
  Type.Literal('service-level'),
  Type.Literal('idle'),
  Type.Literal('talking'),
  Type.Literal('wrap-up'),
  Type.Literal('not-ready'),
  Type.Literal('signed-in'),
  Type.Literal('offered'),
  Type.Literal('answered'),
  Type.Literal('abandoned'),
  /** The table of the queues. */
  Type.Literal('queues'),
  /** What is wrong now. */
  Type.Literal('alarms'),
])
export type WallTile = Static<typeof WallTile>

export const WallboardConfig = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    /** In the order shown. */
    tiles: Type.Array(WallTile, { minItems: 1, maxItems: 13, uniqueItems: true }),
    /** Of these queues; none = all. */
    queues: Type.Array(Id, { maxItems: 100, uniqueItems: true }),
  },
  strict,
)
export type WallboardConfig = Static<typeof WallboardConfig>
