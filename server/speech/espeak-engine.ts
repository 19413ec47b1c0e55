// espeak-ng as a process of its own, where it is installed: arguments as a list, the text by its standard input.
import type { Language } from '#protocol/reasons'
import { MAX_SPEECH_BYTES, SPEECH_PATIENCE_MS, type SpeechEngine, SpeechFault } from './speech-engine.ts'

const VOICES: Record<Language, string> = { 'zh-CN': 'cmn', en: 'en-gb' }
const WORDS_PER_MINUTE = '150'

export type EspeakOptions = { program?: string; patienceMs?: number }

export function espeakEngine({
  program = 'espeak-ng',
  patienceMs = SPEECH_PATIENCE_MS,
}: EspeakOptions = {}): SpeechEngine {
  return {
    id: 'espeak',
    isReady: () => Bun.which(program) !== null,
    async speak(text, language) {
      const path = Bun.which(program)
      if (path === null) throw new SpeechFault('speech-missing')
      return spoken(
        [path, '-v', VOICES[language], '-s', WORDS_PER_MINUTE, '-b', '1', '--stdin', '--stdout'],
        text,
        patienceMs,
      )
    },
  }
}

async function spoken(cmd: string[], text: string, patienceMs: number): Promise<Uint8Array> {
  const child = Bun.spawn({
    cmd,
    stdin: Buffer.from(text),
    stdout: 'pipe',
    stderr: 'ignore',
    timeout: patienceMs,
    killSignal: 9,
  })
  const output = await readUpTo(child.stdout, MAX_SPEECH_BYTES, () => child.kill(9))
  await child.exited
  if (output === null) throw new SpeechFault('speech-too-large')
  if (child.signalCode !== null) throw new SpeechFault('speech-too-slow')
  if (child.exitCode !== 0) throw new SpeechFault('speech-refused')
  return withLengths(output)
}

/** Null, and the source stopped, when there is more. */
async function readUpTo(stream: ReadableStream<Uint8Array>, limit: number, stop: () => void): Promise<Buffer | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.byteLength
    if (size > limit) {
      stop()
      return null
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Into a pipe espeak-ng writes its WAV header before it knows the lengths. */
function withLengths(wav: Buffer): Buffer {
  if (wav.length < 44 || wav.toString('latin1', 36, 40) !== 'data') throw new SpeechFault('speech-refused')
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.writeUInt32LE(wav.length - 44, 40)
  return wav
}
