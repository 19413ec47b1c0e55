import type { AuditAction } from '../audit/audit.ts'
import type { AppDeps, ConfigKind } from './parts.ts'
import type { Caller } from './routes.ts'

const ACTIONS: Partial<Record<ConfigKind, AuditAction>> = {
  queues: 'queue-changed',
  boxes: 'message-box-changed',
  teams: 'team-changed',
  skills: 'skill-changed',
  lines: 'line-changed',
  hours: 'hours-changed',
  numbers: 'number-changed',
  inbound: 'inbound-changed',
  outbound: 'outbound-changed',
  'number-lists': 'number-list-changed',
  flows: 'flow-changed',
  prompts: 'prompt-changed',
  scripts: 'script-changed',
  dispositions: 'disposition-changed',
  recordings: 'recording-settings-changed',
  site: 'site-settings-changed',
  alarms: 'alarm-settings-changed',
  wallboards: 'wallboard-changed',
  console: 'console-changed',
  forwarding: 'forwarding-changed',
}

/** Writes a change of configuration to the audit trail and tells the core. */
export function tellChange(deps: AppDeps, call: Caller, kind: ConfigKind, object: string, detail: string): void {
  const action = ACTIONS[kind]
  if (action !== undefined) {
    deps.audit.record({ userId: call.me.userId, action, object, detail, source: call.source.address })
  }
  deps.onConfigChanged(kind)
}
