// Prompts that are a tone: short ones for tests that only have to get past them, and ones to be known by.
import type { Api } from './api.ts'
import { toneWav } from './tone-wav.ts'

/** The prompt of this name is a tone in Chinese, and where it has no other sound in English. */
export const sayTone = (api: Api, name: string, hz: number, seconds: number): Promise<void> =>
  putTone(api, `/prompts/${name}/zh-CN`, hz, seconds)

/** A sound kept anywhere in the API is a tone. */
export async function putTone({ url, cookie }: Api, path: string, hz: number, seconds: number): Promise<void> {
  const headers = { cookie, origin: url, 'content-type': 'audio/wav' }
  const body = new Blob([new Uint8Array(toneWav(hz, seconds, 8000))])
  const reply = await fetch(`${url}/api/v1${path}`, { method: 'PUT', headers, body })
  if (!reply.ok) throw new Error(`the sound was refused: ${reply.status} ${await reply.text()}`)
}

/** A message begins at once and not after seven seconds of explaining. */
export const shortenMessagePrompt = (api: Api): Promise<void> => sayTone(api, 'leave-message', 700, 0.3)
