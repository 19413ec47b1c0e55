import type { Ms } from '#protocol/ids'
import type { AlarmView } from '#protocol/room-views'
import type { RawChange } from '../live/core-port.ts'
import type { AlarmLog } from './alarm-log.ts'

type About = Pick<AlarmView, 'queueId' | 'agentId' | 'callId' | 'value' | 'limit'> & { since: Ms }

const HOUSE = { queueId: null, agentId: null, callId: null, value: null, limit: null }

/** What must be known of the house and the floor, one alarm per code and subject; it goes when its cause goes (AL2, AL3). */
export class Alarms {
  private readonly raised = new Map<string, AlarmView>()

  constructor(
    private readonly publish: (changes: RawChange[]) => void,
    private readonly log: AlarmLog,
    private readonly now: () => Ms,
  ) {}

  raise(code: AlarmView['code'], subject: string, detail: string, about?: About): void {
    const id = `${code}:${subject}`.replace(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 64)
    const known = this.raised.get(id)
    if (known?.detail === detail) return
    const since = known?.since ?? this.now()
    const alarm = { id, code, subject, detail, acknowledged: null, ...HOUSE, since, ...about }
    if (known) this.show({ ...known, detail })
    else {
      this.log.raised(alarm)
      this.show(alarm)
    }
  }

  clear(code: AlarmView['code'], subject?: string): void {
    for (const [id, alarm] of this.raised) {
      if (alarm.code !== code || (subject !== undefined && alarm.subject !== subject)) continue
      this.raised.delete(id)
      this.log.cleared(id, this.now())
      this.publish([{ kind: 'alarm', id, value: null }])
    }
  }

  /** False: it has gone, or somebody has done so before. */
  acknowledge(id: string, by: string): boolean {
    const alarm = this.raised.get(id)
    if (!alarm || alarm.acknowledged !== null) return false
    const acknowledged = { by, at: this.now() }
    this.log.acknowledged(id, acknowledged)
    this.show({ ...alarm, acknowledged })
    return true
  }

  private show(alarm: AlarmView): void {
    this.raised.set(alarm.id, alarm)
    this.publish([{ kind: 'alarm', id: alarm.id, value: alarm }])
  }
}
