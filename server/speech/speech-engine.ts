// What makes speech of text. Each engine gives a sound file, which then goes the way of every uploaded one.
import type { SpeechEngineId, SpeechFaultReason } from '#protocol/prompt-library'
import type { Language } from '#protocol/reasons'

export type SpeechEngine = {
  id: SpeechEngineId
  /** Is it installed, or has it an address? */
  isReady(): boolean
  /** A sound file. Throws a SpeechFault. */
  speak(text: string, language: Language): Promise<Uint8Array>
}

export const SPEECH_PATIENCE_MS = 20_000
export const MAX_SPEECH_BYTES = 40 * 1024 * 1024

const FAULTS: Record<SpeechFaultReason, string> = {
  'speech-missing': 'This speech engine is not installed here, or has no address',
  'speech-address': 'The address of the speech engine is none that this server may reach',
  'speech-unreachable': 'The speech engine could not be reached',
  'speech-refused': 'The speech engine answered with a fault',
  'speech-too-slow': 'The speech engine did not answer in time',
  'speech-too-large': 'The speech engine answered with too much',
}

export class SpeechFault extends Error {
  override readonly name = 'SpeechFault'
  constructor(
    readonly reason: SpeechFaultReason,
    options?: ErrorOptions,
  ) {
    super(FAULTS[reason], options)
  }
}
