// A call event as a sentence: names for ids, words for codes.

import {
  answeredBySentences,
  eventSentences,
  eventWhys,
  forwardWhys,
  ruleSentences,
} from '#lib/text/event-sentences.ts'
import type { Locale } from '#lib/text/language.svelte.ts'
import { nodeSentences, stepResults } from '#lib/text/path-words.ts'
import { causeSentences, refusalSentences } from '#lib/text/reason-sentences.ts'
import { inLanguage, type Sentence } from '#lib/text/sentence.ts'
import type { CallEventView } from '#protocol/api'
import { resultOf } from './path-text.ts'

export type Names = { agents: ReadonlyMap<string, string>; queues: ReadonlyMap<string, string> }
const causes: Readonly<Record<string, Sentence>> = causeSentences
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '—')

function queueOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value ? text(value.name) : text(value)
}

/** The colleague or number whom an agent has brought or called. */
function guestOf({ guest, callee }: CallEventView['data'], names: Names): string | null {
  if (typeof callee === 'string') return names.agents.get(callee) ?? callee
  if (typeof guest !== 'object' || guest === null) return null
  if ('agentId' in guest) return names.agents.get(text(guest.agentId)) ?? text(guest.agentId)
  return 'number' in guest ? text(guest.number) : null
}

/** A call that was sent on, or whose caller is not shown, has a sentence of its own. */
function sentenceOf({ type, data }: CallEventView): Sentence | undefined {
  if (type === 'call.leg.transferred' && data.ok === true) return eventSentences[`${type}.ok`]
  if (type === 'call.flow.went') return stepSentence(text(data.step), data.node)
  if (type === 'forward.made' && data.targetKind === 'message') return eventSentences[`${type}.message`]
  if (type !== 'call.offered' || !(data.diverted || data.withheld)) return eventSentences[type]
  const mark = !data.withheld ? 'diverted' : data.diverted ? 'both' : 'withheld'
  return eventSentences[`${type}.${mark}`]
}

/** Null for events that say nothing new to a person; the raw list has them. */
export function eventText(event: CallEventView, names: Names, locale: Locale): string | null {
  const sentence = sentenceOf(event)
  if (!sentence) return null
  const { data } = event
  const code = (sentences: Readonly<Record<string, Sentence>>, value: unknown): string => {
    const known = sentences[text(value)]
    return known ? inLanguage(known, locale) : text(value)
  }
  const said = inLanguage(sentence, locale, {
    did: text(data.did),
    diverted: text(data.diverted),
    target: text(data.target),
    to: text(data.to ?? data.customer),
    cause: code(causes, data.cause),
    place: names.agents.get(text(data.target)) ?? names.queues.get(text(data.target)) ?? text(data.target),
    why: code(whysOf(event.type), data.why ?? data.keeping ?? data.mode),
    detail: text(data.detail),
    who: guestOf(data, names) ?? code(answeredBySentences, data.kind),
    slot: text(data.slot),
    digit: text(data.digit),
    digits: text(data.digits),
    queue: queueOf(data.queue ?? names.queues.get(text(data.queueId)) ?? data.queueId),
    by: names.agents.get(text(data.by)) ?? text(data.by),
    agent: names.agents.get(text(data.agentId)) ?? text(data.agentId),
  })
  return said + ruleText(event, locale)
}

/** Forwarding has words of its own for some of the same codes. */
const whysOf = (type: string): Readonly<Record<string, Sentence>> =>
  type.startsWith('forward.') ? { ...refusalSentences, ...forwardWhys } : eventWhys

/** What decided over a call in, where it was not the number alone. */
function ruleText({ type, data }: CallEventView, locale: Locale): string {
  if (type !== 'call.offered') return ''
  if (typeof data.list === 'string') return inLanguage(ruleSentences.list, locale, { list: data.list })
  if (typeof data.rule !== 'string') return ''
  return inLanguage(data.rule === '' ? ruleSentences.forced : ruleSentences.rule, locale, { rule: data.rule })
}

/** A key chosen in a menu has its own event, as have queue, message and end: their steps say nothing new. */
function stepSentence(step: string, node: unknown): Sentence | undefined {
  const result = resultOf(step)
  if (result !== null) return stepResults[result]
  return typeof node === 'string' ? nodeSentences[node] : undefined
}
