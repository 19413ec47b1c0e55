// Every way out asks here: rules, rights, and the guards against toll fraud. Rules O1-O6, O9-O19 in SPEC.md.
import type { GatewayCommand, GatewayFact } from '#protocol/gateway-messages'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, LegId, LineId, Ms } from '#protocol/ids'
import type { DestinationClass } from '#protocol/outbound-rules'
import type { TeamConfig } from '#protocol/people-config'
import type { RefusalReason } from '#protocol/reasons'
import type { TollGuardSetting } from '#protocol/toll-guard'
import { hoursState } from '../flow/opening-hours.ts'
import { longOf } from '../number/number-book.ts'
import { type Barred, barredOut } from '../number-list/standing.ts'
import type { Database } from '../store/database.ts'
import { destinationOf, isEmergency } from './destination.ts'
import { dialClassOf, reaches } from './dial-class.ts'
import { type Permission, permission } from './outbound-rules.ts'
import { outboundSetting } from './outbound-store.ts'
import type { TollBlocks } from './toll-blocks.ts'
import type { OpenCall, TollCalls } from './toll-calls.ts'
import { limitsOn, reached, type TollCaller, type TollLimit } from './toll-limits.ts'
import { type Bill, isDear, leastBill } from './toll-price.ts'
import { tollGuardSetting } from './toll-store.ts'

export type GuardPorts = {
  core: Database
  now(): Ms
  teams(): readonly TeamConfig[]
  /** A number list keeps an agent from calling this number. */
  listed(agentId: AgentId, number: string, barred: Barred): void
  /** As they are in force. */
  hours(): readonly OpeningHours[]
  /** Null: no leg of a line that lives. */
  lineOf(legId: LegId): LineId | null
  /** Ends a call whose money is spent. */
  endLeg(legId: LegId, agentId: AgentId | null): void
}

type Wanted = { agentId: AgentId | null; kind: DestinationClass; number: string }
const MINUTE_MS: Ms = 60_000
/** A call is ended so long before what it costs next would pass the cap. */
const AHEAD_MS: Ms = 2000
/** A leg that was asked for so recently may not live yet. */
const GRACE_MS: Ms = 10_000
/** Numbers that were permitted and not dialled yet. */
const MOST_WANTED = 5000
const NO_BILL: Bill = { paidMs: 0, cost: 0 }

export class TollGuard {
  /** What may be dialled, by what the line is told. */
  private readonly wanted = new Map<string, Wanted>()

  constructor(
    private readonly ports: GuardPorts,
    readonly calls: TollCalls,
    readonly blocks: TollBlocks,
  ) {}

  start(): void {
    this.calls.forgetOld(this.ports.now())
    this.blocks.start()
  }

  /** `agentId` null: no agent asks for it; `isStored`: nobody keys it now. A short number of the book stands for its long one. */
  permit(typed: string, agentId: AgentId | null, isStored = false): Permission {
    const { core } = this.ports
    const long = longOf(core, typed)
    const wish = long === null ? { typed, agentId: isStored ? null : agentId } : { typed: long, agentId: null }
    const allowed = permission(outboundSetting(core), this.ports.teams(), { ...wish, by: agentId })
    if (!allowed.ok || allowed.kind === null) return allowed
    const barred = barredOut(core, allowed.customer, this.ports.now())
    if (barred !== null) {
      if (agentId !== null) this.ports.listed(agentId, allowed.customer, barred)
      return { ok: false, reason: barred.reason }
    }
    const wanted = { agentId, kind: allowed.kind, number: allowed.customer }
    const reason = this.why(wanted)
    if (reason !== null) return { ok: false, reason }
    this.want(allowed.dial, wanted)
    return allowed
  }

  /** O13: a line that may not carry this class now. */
  isLineBarred(kind: DestinationClass | null, lineId: LineId): boolean {
    if (kind === null) return false
    const setting = tollGuardSetting(this.ports.core)
    return this.isOver(setting, { kind, agentId: null, lineId }, ({ scope }) => scope === 'line')
  }

  /** What goes to the gateway: a number that is dialled counts. */
  sent(command: GatewayCommand): void {
    if (command.type === 'leg.dial') this.dialled(command.to, command.legId, command.lineId)
    if (command.type !== 'leg.transfer' || command.replacesLegId !== null) return
    // The carrier makes this call: it is over for us as it begins.
    const legId = `${command.legId}.to`
    this.dialled(command.to, legId, this.ports.lineOf(command.legId) ?? '')
    this.calls.end(legId, this.ports.now(), tollGuardSetting(this.ports.core).prices)
  }

  heard(fact: GatewayFact): void {
    if (fact.type === 'leg.answered') this.calls.answered(fact.legId, this.ports.now())
    if (fact.type === 'leg.ended') this.ended(fact.legId)
  }

  /** Once a second: blocks whose time is over, calls that were lost, calls whose money is spent. */
  look(): void {
    const now = this.ports.now()
    const setting = tollGuardSetting(this.ports.core)
    this.blocks.expire(now)
    if (setting.samePrefix.calls === 0) this.unbarAll('same-prefix')
    if (setting.short.calls === 0) this.unbarAll('short')
    for (const { legId, at } of [...this.calls.open.values()])
      if (now - at > GRACE_MS && this.ports.lineOf(legId) === null) this.ended(legId)
    if (setting.endsRunning) this.endSpent(setting)
  }

  private want(dial: string, wanted: Wanted): void {
    this.wanted.delete(dial)
    const [oldest] = this.wanted.keys()
    if (this.wanted.size >= MOST_WANTED && oldest !== undefined) this.wanted.delete(oldest)
    this.wanted.set(dial, wanted)
  }

  private dialled(to: string, legId: LegId, lineId: LineId): void {
    if (isEmergency(to)) return
    const { homeArea } = outboundSetting(this.ports.core)
    // What was permitted before a restart is known by its number alone.
    const wanted = this.wanted.get(to) ?? { agentId: null, kind: destinationOf(to, homeArea), number: to }
    this.wanted.delete(to)
    this.calls.begin({ ...wanted, legId, lineId, at: this.ports.now(), answeredAt: null })
  }

  private ended(legId: LegId): void {
    const setting = tollGuardSetting(this.ports.core)
    const call = this.calls.end(legId, this.ports.now(), setting.prices)
    if (call?.agentId != null && isDear(call.kind)) this.isShortBurst(setting, call.agentId)
  }

  /** Null: nothing bars the call. */
  private why({ agentId, kind, number }: Wanted): RefusalReason | null {
    const { core } = this.ports
    if (agentId !== null && !reaches(dialClassOf(core, agentId), kind)) return 'dial-class'
    const setting = tollGuardSetting(core)
    if (this.isNight(setting, kind)) return 'toll-night'
    if (isDear(kind) && (this.isPrefixBurst(setting, number) || (agentId && this.isShortBurst(setting, agentId))))
      return 'toll-burst'
    return this.isOver(setting, { kind, agentId, lineId: null }) ? 'toll-cap' : null
  }

  /** O14 */
  private isNight({ night }: TollGuardSetting, kind: DestinationClass): boolean {
    const hours = night && this.ports.hours().find(({ id }) => id === night.hours)
    return hours != null && !night?.classes.includes(kind) && hoursState(hours, this.ports.now()) !== 'open'
  }

  /** O15 */
  private isPrefixBurst({ samePrefix }: TollGuardSetting, number: string): boolean {
    const { calls, withinMinutes, digits } = samePrefix
    if (calls === 0) return false
    const subject = number.slice(0, digits + Number(number.startsWith('+')))
    const isBarred = ({ reason, subject: barred }: { reason: string; subject: string }) =>
      reason === 'same-prefix' && number.startsWith(barred)
    if (this.blocks.all().some(isBarred)) return true
    if (this.calls.toPrefix(subject, this.sinceLift('same-prefix', subject, withinMinutes)) < calls) return false
    this.blocks.bar({ guard: 'same-prefix', reason: 'same-prefix', scope: 'prefix', subject, per: null, limit: calls })
    return true
  }

  /** O15 */
  private isShortBurst({ short }: TollGuardSetting, agentId: AgentId): boolean {
    const { calls, withinMinutes, underS } = short
    if (calls === 0) return false
    if (this.blocks.all().some(({ reason, subject }) => reason === 'short' && subject === agentId)) return true
    const since = this.sinceLift('short', agentId, withinMinutes)
    if (this.calls.shortOf(agentId, underS * 1000, since) < calls) return false
    this.blocks.bar({ guard: 'short', reason: 'short', scope: 'person', subject: agentId, per: null, limit: calls })
    return true
  }

  private sinceLift(guard: string, subject: string, withinMinutes: number): Ms {
    return Math.max(this.ports.now() - withinMinutes * MINUTE_MS, this.blocks.liftedAt(guard, subject))
  }

  /** O9, O12: bars what is reached and takes back what is not. */
  private isOver(setting: TollGuardSetting, call: TollCaller, isMeant = (_: TollLimit) => true): boolean {
    const now = this.ports.now()
    const more = leastBill(setting.prices[call.kind])
    let isAny = false
    for (const limit of this.limits(setting, call).filter(isMeant)) {
      const { guard, scope, subject, per } = limit
      const hit = reached(limit, this.spent(setting, limit, now), more)
      if (hit) this.blocks.bar({ guard, scope, subject, per, ...hit })
      else this.blocks.unbar(limit)
      isAny ||= hit !== null
    }
    return isAny
  }

  private limits(setting: TollGuardSetting, call: TollCaller): TollLimit[] {
    const { agentCap, siteCap } = outboundSetting(this.ports.core)
    return limitsOn({ agentCap, siteCap, caps: setting.caps }, this.ports.teams(), call, this.ports.now())
  }

  private spent(setting: TollGuardSetting, limit: TollLimit, now: Ms) {
    const since = Math.max(limit.since, this.blocks.liftedAt(limit.guard, limit.subject))
    return this.calls.spent(limit, since, now, setting.prices)
  }

  /** O16 */
  private endSpent(setting: TollGuardSetting): void {
    const soon = this.ports.now() + AHEAD_MS
    for (const call of [...this.calls.open.values()]) {
      const hit = call.answeredAt === null ? undefined : this.spentBy(setting, call, soon)
      if (!hit) continue
      this.blocks.bar(hit)
      this.ports.endLeg(call.legId, call.agentId)
    }
  }

  private spentBy(setting: TollGuardSetting, call: OpenCall, soon: Ms) {
    for (const limit of this.limits(setting, call)) {
      const { guard, scope, subject, per } = limit
      const hit = reached({ ...limit, calls: null }, this.spent(setting, limit, soon), NO_BILL)
      if (hit) return { guard, scope, subject, per, ...hit }
    }
    return undefined
  }

  private unbarAll(guard: string): void {
    for (const block of this.blocks.all()) if (block.guard === guard) this.blocks.unbar(block)
  }
}
