import { Type } from '@sinclair/typebox'
import type { AlarmRow } from '#protocol/api'
import { AlarmSettings } from '#protocol/room-config'
import { tellChange } from '../http/config-change.ts'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { findQueue } from '../queue/queue-store.ts'
import { teamsOf } from '../team/team-reach.ts'
import type { Actor } from '../user/may.ts'
import { alarmSettings, saveAlarmSettings } from './alarm-limits.ts'

const PAGE = 200
const ListQuery = Type.Object({ before: Type.Optional(Type.Integer({ minimum: 1 })) }, { additionalProperties: false })

export function alarmRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('status.read', 'GET', '/alarms', { query: ListQuery }, ({ me, query }): AlarmRow[] =>
    deps.alarmLog.list(query.before ?? null, PAGE).filter((row) => isShown(deps, me, row)),
  )
  routes.user('status.read', 'GET', '/alarm-settings', {}, () => alarmSettings(core))
  routes.user('alarm.settings', 'PUT', '/alarm-settings', { body: AlarmSettings }, (call) => {
    if (Object.keys(call.body.queues).some((id) => findQueue(core, id) === null))
      throw invalid('There is no such queue', 'queues')
    saveAlarmSettings(core, call.body)
    tellChange(deps, call, 'alarms', 'alarms', JSON.stringify(call.body))
    return alarmSettings(core)
  })
}

/** AL4: those of the house are for all. */
function isShown({ stores: { core } }: AppDeps, { leads }: Actor, { agentId, queueId }: AlarmRow): boolean {
  if (leads === null || (agentId === null && queueId === null)) return true
  return teamsOf(core, { agentId, queueId }).some((team) => leads.includes(team))
}
