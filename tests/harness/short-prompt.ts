// Prompts that are a tone: short ones for tests that only have to get past them, and ones to be known by.
import type { Api } from './api.ts'

const RATE = 8000

/** 16-bit mono WAV. */
function wav(hz: number, seconds: number): Blob {
  const samples = RATE * seconds
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / RATE)), 44 + i * 2)
  return new Blob([new Uint8Array(file)])
}

/** The prompt of this name is a tone in Chinese, and where it has no other sound in English. */
export const sayTone = (api: Api, name: string, hz: number, seconds: number): Promise<void> =>
  putTone(api, `/prompts/${name}/zh-CN`, hz, seconds)

/** A sound kept anywhere in the API is a tone. */
export async function putTone({ url, cookie }: Api, path: string, hz: number, seconds: number): Promise<void> {
  const headers = { cookie, origin: url, 'content-type': 'audio/wav' }
  const reply = await fetch(`${url}/api/v1${path}`, { method: 'PUT', headers, body: wav(hz, seconds) })
  if (!reply.ok) throw new Error(`the sound was refused: ${reply.status} ${await reply.text()}`)
}

/** A message begins at once and not after seven seconds of explaining. */
export const shortenMessagePrompt = (api: Api): Promise<void> => sayTone(api, 'leave-message', 700, 0.3)
