// Uploaded sound becomes a telephone prompt: judged by its content, made anew by a thread of its own, the original dropped.
import type { Ms } from '#protocol/ids'
import { HttpError } from '../http/http-error.ts'
import { Turns } from '../http/turns.ts'
import { SoundFault } from '../sound/sound-fault.ts'
import type { FromSoundWorker, ToSoundWorker } from '../sound/sound-worker.ts'
import type { TelephoneSound } from '../sound/telephone-sound.ts'

export const MAX_PROMPT_BYTES = 10 * 1024 * 1024
const MAX_PROMPT_MS: Ms = 10 * 60_000
const PATIENCE_MS: Ms = 30_000
/** Ten minutes take a hundred megabytes while they are made. */
const turns = new Turns(8)

/** 8 kHz mono A-law at the loudness of prompts. Throws an HttpError: 422 `sound-refused` that says why, 503 when busy. */
export async function toPromptSound(bytes: Uint8Array): Promise<TelephoneSound> {
  try {
    return await turns.take(() => converted(bytes))
  } catch (fault) {
    if (!(fault instanceof SoundFault)) throw fault
    throw new HttpError(422, 'sound-refused', fault.message, { reason: fault.reason })
  }
}

async function converted(bytes: Uint8Array): Promise<TelephoneSound> {
  const worker = new Worker(new URL('../sound/sound-worker.ts', import.meta.url), { smol: true })
  const { promise, resolve, reject } = Promise.withResolvers<FromSoundWorker>()
  const timer = setTimeout(() => reject(new SoundFault('sound-too-slow')), PATIENCE_MS)
  worker.onmessage = ({ data }: MessageEvent<FromSoundWorker>) => resolve(data)
  // Also when a decoder has taken all the memory there is.
  worker.onerror = () => reject(new SoundFault('sound-broken'))
  worker.postMessage({ bytes, maxMs: MAX_PROMPT_MS } satisfies ToSoundWorker)
  try {
    const answer = await promise
    if (!answer.ok) throw new SoundFault(answer.reason, { cause: answer.detail })
    return answer.sound
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}
