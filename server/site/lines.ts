// Live state of lines and the gateway: what the status pages show and what a line for a call out is chosen by.

import type { GatewayFact } from '#protocol/gateway-messages'
import type { LineId, Ms } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { OutboundRule } from '#protocol/outbound-rules'
import type { LineView } from '#protocol/room-views'
import type { Alarms } from '../alarm/alarms.ts'
import type { StateNews } from '../line/line-log.ts'
import type { RawChange } from '../live/core-port.ts'
import { pickLine } from '../outbound/pick-line.ts'
import type { LineAnswer } from './party-commands.ts'

type Report = GatewayFact & { type: 'line.changed' }

export class Lines {
  private readonly views = new Map<LineId, LineView>()
  private configured: LineConfig[] = []
  /** The line last used, by rule. */
  private readonly last = new Map<string, LineId>()

  constructor(
    private readonly publish: (changes: RawChange[]) => void,
    private readonly alarms: Alarms,
    private readonly now: () => Ms,
    private readonly note: (lineId: LineId, at: Ms, news: StateNews) => void,
  ) {}

  configure(lines: LineConfig[]): void {
    this.configured = lines
    for (const id of [...this.views.keys()]) {
      if (lines.some((line) => line.id === id)) continue
      this.views.delete(id)
      this.alarms.clear('line-down', id)
      this.publish([{ kind: 'line', id, value: null }])
    }
    for (const line of lines) {
      const { id, name, kind, enabled } = line
      const channels = channelsOf(line)
      const known = this.views.get(id)
      const blank = { id, name, kind, state: enabled ? 'down' : 'disabled', fault: null, detail: '', calls: 0 } as const
      const state = enabled ? (known?.state === 'disabled' ? 'down' : (known?.state ?? 'down')) : 'disabled'
      this.show({ ...blank, ...known, name, kind, channels, state, since: known?.since ?? this.now() })
    }
  }

  changed(report: Report): void {
    const line = this.configured.find((candidate) => candidate.id === report.lineId)
    if (!line) return
    const { state, fault, detail, calls } = report
    const known = this.views.get(line.id)
    const since = known && known.state === state ? known.since : this.now()
    const { id, name, kind } = line
    this.tell(id, { state, fault, detail })
    this.show({ id, name, kind, channels: channelsOf(line), state, fault, detail, calls, since })
  }

  /** Nobody knows how the lines are. */
  gatewayAway(): void {
    for (const view of this.views.values())
      if (view.state !== 'disabled') {
        const away = { state: 'down', fault: 'gateway-away', detail: '' } as const
        this.tell(view.id, away)
        this.show({ ...view, ...away, calls: 0, since: this.now() })
      }
  }

  /** O7, O8, O13: a line to go out by, of the rule's or any, trunks first, with a number of its own. */
  outbound(rule: OutboundRule | null, isAskedAgain: boolean, isBarred: (id: LineId) => boolean): LineAnswer {
    const open = this.configured.filter((line) => line.enabled && line.outbound && isOf(rule, line)).sort(inOrder(rule))
    const able = open.filter(({ id }) => !isBarred(id))
    if (able.length === 0) return { ok: false, reason: open.length === 0 ? 'no-line' : 'toll-cap' }
    const up = able.flatMap((line) => {
      const view = this.views.get(line.id)
      return view?.state === 'up' ? [{ id: line.id, calls: view.calls }] : []
    })
    const choice = isAskedAgain ? 'order' : (rule?.choice ?? 'order')
    const last = rule === null ? undefined : this.last.get(rule.id)
    const id = pickLine(up, { choice, last, random: Math.random() })
    const line = able.find((candidate) => candidate.id === id)
    if (!line) return { ok: false, reason: 'line-down' }
    if (rule !== null && !isAskedAgain) this.last.set(rule.id, line.id)
    const withheld = line.kind === 'sip' && line.withheld === true
    return { ok: true, lineId: line.id, from: shownBy(line, rule?.from ?? ''), withheld }
  }

  /** What is new goes into the line's log; a call more or less is not. */
  private tell(id: LineId, news: StateNews): void {
    const known = this.views.get(id)
    if (known?.state === news.state && known.fault === news.fault && known.detail === news.detail) return
    this.note(id, this.now(), news)
  }

  private show(view: LineView): void {
    this.views.set(view.id, view)
    this.publish([{ kind: 'line', id: view.id, value: view }])
    if (view.state === 'down' && view.fault !== 'gateway-away' && view.fault !== null)
      this.alarms.raise('line-down', view.id, view.detail)
    else this.alarms.clear('line-down', view.id)
  }
}

const channelsOf = (line: LineConfig): number => (line.kind === 'sip' ? line.maxCalls : 1)

const isOf = (rule: OutboundRule | null, { id }: LineConfig): boolean =>
  rule === null || rule.lines.length === 0 || rule.lines.includes(id)

/** As the rule names them; else trunks before single lines. */
const inOrder =
  (rule: OutboundRule | null) =>
  (a: LineConfig, b: LineConfig): number =>
    rule !== null && rule.lines.length > 0
      ? rule.lines.indexOf(a.id) - rule.lines.indexOf(b.id)
      : Number(b.kind === 'sip') - Number(a.kind === 'sip')

/** The number wanted where the line owns it, else its own first. */
function shownBy(line: LineConfig, wanted: string): string {
  const own = line.kind === 'sip' ? line.numbers : [line.number]
  return own.includes(wanted) ? wanted : (own[0] ?? (line.kind === 'sip' ? line.user : ''))
}
