// Why a call was offered to an agent, or to nobody, in sentences: for the page, and whole as text. Pure.
import { duration, timeOfDay } from '#lib/clock/format.ts'
import { adminWords } from '#lib/text/admin-words.ts'
import { callWords } from '#lib/text/call-words.ts'
import { queueWords } from '#lib/text/queue-words.ts'
import { ruleSentences } from '#lib/text/reason-sentences.ts'
import type { Sentence, Values } from '#lib/text/sentence.ts'
import type { Decision, DecisionRule } from '#protocol/api'

export type Say = (sentence: Sentence, values?: Values) => string
type Candidate = Decision['candidates'][number]
const words = callWords.why

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ')

/** '' where no queue is known. */
export function placeText({ position, waitedMs, at }: Decision, queueName: string, say: Say): string {
  const waited = say(words.waited, { time: duration(waitedMs) })
  return joined([queueName, say(words.rank, { rank: position }), waited, say(words.at, { time: timeOfDay(at) })])
}

export function inputsText({ inputs }: Decision, say: Say): string {
  if (inputs === undefined) return ''
  const { strategy, priority, weight, head, marks, keptUntil } = inputs
  return joined([
    say(adminWords.queues.strategies[strategy]),
    say(words.priority, { priority }),
    weight > 1 ? say(words.weight, { weight }) : '',
    head ? say(words.putBack) : '',
    marks.vip ? say(callWords.customers.vipMark) : '',
    marks.red ? say(callWords.customers.red) : '',
    keptUntil === null ? '' : say(words.kept, { time: timeOfDay(keptUntil) }),
  ])
}

export function chosenText({ chosen, candidates }: Decision, say: Say): string {
  const found = candidates.find(({ agentId }) => agentId === chosen)
  return found ? say(callWords.detail.offeredTo, { agent: found.name }) : say(words.none)
}

export const ruleText = ({ rule, tier = 1 }: Candidate, say: Say): string =>
  joined([say(ruleSentences[rule]), tier > 1 ? say(queueWords.tierN, { tier }) : ''])

/** What the strategy orders by; '' for nothing. */
export const valueText = ({ value }: Candidate): string =>
  value <= 0 ? '' : value >= 1000 ? duration(value) : String(value)

/** '' where all members are among the candidates. */
export function othersText({ others = {} }: Decision, say: Say): string {
  const counts = (Object.entries(others) as [DecisionRule, number][]).map(
    ([rule, count]) => `${say(ruleSentences[rule])} ${count}`,
  )
  return counts.length === 0 ? '' : `${say(words.others)}: ${joined(counts)}`
}

/** The whole of it, a line each. */
export function decisionText(decision: Decision, queueName: string, say: Say): string {
  const candidates = decision.candidates.map((candidate, at) =>
    joined([`${at + 1}. ${candidate.name}`, ruleText(candidate, say), valueText(candidate)]),
  )
  return [
    placeText(decision, queueName, say),
    inputsText(decision, say),
    chosenText(decision, say),
    ...(candidates.length === 0 ? [say(words.noCandidates)] : candidates),
    othersText(decision, say),
  ]
    .filter((line) => line !== '')
    .join('\n')
}
