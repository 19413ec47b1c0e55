import type { Ms } from '#protocol/ids'
import type { AlarmView } from '#protocol/web-messages'
import type { RawChange } from '../live/core-port.ts'

/** What an operator must know, one alarm per code and subject; it goes when its cause goes. */
export class Alarms {
  private readonly raised = new Map<string, AlarmView>()

  constructor(
    private readonly publish: (changes: RawChange[]) => void,
    private readonly now: () => Ms,
  ) {}

  raise(code: AlarmView['code'], subject: string, detail: string): void {
    const id = `${code}:${subject}`.replace(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 64)
    const known = this.raised.get(id)
    if (known?.detail === detail) return
    const alarm = { id, code, subject, detail, since: known?.since ?? this.now() }
    this.raised.set(id, alarm)
    this.publish([{ kind: 'alarm', id, value: alarm }])
  }

  clear(code: AlarmView['code'], subject?: string): void {
    for (const [id, alarm] of this.raised) {
      if (alarm.code !== code || (subject !== undefined && alarm.subject !== subject)) continue
      this.raised.delete(id)
      this.publish([{ kind: 'alarm', id, value: null }])
    }
  }
}
