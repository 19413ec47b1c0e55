// Looks once a second at everything that has a limit, and raises and clears the alarms.

import type { CallSound } from '#protocol/call-sound'
import type { CallId } from '#protocol/ids'
import type { AlarmSettings } from '#protocol/room-config'
import type { Site } from '../site/site.ts'
import type { Alarms } from './alarms.ts'
import { type Measured, measure, SHAPES } from './measures.ts'
import { QUIET, stepThreshold, type Threshold } from './threshold.ts'

export class AlarmWatch {
  private readonly thresholds = new Map<string, { threshold: Threshold; last: Measured }>()

  constructor(
    private readonly site: Site,
    private readonly alarms: Alarms,
    private readonly soundOf: (callId: CallId) => CallSound,
    public settings: AlarmSettings,
  ) {}

  look(): void {
    const gone = new Map(this.thresholds)
    for (const measured of measure(this.site, this.soundOf, this.settings)) {
      gone.delete(keyOf(measured))
      this.step(measured)
    }
    // T5: the call is over, the agent is back, the queue is no more.
    for (const { last } of gone.values()) this.step({ ...last, value: null })
  }

  private step(measured: Measured): void {
    const key = keyOf(measured)
    const { code, subject } = measured
    const before = this.thresholds.get(key)?.threshold ?? QUIET
    const [threshold, effect] = stepThreshold(before, measured, SHAPES[code], this.site.now())
    if (threshold.state === 'quiet') this.thresholds.delete(key)
    else this.thresholds.set(key, { threshold, last: measured })
    if (effect === 'clear') this.alarms.clear(code, subject)
    if (effect === 'raise' && threshold.state === 'raised') {
      const { queueId, agentId, callId, value, limit } = measured
      this.alarms.raise(code, subject, '', { queueId, agentId, callId, value, limit, since: threshold.since })
    }
  }
}

const keyOf = ({ code, subject }: Measured): string => `${code} ${subject}`
