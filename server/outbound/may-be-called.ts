import type { Ms } from '#protocol/ids'
import type { Outbound } from '../number/outbound-number.ts'
import { barredOut } from '../number-list/standing.ts'
import type { Database } from '../store/database.ts'
import { permission } from './outbound-rules.ts'
import { outboundSetting } from './outbound-store.ts'

/** What is kept to be called later goes by the rules of what no agent asks for; they are asked again when it is called. */
export function mayBeCalled(core: Database, typed: string, now: Ms): Outbound {
  const number = permission(outboundSetting(core), [], { typed, agentId: null, by: null })
  const barred = number.ok ? barredOut(core, number.customer, now) : null
  return barred === null ? number : { ok: false, reason: barred.reason }
}
