// What of an attendant's acts is in the audit trail: an override of somebody's do-not-disturb and a break-in, each with its reason, and do-not-disturb
// set for others.
import type { WebCommand } from '#protocol/web-messages'
import type { AuditAction } from '../audit/audit.ts'
import type { Site } from './site.ts'

const BROKEN_INTO = { listen: 'call-listened', barge: 'call-broken-into' } as const

export function consoleEntry(
  { configuration }: Site,
  command: WebCommand,
): { action: AuditAction; object: string; detail: string } | null {
  if (!('agentId' in command)) return null
  const object = configuration.people.get(command.agentId)?.number ?? ''
  switch (command.type) {
    case 'console.dial':
      return { action: 'do-not-disturb-overridden', object, detail: command.reason }
    case 'console.do-not-disturb':
      return { action: 'do-not-disturb-set', object, detail: command.level }
    case 'console.break-in':
      return { action: BROKEN_INTO[command.mode], object, detail: command.reason }
    default:
      return null
  }
}
