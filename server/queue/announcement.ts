// What a waiting caller is told and when: rank and wait in words, prompts in a circle, one notice of a long wait.
// Rules N1-N9 in SPEC.md.

import type { Ms } from '#protocol/ids'
import type { Announced, QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import { say } from '../say/say.ts'
import type { QueueEntryInput } from './queue-inputs.ts'
import type { WaitEstimate } from './wait-estimate.ts'

/** N4: a rank beyond it tells nobody anything. */
const LAST_RANK_SAID = 999
/** N5: the longest wait that is said. */
const LAST_MINUTE_SAID = 90
/** N5: a longer wait is "more than" its shorter end: nobody plans by "between 12 and 55 minutes". */
const LONGEST_SAID_MIN = 30
const MINUTE: Ms = 60_000

/** N1, N2: 0 = nothing is announced. */
export function firstAnnouncementMs({ announce, announcePrompts, announceFirstMs, announceEveryMs }: QueueConfig): Ms {
  if (announce === 'nothing' && announcePrompts.length === 0) return 0
  return announceFirstMs > 0 ? announceFirstMs : announceEveryMs
}

/** Q15: announcements are timed anew when this has changed. */
export const rhythmOf = (queue: QueueConfig): string => `${firstAnnouncementMs(queue)} ${queue.announceEveryMs}`

/** N7: will the wait be long? Also when nobody is there who could end it. */
export function isLongWait({ delayNoticeMs }: QueueConfig, entering: QueueEntryInput & { type: 'enter' }): boolean {
  if (delayNoticeMs === 0) return false
  if (entering.estimate) return entering.estimate.medianMs >= delayNoticeMs
  return (entering.staffing ?? 'at-work') !== 'at-work'
}

type Listener = { queue: QueueConfig; enteredAt: Ms; announced: number; delayTold: boolean }

/** N3, N8: what follows rank and wait in the next announcement. */
export function nextPrompts(
  { queue, enteredAt, announced, delayTold }: Listener,
  now: Ms,
): { prompts: string[]; delayTold: boolean } {
  const { announcePrompts, delayNoticeMs, delayPrompt } = queue
  const isLate = !delayTold && delayNoticeMs > 0 && now - enteredAt >= delayNoticeMs
  const next = announcePrompts[announced % announcePrompts.length]
  return { prompts: [...(isLate ? [delayPrompt] : []), ...(next ? [next] : [])], delayTold: delayTold || isLate }
}

/** N4, N6: rank and wait as prompts; one who has no rank now is asked to stay. */
export function spokenPlace(
  told: Announced,
  position: number | null,
  wait: WaitEstimate | null,
  language: Language,
): string[] {
  const place =
    position === null || position > LAST_RANK_SAID
      ? ['queue-wait']
      : ['position', ...say({ kind: 'number', value: position }, language), 'position-after']
  if (told === 'nothing') return []
  if (told === 'position') return place
  if (told === 'both') return [...place, ...(wait ? spokenWait(wait, language) : [])]
  return wait ? spokenWait(wait, language) : ['queue-wait']
}

/** N5: whole minutes, the shorter end rounded down and the longer one up, so that what is said holds as often. */
export function spokenWait({ lowMs, highMs }: Pick<WaitEstimate, 'lowMs' | 'highMs'>, language: Language): string[] {
  const number = (value: number): string[] => say({ kind: 'count', value, unit: null }, language)
  const minutes = (value: number): string[] => [...number(value), value === 1 ? 'wait-minute' : 'wait-minutes']
  const from = Math.floor(lowMs / MINUTE)
  const to = Math.ceil(highMs / MINUTE)
  if (to <= 1) return ['wait-under-minute']
  if (from === 0) return to > LAST_MINUTE_SAID ? ['queue-wait'] : ['wait-up-to', ...minutes(to)]
  if (to > LONGEST_SAID_MIN) return ['wait-more-than', ...minutes(Math.min(LAST_MINUTE_SAID, from))]
  if (from === to) return ['wait-about', ...minutes(to)]
  return ['wait-between', ...number(from), 'wait-and', ...minutes(to)]
}
