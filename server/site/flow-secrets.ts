// Digits that callers type in confidence (F18): in memory alone, for as long as their walk lasts.
import { digitsPass } from '../flow/digit-check.ts'
import type { FlowQuestion } from '../flow/flow-question.ts'

/** What stands for a secret digit wherever it is kept or shown. */
const DOT = '•'
type Kept = { typing: string; typingFor: string; values: Map<string, string> }

export class FlowSecrets {
  private readonly walks = new Map<string, Kept>()

  /** Keeps a digit; returns what may be told of it. `prompt` names the try: digits of an earlier one are forgotten. */
  keep(runId: string, prompt: string, digit: string): string {
    if (!/^\d$/.test(digit)) return digit
    const kept = this.walks.get(runId) ?? { typing: '', typingFor: prompt, values: new Map() }
    kept.typing = kept.typingFor === prompt ? kept.typing + digit : digit
    kept.typingFor = prompt
    this.walks.set(runId, kept)
    return DOT
  }

  /** Do the digits typed pass? Then they are the variable's. */
  settle(runId: string, { into, check }: FlowQuestion & { kind: 'secret' }): boolean {
    const kept = this.walks.get(runId)
    if (!kept) return false
    const { typing } = kept
    kept.typing = ''
    if (!digitsPass(check, typing)) return false
    kept.values.set(into, typing)
    return true
  }

  /** The text with the walk's secrets in their places. */
  reveal(runId: string, text: string): string {
    const values = this.walks.get(runId)?.values
    if (!values) return text
    return text.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (place, name: string) => values.get(name) ?? place)
  }

  forget(runId: string): void {
    this.walks.delete(runId)
  }
}
