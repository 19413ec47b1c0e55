// What of an attendant's acts is in the audit trail: an override of somebody's do-not-disturb, and do-not-disturb set for others.
import type { WebCommand } from '#protocol/web-messages'
import type { AuditAction } from '../audit/audit.ts'
import type { Site } from './site.ts'

export function consoleEntry(
  { configuration }: Site,
  command: WebCommand,
): { action: AuditAction; object: string; detail: string } | null {
  if (command.type !== 'console.dial' && command.type !== 'console.do-not-disturb') return null
  const object = configuration.people.get(command.agentId)?.number ?? ''
  return command.type === 'console.dial'
    ? { action: 'do-not-disturb-overridden', object, detail: command.callId ?? '' }
    : { action: 'do-not-disturb-set', object, detail: command.level }
}
