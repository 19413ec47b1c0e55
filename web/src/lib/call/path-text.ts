// The way of a call through its voice flow, in words. Pure.
// PT1 only what came of a step is told: its hours, its keys · PT2 the same twice running is told once.
import type { Locale } from '#lib/text/language.svelte.ts'
import { pathWords, stepResults } from '#lib/text/path-words.ts'
import { inLanguage } from '#lib/text/sentence.ts'

/** The part behind the node's name; null of a step that only enters a node. */
export function resultOf(step: string): string | null {
  const at = step.lastIndexOf(':')
  return at < 0 ? null : step.slice(at + 1)
}

export function pathText(path: readonly string[], locale: Locale): string {
  const told = path.flatMap((step) => {
    const result = resultOf(step)
    if (result === null) return []
    if (/^[0-9*#]$/.test(result)) return [inLanguage(pathWords.key, locale, { key: result })]
    const known = stepResults[result]
    return known ? [inLanguage(known, locale)] : []
  })
  return told.filter((word, at) => word !== told[at - 1]).join(' › ')
}
