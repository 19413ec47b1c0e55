// Alarms as the pages show them: in words, acknowledged, and heard until somebody looks after them.
import { codeText } from '#lib/api/failure-text.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { language } from '#lib/text/language.svelte.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { AlarmView } from '#protocol/room-views'
import { beep } from './alarm-sound.ts'
import { alarmText } from './alarm-text.ts'

const storageKey = 'trunkline.alarms.muted'
const againMs = 20_000

class Alarms {
  muted = $state(localStorage.getItem(storageKey) === '1')
  /** The alarm whose acknowledgement the server has not answered yet. */
  pending: string | null = $state(null)

  /** Newest first. */
  get list(): AlarmView[] {
    return [...live.model.topics.status.maps.alarm.values()].sort((a, b) => b.since - a.since)
  }

  get unacknowledged(): AlarmView[] {
    return this.list.filter((alarm) => alarm.acknowledged === null)
  }

  textOf(alarm: Omit<AlarmView, 'id'>): string {
    const { site, status, wall } = live.model.topics
    const maps = { agent: [site, wall], queue: [site, wall], line: [status] } as const
    return alarmText(
      alarm,
      (kind, id) => maps[kind].map((topic) => topic.maps[kind].get(id)?.name).find((name) => name !== undefined),
      language.current,
    )
  }

  mute(muted: boolean): void {
    this.muted = muted
    localStorage.setItem(storageKey, muted ? '1' : '0')
  }

  /** Sounds at once and from time to time; returns what stops it. */
  sound(): () => void {
    beep()
    const timer = setInterval(beep, againMs)
    return () => clearInterval(timer)
  }

  async acknowledge(alarmId: string): Promise<void> {
    this.pending = alarmId
    const answer = await live.act({ type: 'alarm.acknowledge', alarmId })
    this.pending = null
    if (!answer.ok) toasts.fault(t(appWords.errors.notDone, { why: codeText(answer.reason) }))
  }
}

export const alarms = new Alarms()
