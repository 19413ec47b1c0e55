// Every way out asks here: rules, rights, and the caps on calls abroad and to special numbers. Rules O1-O6, O9 in SPEC.md.
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { AgentId, Ms } from '#protocol/ids'
import type { TeamConfig } from '#protocol/people-config'
import type { Alarms } from '../alarm/alarms.ts'
import { longOf } from '../number/number-book.ts'
import { type Barred, barredOut } from '../number-list/standing.ts'
import type { Database } from '../store/database.ts'
import { type Permission, permission } from './outbound-rules.ts'
import { countDear, dearSince, outboundSetting } from './outbound-store.ts'

const HOUR_MS: Ms = 3_600_000
const SITE = 'site'

export type GuardPorts = {
  core: Database
  alarms: Pick<Alarms, 'raise' | 'clear'>
  now(): Ms
  teams(): readonly TeamConfig[]
  nameOf(agentId: AgentId): string
  /** A number list keeps an agent from calling this number. */
  listed(agentId: AgentId, number: string, barred: Barred): void
}

export class TollGuard {
  /** Dear numbers that may be dialled, as the line is told them, and who asked last. */
  private readonly dear = new Map<string, AgentId | null>()

  constructor(private readonly ports: GuardPorts) {}

  /** `agentId` null: no agent asks for it; `isStored`: nobody keys it now. A short number of the book stands for its long one. */
  permit(typed: string, agentId: AgentId | null, isStored = false): Permission {
    const { core } = this.ports
    const setting = outboundSetting(core)
    const long = longOf(core, typed)
    const wish = long === null ? { typed, agentId: isStored ? null : agentId } : { typed: long, agentId: null }
    const allowed = permission(setting, this.ports.teams(), { ...wish, by: agentId })
    if (!allowed.ok) return allowed
    const barred = barredOut(core, allowed.customer, this.ports.now())
    if (barred !== null) {
      if (agentId !== null) this.ports.listed(agentId, allowed.customer, barred)
      return { ok: false, reason: barred.reason }
    }
    if (!allowed.isDear) return allowed
    if (this.isOver(setting, agentId)) return { ok: false, reason: 'toll-cap' }
    this.dear.set(allowed.dial, agentId)
    return allowed
  }

  /** What goes to the gateway: a dear number that is dialled counts. */
  sent(command: GatewayCommand): void {
    if (command.type !== 'leg.dial' && command.type !== 'leg.transfer') return
    const agentId = this.dear.get(command.to)
    if (agentId === undefined) return
    this.dear.delete(command.to)
    const at = this.ports.now()
    countDear(this.ports.core, { at, since: at - HOUR_MS, agentId })
  }

  private isOver({ agentCap, siteCap }: { agentCap: number; siteCap: number }, agentId: AgentId | null): boolean {
    const { core, alarms, now, nameOf } = this.ports
    const { site, agent } = dearSince(core, now() - HOUR_MS, agentId)
    const watch = (subject: string, count: number, cap: number): boolean => {
      if (count < cap) alarms.clear('toll-cap', subject)
      else alarms.raise('toll-cap', subject, String(cap))
      return count >= cap
    }
    const isSiteOver = watch(SITE, site, siteCap)
    return agentId === null ? isSiteOver : watch(nameOf(agentId), agent, agentCap) || isSiteOver
  }
}
