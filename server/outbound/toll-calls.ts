// Calls out, as long as guards count them: those that live in memory and on disk, the others on disk. Rule O11 in SPEC.md.
import type { AgentId, LegId, LineId, Ms } from '#protocol/ids'
import type { DestinationClass } from '#protocol/outbound-rules'
import type { TollGuardSetting } from '#protocol/toll-guard'
import type { Database, Value } from '../store/database.ts'
import type { Counted, Spent } from './toll-limits.ts'
import { billOf, DEAR } from './toll-price.ts'

export type OpenCall = {
  legId: LegId
  at: Ms
  agentId: AgentId | null
  lineId: LineId
  kind: DestinationClass
  number: string
  answeredAt: Ms | null
}
type Prices = TollGuardSetting['prices']

const KEPT_MS: Ms = 32 * 24 * 3_600_000
const marks = (list: readonly unknown[]): string => list.map(() => '?').join(', ')
const DEAR_MARKS = marks(DEAR)

export class TollCalls {
  /** Those that live. */
  readonly open = new Map<LegId, OpenCall>()

  constructor(private readonly events: Database) {
    const sql = `select leg_id as legId, at, agent_id as agentId, line_id as lineId, class as kind, number,
      answered_at as answeredAt from toll_call where ms is null`
    for (const call of events.all<OpenCall>(sql)) this.open.set(call.legId, call)
  }

  begin(call: OpenCall): void {
    const { legId, at, agentId, lineId, kind, number } = call
    this.open.set(legId, call)
    this.events.run(
      'insert or ignore into toll_call (leg_id, at, agent_id, line_id, class, number) values (?, ?, ?, ?, ?, ?)',
      ...[legId, at, agentId, lineId, kind, number],
    )
  }

  answered(legId: LegId, at: Ms): void {
    const call = this.open.get(legId)
    if (!call || call.answeredAt !== null) return
    this.open.set(legId, { ...call, answeredAt: at })
    this.events.run('update toll_call set answered_at = ? where leg_id = ?', at, legId)
  }

  /** Undefined: it is no call that is counted. */
  end(legId: LegId, at: Ms, prices: Prices): OpenCall | undefined {
    const call = this.open.get(legId)
    if (!call) return undefined
    this.open.delete(legId)
    const ms = call.answeredAt === null ? 0 : Math.max(1, at - call.answeredAt)
    const { paidMs, cost } = billOf(prices[call.kind], ms)
    this.events.run('update toll_call set ms = ?, paid_ms = ?, cost = ? where leg_id = ?', ms, paidMs, cost, legId)
    return call
  }

  forgetOld(now: Ms): void {
    this.events.run('delete from toll_call where at < ? and ms is not null', now - KEPT_MS)
  }

  /** Begun since then. One that lives counts as it would if it ended at `now`, and as answered before it is. */
  spent(counted: Counted, since: Ms, now: Ms, prices: Prices): Spent {
    const total = this.ended(counted, since)
    for (const call of this.open.values()) {
      if (call.at < since || !isCounted(counted, call)) continue
      const { paidMs, cost } = billOf(prices[call.kind], Math.max(1, now - (call.answeredAt ?? now)))
      total.calls += 1
      total.paidMs += paidMs
      total.cost += cost
    }
    return total
  }

  private ended({ classes, agents, lineId }: Counted, since: Ms): Spent {
    const where = ['at >= ?', 'ms is not null']
    const values: Value[] = [since]
    const among = (column: string, list: readonly string[]) => {
      where.push(`${column} in (${marks(list)})`)
      values.push(...list)
    }
    if (classes.length > 0) among('class', classes)
    if (agents !== null) among('agent_id', agents)
    if (lineId !== null) among('line_id', [lineId])
    const sql = `select count(*) as calls, coalesce(sum(paid_ms), 0) as paidMs, coalesce(sum(cost), 0) as cost
      from toll_call where ${where.join(' and ')}`
    return this.events.get<Spent>(sql, ...values) ?? { calls: 0, paidMs: 0, cost: 0 }
  }

  /** Calls to dear numbers that begin so. */
  toPrefix(prefix: string, since: Ms): number {
    const sql = `select count(*) as calls from toll_call where class in (${DEAR_MARKS}) and at >= ? and substr(number, 1, ?) = ?`
    return this.events.get<{ calls: number }>(sql, ...DEAR, since, prefix.length, prefix)?.calls ?? 0
  }

  /** Answered calls to dear numbers by one person that were over so soon. */
  shortOf(agentId: AgentId, underMs: Ms, since: Ms): number {
    const sql = `select count(*) as calls from toll_call
      where class in (${DEAR_MARKS}) and at >= ? and agent_id = ? and ms > 0 and ms < ?`
    return this.events.get<{ calls: number }>(sql, ...DEAR, since, agentId, underMs)?.calls ?? 0
  }
}

const isCounted = ({ classes, agents, lineId }: Counted, call: OpenCall): boolean =>
  (classes.length === 0 || classes.includes(call.kind)) &&
  (agents === null || (call.agentId !== null && agents.includes(call.agentId))) &&
  (lineId === null || call.lineId === lineId)
