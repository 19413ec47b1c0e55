// Prompts that come with the program: one folder of files for each language, and a list of what they say.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { isWavFault, readWavHeader } from '../recording/wav.ts'

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']
export type ResolvedPrompt = { name: string; language: Language; sha256: string; path: string; durationMs: Ms }
type Listed = { category: string; texts: Partial<Record<Language, string>> }

export type BuiltIn = { sounds: ReadonlyMap<string, ResolvedPrompt>; listed: ReadonlyMap<string, Listed> }

export const keyOf = (name: string, language: Language): string => `${language}/${name}`
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function readBuiltIn(folder: string): BuiltIn {
  const sounds = LANGUAGES.flatMap((language) => {
    const inside = join(folder, language)
    if (!existsSync(inside)) return []
    const files = readdirSync(inside).filter((file) => file.endsWith('.wav'))
    return files.map((file) => readPrompt(basename(file, '.wav'), language, join(inside, file)))
  })
  return {
    sounds: new Map(sounds.map((prompt) => [keyOf(prompt.name, prompt.language), prompt])),
    listed: readList(join(folder, 'prompts.json')),
  }
}

function readPrompt(name: string, language: Language, path: string): ResolvedPrompt {
  const bytes = readFileSync(path)
  const header = readWavHeader(bytes)
  if (isWavFault(header)) throw new Error(`The prompt ${path} is not a WAV file (${header})`)
  const durationMs = Math.round((header.dataBytes * 8000) / (header.channels * header.bits * header.rate))
  return { name, language, sha256: sha256Of(bytes), path, durationMs }
}

function readList(path: string): Map<string, Listed> {
  if (!existsSync(path)) return new Map()
  const listed = JSON.parse(readFileSync(path, 'utf8')) as ({ name: string } & Listed)[]
  return new Map(listed.map(({ name, category, texts }) => [name, { category, texts }]))
}
