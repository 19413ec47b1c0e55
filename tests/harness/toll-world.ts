// The guard against toll fraud with its own stores, a clock that is set, and a carrier that answers every call.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DialClass } from '#protocol/console'
import type { OpeningHours } from '#protocol/hours-config'
import type { OutboundRule, OutboundSetting } from '#protocol/outbound-rules'
import type { TollCap, TollGuardSetting } from '#protocol/toll-guard'
import { saveDialClass } from '../../server/outbound/dial-class.ts'
import { NO_OUTBOUND } from '../../server/outbound/outbound-rules.ts'
import { saveOutbound } from '../../server/outbound/outbound-store.ts'
import { type BlockPorts, TollBlocks } from '../../server/outbound/toll-blocks.ts'
import { TollCalls } from '../../server/outbound/toll-calls.ts'
import { type GuardPorts, TollGuard } from '../../server/outbound/toll-guard.ts'
import { NO_TOLL_GUARD } from '../../server/outbound/toll-price.ts'
import { saveTollGuard } from '../../server/outbound/toll-store.ts'
import { closeStores, openStores, type Stores } from '../../server/store/stores.ts'

export const START = Date.parse('2026-11-20T02:00:00+08:00')
export const HOURS: OpeningHours = {
  ...{ id: 'work', name: 'Work', zone: 'Asia/Shanghai', special: [], forced: 'auto' },
  spans: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1080 }],
}
/** Everything may be called. */
export const ALL_ALLOWED: OutboundRule = {
  ...{ id: 'all', name: 'All', enabled: true, teams: [], agents: [], classes: [], prefixes: [], allow: true },
  ...{ strip: 0, prepend: '', lines: [], choice: 'order', from: '' },
}
export const cap = (more: Partial<TollCap>): TollCap => ({
  ...{ id: 'c', scope: 'site', of: [], classes: ['international', 'special'], per: 'day', minutes: null, money: null },
  ...more,
})
/** No guard but those that are named. */
export const OPEN: TollGuardSetting = {
  ...NO_TOLL_GUARD,
  caps: [],
  samePrefix: { ...NO_TOLL_GUARD.samePrefix, calls: 0 },
  short: { ...NO_TOLL_GUARD.short, calls: 0 },
}

/** Where nothing is said of it: nobody is told, no alarm rises, no leg lives. */
export function guardOn(
  { core, events }: Stores,
  ports: Pick<GuardPorts, 'now'> & Partial<GuardPorts>,
  more: Partial<BlockPorts> = {},
): TollGuard {
  const nothing = () => undefined
  const quiet = { alarms: { raise: nothing, clear: nothing }, tell: nothing, currency: () => 'CNY' }
  const nameOf = (_scope: string, subject: string) => subject
  const blocks = new TollBlocks({ events, now: ports.now, nameOf, ...quiet, ...more })
  const none = { teams: () => [], hours: () => [], lineOf: () => null, endLeg: nothing, listed: nothing }
  return new TollGuard({ core, ...none, ...ports }, new TollCalls(events), blocks)
}

export type Asked = { leg: string } | { refused: string }

export class TollWorld {
  now = START
  readonly alarms = new Set<string>()
  readonly told: string[] = []
  readonly ended: string[] = []
  private readonly folder = mkdtempSync(join(tmpdir(), 'toll-'))
  private readonly stores = openStores(this.folder)
  private readonly lines = new Map<string, string>()
  private legs = 0
  guard: TollGuard

  constructor(setting: TollGuardSetting, outbound: Partial<OutboundSetting> = {}) {
    const capless = { agentCap: 1000, siteCap: 10_000 }
    // The rules are tried here, not the disk.
    for (const store of Object.values(this.stores)) store.run('pragma synchronous = off')
    saveOutbound(this.stores.core, { ...NO_OUTBOUND, ...capless, rules: [ALL_ALLOWED], ...outbound })
    this.set(setting)
    this.guard = this.started()
  }

  setClass(agentId: string, of: DialClass): void {
    this.stores.core.run(
      `insert or ignore into user (id, number, name, role, language, disabled, created_at, updated_at)
       values (?, ?, ?, 'agent', 'en', 0, 0, 0)`,
      ...[agentId, '8999', agentId],
    )
    saveDialClass(this.stores.core, agentId, of)
  }

  set(setting: TollGuardSetting): void {
    saveTollGuard(this.stores.core, setting)
  }

  restart(): void {
    this.alarms.clear()
    this.guard = this.started()
  }

  /** Dials what is permitted; it rings. */
  dial(number: string, agentId: string | null = 'a1', lineId = 'l1'): Asked {
    const allowed = this.guard.permit(number, agentId)
    if (!allowed.ok) return { refused: allowed.reason }
    if (this.guard.isLineBarred(allowed.kind, lineId)) return { refused: 'line' }
    const leg = `leg${++this.legs}`
    this.lines.set(leg, lineId)
    const way = { lineId, to: allowed.dial, from: '', callId: leg }
    this.guard.sent({ type: 'leg.dial', legId: leg, ...way })
    return { leg }
  }

  answer(leg: string): void {
    this.guard.heard({ type: 'leg.answered', legId: leg })
  }

  hangUp(leg: string): void {
    this.lines.delete(leg)
    this.guard.heard({ type: 'leg.ended', legId: leg, cause: 'normal', by: 'us', detail: '' })
  }

  /** A whole call of so many seconds; the clock is not moved back. What was said. */
  talk(number: string, seconds: number, agentId: string | null = 'a1', lineId = 'l1'): string {
    const asked = this.dial(number, agentId, lineId)
    if ('refused' in asked) return asked.refused
    this.answer(asked.leg)
    this.now += seconds * 1000
    this.hangUp(asked.leg)
    return 'called'
  }

  /** Seconds pass, and the guard looks once in each. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.now += 1000
      this.guard.look()
    }
  }

  /** The leg is gone and nobody has said so. */
  lose(leg: string): void {
    this.lines.delete(leg)
  }

  standing(): string[] {
    return this.guard.blocks.all().map(({ reason, scope, subject }) => `${reason} ${scope} ${subject}`)
  }

  lift(): void {
    for (const { id } of this.guard.blocks.all()) this.guard.blocks.lift(id, 'Nora')
  }

  close(): void {
    closeStores(this.stores)
    rmSync(this.folder, { recursive: true, force: true })
  }

  private started(): TollGuard {
    const now = () => this.now
    const alarms = {
      raise: (code: string, subject: string) => void this.alarms.add(`${code} ${subject}`),
      clear: (code: string, subject?: string) => void this.alarms.delete(`${code} ${subject}`),
    }
    const tell = (name: string) => void this.told.push(name)
    const teams = () => [{ id: 't1', name: 'T', members: ['a1', 'a2'] }]
    const endLeg = (leg: string) => {
      this.ended.push(leg)
      this.hangUp(leg)
    }
    const lineOf = (leg: string) => this.lines.get(leg) ?? null
    const guard = guardOn(this.stores, { now, teams, hours: () => [HOURS], lineOf, endLeg }, { alarms, tell })
    guard.start()
    return guard
  }
}
