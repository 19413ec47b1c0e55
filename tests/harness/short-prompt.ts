// Prompts cut short, for tests that only have to get past them.
import type { Api } from './api.ts'

const RATE = 8000
const SECONDS = 0.3
const HZ = 700

/** 16-bit mono WAV. */
function wav(): Blob {
  const samples = RATE * SECONDS
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
    file.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * HZ * i) / RATE)), 44 + i * 2)
  return new Blob([new Uint8Array(file)])
}

/** A message begins at once and not after seven seconds of explaining. */
export async function shortenMessagePrompt({ url, cookie }: Api): Promise<void> {
  const headers = { cookie, origin: url, 'content-type': 'audio/wav' }
  const reply = await fetch(`${url}/api/v1/prompts/leave-message/zh-CN`, { method: 'PUT', headers, body: wav() })
  if (!reply.ok) throw new Error(`the prompt was refused: ${reply.status} ${await reply.text()}`)
}
