import type { AgentId, Ms } from '#protocol/ids'
import type { OutboundSetting } from '#protocol/outbound-rules'
import type { Database } from '../store/database.ts'
import { NO_OUTBOUND } from './outbound-rules.ts'

export function outboundSetting(core: Database): OutboundSetting {
  const row = core.get<{ setting: string }>('select setting from outbound_setting')
  return row === null ? NO_OUTBOUND : (JSON.parse(row.setting) as OutboundSetting)
}

export function saveOutbound(core: Database, setting: OutboundSetting): void {
  core.run('insert or replace into outbound_setting (one, setting) values (1, ?)', JSON.stringify(setting))
}

/** Those of before `since` are forgotten. */
export function countDear(
  core: Database,
  { at, since, agentId }: { at: Ms; since: Ms; agentId: AgentId | null },
): void {
  core.run('delete from dear_call where at < ?', since)
  core.run('insert into dear_call (at, agent_id) values (?, ?)', at, agentId)
}

/** Dear calls since then: of everybody, and of this agent. */
export function dearSince(core: Database, since: Ms, agentId: AgentId | null): { site: number; agent: number } {
  const row = core.get<{ site: number; agent: number }>(
    'select count(*) as site, count(case when agent_id = ? then 1 end) as agent from dear_call where at >= ?',
    agentId ?? '',
    since,
  )
  return row ?? { site: 0, agent: 0 }
}
