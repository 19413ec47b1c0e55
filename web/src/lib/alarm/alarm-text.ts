// An alarm as a sentence: names for ids, the value and the limit in their own units. Pure.
import { duration, percent } from '#lib/clock/format.ts'
import type { Locale } from '#lib/text/language.svelte.ts'
import { alarmSentences } from '#lib/text/reason-sentences.ts'
import { inLanguage } from '#lib/text/sentence.ts'
import { tollWords } from '#lib/text/toll-words.ts'
import type { AlarmView } from '#protocol/room-views'

type Alarm = Pick<AlarmView, 'code' | 'subject' | 'detail' | 'queueId' | 'agentId' | 'value' | 'limit'>
/** Undefined: nobody knows it any more. */
export type NameOf = (kind: 'queue' | 'agent' | 'line', id: string) => string | undefined

export function alarmText(alarm: Alarm, nameOf: NameOf, locale: Locale): string {
  const { code, detail, value, limit } = alarm
  const subject =
    isToll(code) && alarm.subject === 'site' ? inLanguage(tollWords.site, locale) : subjectOf(alarm, nameOf)
  const said = { subject, detail, value: shown(code, value), limit: shown(code, limit) }
  return inLanguage(alarmSentences[code], locale, said)
}

function subjectOf({ subject, queueId, agentId }: Alarm, nameOf: NameOf): string {
  if (agentId !== null) return nameOf('agent', agentId) ?? agentId
  if (queueId !== null) return nameOf('queue', queueId) ?? queueId
  return nameOf('line', subject) ?? subject
}

export const isToll = (code: AlarmView['code']): boolean => code.startsWith('toll-')

function shown(code: AlarmView['code'], value: number | null): string {
  if (value === null) return '—'
  if (code === 'level-low') return percent(value)
  if (code === 'sound-poor') return value.toFixed(1)
  return code === 'waiting-many' || isToll(code) ? String(value) : duration(value)
}
