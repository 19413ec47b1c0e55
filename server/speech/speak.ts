// Text as the sound of a prompt, by the engine that is asked for.
import type { SpeechBody, SpeechEngineId } from '#protocol/prompt-library'
import { HttpError } from '../http/http-error.ts'
import type { Parts } from '../http/parts.ts'
import { toPromptSound } from '../prompt/prompt-sound.ts'
import type { TelephoneSound } from '../sound/telephone-sound.ts'
import { espeakEngine } from './espeak-engine.ts'
import { httpEngine } from './http-engine.ts'
import { type SpeechEngine, SpeechFault } from './speech-engine.ts'
import { speechSettings } from './speech-settings.ts'

type SpeechParts = Pick<Parts, 'config' | 'stores'>
/** Control characters mean something to some engines. */
const CONTROL = /\p{Cc}/gu

export function speechEngines({ config, stores }: SpeechParts): Record<SpeechEngineId, SpeechEngine> {
  return {
    espeak: espeakEngine(),
    http: httpEngine({ settings: speechSettings(stores.core), trusted: config.trustedHosts }),
  }
}

/** Throws an HttpError 502 `unavailable` or 422 `sound-refused` that says why. */
export async function speak(parts: SpeechParts, { engine, text, language }: SpeechBody): Promise<TelephoneSound> {
  try {
    return await toPromptSound(await speechEngines(parts)[engine].speak(text.replace(CONTROL, ' '), language))
  } catch (fault) {
    if (!(fault instanceof SpeechFault)) throw fault
    throw new HttpError(502, 'unavailable', fault.message, { reason: fault.reason })
  }
}
