// When an alarm rises: the site's limits, and what single queues have otherwise.

import type { QueueId } from '#protocol/ids'
import type { AlarmLimits, AlarmSettings, QueueAlarmLimits } from '#protocol/room-config'
import type { Database } from '../store/database.ts'

export const DEFAULT_LIMITS: AlarmLimits = {
  waiting: 10,
  oldestWaitMs: 120_000,
  serviceLevel: 0.8,
  callMs: 1_800_000,
  breakMs: 2_700_000,
  quality: 3,
}
const SITE = ''

export function alarmSettings(core: Database): AlarmSettings {
  const rows = core.all<{ queue_id: string; limits: string }>(
    `select queue_id, limits from alarm_limits where queue_id = '' or queue_id in (select id from queue)`,
  )
  const known = new Map(rows.map((row) => [row.queue_id, JSON.parse(row.limits) as Partial<AlarmLimits>]))
  const site = { ...DEFAULT_LIMITS, ...known.get(SITE) }
  known.delete(SITE)
  return { site, queues: Object.fromEntries(known) }
}

export function saveAlarmSettings(core: Database, { site, queues }: AlarmSettings): void {
  core.tx(() => {
    core.run('delete from alarm_limits')
    for (const [queueId, limits] of [[SITE, site] as const, ...Object.entries(queues)])
      core.run('insert into alarm_limits (queue_id, limits) values (?, ?)', queueId, JSON.stringify(limits))
  })
}

/** AL1 */
export function limitsOf({ site, queues }: AlarmSettings, queueId: QueueId | null): AlarmLimits {
  const own: QueueAlarmLimits = queueId === null ? {} : (queues[queueId] ?? {})
  return { ...site, ...own }
}
