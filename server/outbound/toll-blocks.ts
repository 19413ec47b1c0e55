// What guards have barred: kept over a restart, an alarm as long as it stands, told to administrators. Rule O17 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { TollBlock, TollReason } from '#protocol/toll-guard'
import type { Alarms } from '../alarm/alarms.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/stores.ts'
import { periodEnd } from './toll-limits.ts'

/** What a block is of; one stands per guard and subject. */
export type Barring = Pick<TollBlock, 'reason' | 'scope' | 'per' | 'limit'> & { guard: string; subject: string }
export type Standing = Barring & { id: string; since: Ms }

export type BlockPorts = {
  events: Database
  alarms: Pick<Alarms, 'raise' | 'clear'>
  now(): Ms
  nameOf(scope: TollBlock['scope'], subject: string): string
  /** Three letters. */
  currency(): string
  /** Somebody ought to look: it has begun. */
  tell(name: string): void
}

const CODES = {
  calls: 'toll-cap',
  minutes: 'toll-minutes',
  money: 'toll-money',
  'same-prefix': 'toll-prefix',
  short: 'toll-short',
} as const satisfies Record<TollReason, string>
const MONEY_PARTS = 10_000
const SHOWN = 200
const COLUMNS = 'id, guard, reason, scope, subject, per, most as "limit", since'
const keyOf = ({ guard, subject }: Pick<Barring, 'guard' | 'subject'>): string => `${guard} ${subject}`

export class TollBlocks {
  private readonly standing = new Map<string, Standing>()

  constructor(private readonly ports: BlockPorts) {}

  /** What stood when the last process ended. */
  start(): void {
    const sql = `select ${COLUMNS} from toll_block where ended_at is null order by since`
    for (const block of this.ports.events.all<Standing>(sql)) this.show(block)
  }

  all(): Standing[] {
    return [...this.standing.values()]
  }

  bar(barring: Barring): void {
    const known = this.standing.get(keyOf(barring))
    if (known?.limit === barring.limit && known.reason === barring.reason) return
    if (known) this.end(known, '')
    const block = { ...barring, id: newId(), since: this.ports.now() }
    const { id, guard, reason, scope, subject, per, limit, since } = block
    this.ports.events.run(
      `insert into toll_block (id, guard, reason, scope, subject, per, most, since) values (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, guard, reason, scope, subject, per, limit, since],
    )
    this.show(block)
    this.ports.tell(this.ports.nameOf(scope, subject))
  }

  /** What is not reached any more. */
  unbar(of: Pick<Barring, 'guard' | 'subject'>): void {
    const block = this.standing.get(keyOf(of))
    if (block) this.end(block, '')
  }

  /** Whose hour, day or month is over. */
  expire(now: Ms): void {
    for (const block of this.all())
      if (block.per !== null && now >= periodEnd(block.per, block.since)) this.end(block, '')
  }

  /** By a person; what was spent until now counts no more. False: it does not stand. */
  lift(id: string, by: string): boolean {
    const block = this.all().find((candidate) => candidate.id === id)
    if (block) this.end(block, by)
    return block !== undefined
  }

  /** When a person last lifted it; 0 = never. */
  liftedAt(guard: string, subject: string): Ms {
    const sql = `select max(ended_at) as at from toll_block where guard = ? and subject = ? and ended_by <> ''`
    return this.ports.events.get<{ at: Ms | null }>(sql, guard, subject)?.at ?? 0
  }

  /** Those that stand first, then the last that stood. */
  list(): TollBlock[] {
    const sql = `select ${COLUMNS}, ended_at as endedAt, ended_by as endedBy from toll_block
      order by ended_at is not null, since desc limit ?`
    return this.ports.events
      .all<Standing & { endedAt: Ms | null; endedBy: string | null }>(sql, SHOWN)
      .map(({ id, reason, scope, subject, per, limit, since, endedAt, endedBy }) => {
        const ended = endedAt === null ? null : { at: endedAt, by: endedBy ?? '' }
        return { id, reason, scope, name: this.ports.nameOf(scope, subject), per, limit, since, ended }
      })
  }

  private show(block: Standing): void {
    const { reason, scope, subject, limit, since } = block
    this.standing.set(keyOf(block), block)
    const isMoney = reason === 'money'
    const value = isMoney ? limit / MONEY_PARTS : limit
    const about = { queueId: null, agentId: null, callId: null, value, limit: value, since }
    this.ports.alarms.raise(
      CODES[reason],
      this.alarmSubject(scope, subject),
      isMoney ? this.ports.currency() : '',
      about,
    )
  }

  private end(block: Standing, by: string): void {
    const { id, reason, scope, subject } = block
    this.standing.delete(keyOf(block))
    this.ports.events.run('update toll_block set ended_at = ?, ended_by = ? where id = ?', this.ports.now(), by, id)
    const isSame = (other: Standing) => other.reason === reason && other.scope === scope && other.subject === subject
    if (!this.all().some(isSame)) this.ports.alarms.clear(CODES[reason], this.alarmSubject(scope, subject))
  }

  private alarmSubject(scope: TollBlock['scope'], subject: string): string {
    return scope === 'site' ? subject : this.ports.nameOf(scope, subject)
  }
}
