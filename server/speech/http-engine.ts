// A text-to-speech service that is asked by HTTP: POST {text, language}, the answer is a sound file.

import type { SpeechFaultReason, SpeechSettings } from '#protocol/prompt-library'
import { GuardedFault, type GuardedReason, guardedRequest } from '../http/guarded-request.ts'
import { MAX_PROMPT_BYTES } from '../prompt/prompt-sound.ts'
import { SPEECH_PATIENCE_MS, type SpeechEngine, SpeechFault } from './speech-engine.ts'

const REASONS: Record<GuardedReason, SpeechFaultReason> = {
  address: 'speech-address',
  unreachable: 'speech-unreachable',
  'too-slow': 'speech-too-slow',
  'too-large': 'speech-too-large',
}

export type HttpEngineOptions = { settings: SpeechSettings; trusted: readonly string[]; patienceMs?: number }

export function httpEngine({ settings, trusted, patienceMs = SPEECH_PATIENCE_MS }: HttpEngineOptions): SpeechEngine {
  const { url, key } = settings
  return {
    id: 'http',
    isReady: () => url !== '',
    async speak(text, language) {
      if (url === '') throw new SpeechFault('speech-missing')
      const headers = {
        'content-type': 'application/json',
        accept: 'audio/*',
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      }
      const body = JSON.stringify({ text, language })
      const limits = { timeoutMs: patienceMs, maxBytes: MAX_PROMPT_BYTES, trusted }
      const reply = await guardedRequest({ method: 'POST', url, headers, body, ...limits }).catch((fault: unknown) => {
        throw fault instanceof GuardedFault ? new SpeechFault(REASONS[fault.reason], { cause: fault }) : fault
      })
      if (reply.status !== 200) throw new SpeechFault('speech-refused')
      return reply.body
    },
  }
}
