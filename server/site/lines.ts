// Live state of lines and the gateway: what the status pages show and what a line for a call out is chosen by.

import type { GatewayFact } from '#protocol/gateway-messages'
import type { LineId, Ms } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { RefusalReason } from '#protocol/reasons'
import type { LineView } from '#protocol/room-views'
import type { Alarms } from '../alarm/alarms.ts'
import type { RawChange } from '../live/core-port.ts'

type Report = GatewayFact & { type: 'line.changed' }

export class Lines {
  private readonly views = new Map<LineId, LineView>()
  private configured: LineConfig[] = []

  constructor(
    private readonly publish: (changes: RawChange[]) => void,
    private readonly alarms: Alarms,
    private readonly now: () => Ms,
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
    this.show({ id, name, kind, channels: channelsOf(line), state, fault, detail, calls, since })
  }

  /** Nobody knows how the lines are. */
  gatewayAway(): void {
    for (const view of this.views.values())
      if (view.state !== 'disabled')
        this.show({ ...view, state: 'down', fault: 'gateway-away', detail: '', calls: 0, since: this.now() })
  }

  /** A line to go out by, trunks before single lines: the first that may, is up, and shows one of its own numbers. */
  outbound(): { ok: true; lineId: LineId; from: string; withheld: boolean } | { ok: false; reason: RefusalReason } {
    const able = this.configured
      .filter((line) => line.enabled && line.outbound)
      .sort((a, b) => Number(b.kind === 'sip') - Number(a.kind === 'sip'))
    const line = able.find((candidate) => this.views.get(candidate.id)?.state === 'up')
    if (!line) return { ok: false, reason: able.length === 0 ? 'no-line' : 'line-down' }
    const from = line.kind === 'sip' ? (line.numbers[0] ?? line.user) : line.number
    return { ok: true, lineId: line.id, from, withheld: line.kind === 'sip' && line.withheld === true }
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
