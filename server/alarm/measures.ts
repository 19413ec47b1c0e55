// What alarms with limits are measured by, as it is now; the table is in SPEC.md.

import type { CallSound } from '#protocol/call-sound'
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { AlarmLimits, AlarmSettings } from '#protocol/room-config'
import type { LimitCode } from '#protocol/room-views'
import { partOf } from '../call/call.ts'
import type { Site } from '../site/site.ts'
import { limitsOf } from './alarm-limits.ts'
import type { Measure, Shape } from './threshold.ts'

export type Subject = { queueId: QueueId | null; agentId: AgentId | null; callId: CallId | null }
export type Measured = { code: LimitCode; subject: string } & Subject & Measure

/** A level of so few callers says nothing. */
const LEVEL_FROM_CALLERS = 10
/** What a side said longer ago than this is not how it sounds now. */
const SOUND_FRESH_MS: Ms = 20_000

const fourFifths = (limit: number): number => limit * 0.8
const itself = (limit: number): number => limit

export const SHAPES: Readonly<Record<LimitCode, Shape>> = {
  'waiting-many': { bad: 'above', back: fourFifths, riseMs: 3000, fallMs: 10_000 },
  'waiting-long': { bad: 'above', back: fourFifths, riseMs: 0, fallMs: 5000 },
  'level-low': { bad: 'below', back: (limit) => limit + 0.02, riseMs: 10_000, fallMs: 30_000 },
  'call-long': { bad: 'above', back: itself, riseMs: 0, fallMs: 0 },
  'break-long': { bad: 'above', back: itself, riseMs: 0, fallMs: 0 },
  'sound-poor': { bad: 'below', back: (limit) => limit + 0.2, riseMs: 10_000, fallMs: 15_000 },
}

export function* measure(
  site: Site,
  soundOf: (callId: CallId) => CallSound,
  settings: AlarmSettings,
): Generator<Measured> {
  const now = site.now()
  yield* queues(site, settings, now)
  yield* calls(site, soundOf, settings, now)
  for (const agent of site.runner.all('agent')) {
    if (agent.presence !== 'not-ready') continue
    const subject = { queueId: null, agentId: agent.id, callId: null }
    const value = now - agent.presenceSince
    yield { code: 'break-long', subject: agent.id, ...subject, value, limit: settings.site.breakMs }
  }
}

function* queues({ configuration, routing, counters }: Site, settings: AlarmSettings, now: Ms): Generator<Measured> {
  for (const { id } of configuration.queues) {
    const limits = limitsOf(settings, id)
    const subject = { subject: id, queueId: id, agentId: null, callId: null }
    const oldest = routing.waiting.oldest(id)
    const day = counters.queue(id)
    const level = day.offered < LEVEL_FROM_CALLERS ? null : day.answeredInTime / day.offered
    yield { code: 'waiting-many', ...subject, value: routing.waiting.callersOf(id), limit: limits.waiting }
    yield { code: 'waiting-long', ...subject, value: oldest === null ? 0 : now - oldest, limit: limits.oldestWaitMs }
    yield { code: 'level-low', ...subject, value: level, limit: limits.serviceLevel }
  }
}

function* calls(
  { runner }: Site,
  soundOf: (callId: CallId) => CallSound,
  settings: AlarmSettings,
  now: Ms,
): Generator<Measured> {
  for (const call of runner.all('call')) {
    const part = call.state === 'live' ? partOf(call) : null
    if (!part || call.state !== 'live' || call.answeredAt === null) continue
    const limits: AlarmLimits = limitsOf(settings, call.queueId)
    const subject = { subject: call.id, queueId: call.queueId, agentId: part.agentId, callId: call.id }
    yield { code: 'call-long', ...subject, value: now - call.answeredAt, limit: limits.callMs }
    yield { code: 'sound-poor', ...subject, value: worseSide(soundOf(call.id), now), limit: limits.quality }
  }
}

function worseSide({ customer, agent }: CallSound, now: Ms): number | null {
  const heard = [customer, agent].flatMap((side) => (side && now - side.at <= SOUND_FRESH_MS ? side.mos : []))
  return heard.length === 0 ? null : Math.min(...heard)
}
