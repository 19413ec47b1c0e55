// Prompt files, read once and kept as A-law in a bounded cache. SPEC.md P5-P7.
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { LINEAR_TO_A, MU_TO_A } from '../codec/g711.ts'
import { readWav, WavFormat } from '../recording/wav.ts'

const MAX_FILE_BYTES = 32 * 1024 * 1024
const MAX_CACHE_BYTES = 64 * 1024 * 1024

/** Says which file and what is wrong with it. */
export class SoundFileError extends Error {}

export class SoundFiles {
  /** In order of last use, oldest first. */
  readonly #cache = new Map<string, { key: string; sound: Uint8Array }>()
  #cachedBytes = 0

  constructor(private readonly maxCacheBytes = MAX_CACHE_BYTES) {}

  /** The whole sound as A-law; throws nothing but SoundFileError. */
  async load(path: string): Promise<Uint8Array> {
    const name = basename(path)
    const info = await stat(path).catch(() => null)
    if (info === null) throw new SoundFileError(`${name}: no such file`)
    if (info.size > MAX_FILE_BYTES) throw new SoundFileError(`${name}: larger than 32 MB`)
    const key = `${info.mtimeMs}/${info.size}`
    const cached = this.#cache.get(path)
    if (cached?.key === key) {
      this.#cache.delete(path)
      this.#cache.set(path, cached)
      return cached.sound
    }
    const file = await readFile(path).catch(() => null)
    if (file === null) throw new SoundFileError(`${name}: cannot be read`)
    const sound = toALaw(file)
    if (typeof sound === 'string') throw new SoundFileError(`${name}: ${sound}`)
    this.#keep(path, key, sound)
    return sound
  }

  get cachedBytes(): number {
    return this.#cachedBytes
  }

  #keep(path: string, key: string, sound: Uint8Array): void {
    this.#drop(path)
    if (sound.length > this.maxCacheBytes) return
    this.#cache.set(path, { key, sound })
    this.#cachedBytes += sound.length
    for (const oldest of this.#cache.keys()) {
      if (this.#cachedBytes <= this.maxCacheBytes) break
      this.#drop(oldest)
    }
  }

  #drop(path: string): void {
    const entry = this.#cache.get(path)
    if (entry === undefined) return
    this.#cachedBytes -= entry.sound.length
    this.#cache.delete(path)
  }
}

function toALaw(file: Uint8Array): Uint8Array | string {
  const wav = readWav(file)
  if (typeof wav === 'string') return wav
  if (wav.channels !== 1) return `${wav.channels} channels, not one`
  if (wav.data.length === 0) return 'no sound in the file'
  if (wav.format === WavFormat.aLaw && wav.bitsPerSample === 8) return Uint8Array.from(wav.data)
  if (wav.format === WavFormat.muLaw && wav.bitsPerSample === 8)
    return Uint8Array.from(wav.data, (code) => MU_TO_A[code]!)
  if (wav.format !== WavFormat.pcm || wav.bitsPerSample !== 16) {
    return `format ${wav.format} with ${wav.bitsPerSample} bits; A-law, µ-law and 16-bit PCM are played`
  }
  const bytes = wav.data
  return Uint8Array.from(
    { length: bytes.length >> 1 },
    (_, i) => LINEAR_TO_A[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!,
  )
}
