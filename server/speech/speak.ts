// Text as the sound of a prompt, by the engine that is asked for.
import type { SpeechBody, SpeechEngineId } from '#protocol/prompt-library'
import { HttpError } from '../http/http-error.ts'
import type { Parts } from '../http/parts.ts'
import { Turns } from '../http/turns.ts'
import { toPromptSound } from '../prompt/prompt-sound.ts'
import type { TelephoneSound } from '../sound/telephone-sound.ts'
import { espeakEngine } from './espeak-engine.ts'
import { httpEngine } from './http-engine.ts'
import { type SpeechEngine, SpeechFault } from './speech-engine.ts'
import { speechSettings } from './speech-settings.ts'

type SpeechParts = Pick<Parts, 'config' | 'stores'>
/** Control characters mean something to some engines. */
const CONTROL = /\p{Cc}/gu
const turns = new Turns(8)

export function speechEngines({ config, stores }: SpeechParts): Record<SpeechEngineId, SpeechEngine> {
  return {
    espeak: espeakEngine(),
    http: httpEngine({ settings: speechSettings(stores.core), trusted: config.trustedHosts }),
  }
}

/** Throws an HttpError that says why: 502 or 503 `unavailable`, 422 `sound-refused`. */
export async function speak(parts: SpeechParts, { engine, text, language }: SpeechBody): Promise<TelephoneSound> {
  const plain = text.replace(CONTROL, ' ')
  try {
    return await toPromptSound(await turns.take(() => speechEngines(parts)[engine].speak(plain, language)))
  } catch (fault) {
    if (!(fault instanceof SpeechFault)) throw fault
    throw new HttpError(502, 'unavailable', fault.message, { reason: fault.reason })
  }
}
