// Which phrases and scripts a call is shown with, and what stands in them. Pure.
import type { ScriptConfig } from '#protocol/desk'

export type ScriptValues = { agent: string; number: string; customer: string }

/** Those for every call and those of its queue, in the order that the server gave. */
export function scriptsFor(all: readonly ScriptConfig[], queueId: string | null): ScriptConfig[] {
  return all.filter(({ queues }) => queues.length === 0 || (queueId !== null && queues.includes(queueId)))
}

/** A name that is not known leaves no gap of two spaces and no brace. */
export function filled(text: string, values: ScriptValues): string {
  return text
    .replace(/[ \t]?\{(agent|number|customer)\}/g, (whole, name: keyof ScriptValues) => {
      const space = /^[ \t]/.test(whole) ? ' ' : ''
      return values[name] === '' ? '' : space + values[name]
    })
    .trim()
}
