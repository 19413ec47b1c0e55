import { trialWords } from '#lib/text/flow-editor-words.ts'
import { portSentence } from '#lib/text/flow-words.ts'
import { t } from '#lib/text/text.svelte.ts'

/** A way out by its name: 'key:1' → 'key 1'. */
export function portWord(port: string): string {
  const { sentence, value } = portSentence(port)
  return t(sentence, { value })
}

/** As a trial tells it: beside the ways out an agent may take the call. */
export const wayWord = (way: string): string => (way === 'agent' ? t(trialWords.agentTakes) : portWord(way))
