// The guard against toll fraud with what it watches and whom it tells.
import type { Core } from './core.ts'
import { displayNumber } from './number/phone-number.ts'
import type { Barred } from './number-list/standing.ts'
import { TollBlocks } from './outbound/toll-blocks.ts'
import { TollCalls } from './outbound/toll-calls.ts'
import { TollGuard } from './outbound/toll-guard.ts'
import { tollGuardSetting } from './outbound/toll-store.ts'

export function tollGuardOf(core: Core): TollGuard {
  const { stores, notices, audit } = core.parts
  const { now } = core.clock
  const blocks = new TollBlocks({
    events: stores.events,
    alarms: core.alarms,
    now,
    nameOf: (scope, subject) => nameOf(core, scope, subject),
    currency: () => tollGuardSetting(stores.core).currency,
    tell: (name) => notices.tell(administrators(core), { kind: 'toll-blocked', from: name }),
  })
  const ports = {
    core: stores.core,
    now,
    teams: () => core.site.configuration.teams,
    hours: () => core.site.configuration.hours,
    listed(userId: string, number: string, { list, reason }: Barred) {
      const detail = `${list.name}: ${displayNumber(number)}`
      audit.record({ userId, action: 'call-refused', object: reason, detail, source: 'live' })
    },
    lineOf: (legId: string) => lineOf(core, legId),
    endLeg(legId: string, agentId: string | null) {
      core.site.runner.dispatch('leg', legId, { type: 'hang-up', cause: 'normal' })
      if (agentId !== null) notices.tell([agentId], { kind: 'toll-ended', from: '' })
    },
  }
  return new TollGuard(ports, new TollCalls(stores.events), blocks)
}

function administrators({ site }: Core): string[] {
  return [...site.configuration.people.values()].flatMap(({ id, role }) => (role === 'administrator' ? id : []))
}

function lineOf({ site }: Core, legId: string): string | null {
  const leg = site.runner.get('leg', legId)
  return leg && leg.state !== 'new' && leg.party.kind === 'line' ? leg.party.lineId : null
}

/** '' = the whole site. */
function nameOf({ site }: Core, scope: string, subject: string): string {
  const { people, teams, lines } = site.configuration
  const named = (list: readonly { id: string; name: string }[]) =>
    list.find(({ id }) => id === subject)?.name ?? subject
  switch (scope) {
    case 'person':
      return people.get(subject)?.name ?? subject
    case 'team':
      return named(teams)
    case 'line':
      return named(lines)
    case 'site':
      return ''
    default:
      return subject
  }
}
