// A variable's text as a value that can be said. Rule F28.
import type { SayAs } from '#protocol/flow-config'
import type { RecordingId } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import type { SayValue } from '#protocol/say-value'
import { assertNever } from '../machine/assert-never.ts'
import { say } from '../say/say.ts'

const RECORDING = 'recording:'
/** F42: what a caller has said goes by the name of its recording among the prompts that are played. */
export const recordingOf = (prompt: string): RecordingId | null =>
  prompt.startsWith(RECORDING) ? prompt.slice(RECORDING.length) : null

/** Names of prompts; empty for a text that is no such value. */
export function saidAs(as: SayAs, text: string, language: Language): string[] {
  if (as === 'recording') return RECORDING_ID.test(text) ? [`${RECORDING}${text}`] : []
  const value = valueIn(as, text.trim())
  return value ? say(value, language) : []
}

const RECORDING_ID = /^[\w.-]{1,64}$/
const NUMBER = /^-?\d+(\.\d+)?$/

function valueIn(as: Exclude<SayAs, 'recording'>, text: string): SayValue | null {
  switch (as) {
    case 'digits':
    case 'telephone':
      return { kind: 'digits', digits: text, yao: as === 'telephone' }
    case 'number':
    case 'percent':
      return NUMBER.test(text) ? { kind: as, value: Number(text) } : null
    case 'ordinal':
      return /^\d+$/.test(text) ? { kind: 'ordinal', value: Number(text), unit: null } : null
    case 'money':
      return NUMBER.test(text) ? { kind: 'money', fen: fenOf(text) } : null
    case 'date': {
      const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text)
      return match ? { kind: 'date', date: `${match[1]}-${match[2]}-${match[3]}` } : null
    }
    case 'time': {
      const match = /^(\d{2}):?(\d{2})(?::?\d{2})?$/.exec(text)
      return match ? { kind: 'time', minutes: Number(match[1]) * 60 + Number(match[2]) } : null
    }
    case 'duration':
      return /^\d+$/.test(text) ? { kind: 'duration', seconds: Number(text) } : null
    default:
      return assertNever(as)
  }
}

/** Yuan as written to fen, without the error of binary fractions; a third decimal place and more are rounded. */
function fenOf(text: string): number {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const fen = Number(whole) * 100 + Math.round(Number(`0.${fraction || '0'}`) * 100)
  return text.startsWith('-') ? -fen : fen
}
