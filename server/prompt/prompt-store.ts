// Prompts by name and language: built-in files of the program, and uploaded ones that replace them.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Prompt } from '#protocol/api'
import type { Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { isWavFault, readWavHeader } from '../recording/wav.ts'
import type { Database } from '../store/database.ts'

export type ResolvedPrompt = { name: string; language: Language; sha256: string; path: string; durationMs: Ms }

export type PromptStore = {
  /** In this language, else in the other one, else null. */
  resolve(name: string, language: Language): ResolvedPrompt | null
  /** Exactly this one. */
  find(name: string, language: Language): ResolvedPrompt | null
  byHash(sha256: string): ResolvedPrompt | null
  list(): Prompt[]
  /** Keeps a telephone WAV (8 kHz mono A-law) as the prompt of that name. */
  replace(name: string, language: Language, wav: Uint8Array, durationMs: Ms): ResolvedPrompt
}

type PromptStoreOptions = { core: Database; builtInDir: string; dataDir: string; now(): Ms }

const LANGUAGES: Language[] = ['zh-CN', 'en']
type Texts = Map<string, Partial<Record<Language, string>>>

export function createPromptStore({ core, builtInDir, dataDir, now }: PromptStoreOptions): PromptStore {
  const folder = join(dataDir, 'prompts')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const texts = readTexts(join(builtInDir, 'prompts.json'))
  const builtIn = new Map(readBuiltIn(builtInDir).map((prompt) => [keyOf(prompt.name, prompt.language), prompt]))
  const uploaded = new Map(readUploaded(core, folder).map((prompt) => [keyOf(prompt.name, prompt.language), prompt]))
  // A prompt that has just been replaced may still be asked for by a call that began before.
  const hashes = new Map([...builtIn.values(), ...uploaded.values()].map((prompt) => [prompt.sha256, prompt]))
  const find = (name: string, language: Language) =>
    uploaded.get(keyOf(name, language)) ?? builtIn.get(keyOf(name, language)) ?? null
  return {
    find,
    resolve: (name, language) => find(name, language) ?? find(name, language === 'en' ? 'zh-CN' : 'en'),
    byHash: (sha256) => hashes.get(sha256) ?? null,
    list: () => listPrompts(new Map([...builtIn, ...uploaded]), new Set(uploaded.keys()), texts),
    replace(name, language, wav, durationMs) {
      const prompt = keepFile(folder, { name, language, wav, durationMs })
      saveRow(core, prompt, now())
      uploaded.set(keyOf(name, language), prompt)
      hashes.set(prompt.sha256, prompt)
      return prompt
    },
  }
}

function keyOf(name: string, language: Language): string {
  return `${language}/${name}`
}

function readBuiltIn(folder: string): ResolvedPrompt[] {
  return LANGUAGES.flatMap((language) => {
    const inside = join(folder, language)
    if (!existsSync(inside)) return []
    const files = readdirSync(inside).filter((file) => file.endsWith('.wav'))
    return files.map((file) => readPrompt(basename(file, '.wav'), language, join(inside, file)))
  })
}

function readPrompt(name: string, language: Language, path: string): ResolvedPrompt {
  const bytes = readFileSync(path)
  const header = readWavHeader(bytes)
  if (isWavFault(header)) throw new Error(`The prompt ${path} is not a WAV file (${header})`)
  const durationMs = Math.round((header.dataBytes * 8000) / (header.channels * header.bits * header.rate))
  return { name, language, sha256: sha256Of(bytes), path, durationMs }
}

function readTexts(path: string): Texts {
  if (!existsSync(path)) return new Map()
  const listed = JSON.parse(readFileSync(path, 'utf8')) as { name: string; texts: Partial<Record<Language, string>> }[]
  return new Map(listed.map(({ name, texts }) => [name, texts]))
}

type Row = { name: string; language: Language; sha256: string; durationMs: Ms }

function readUploaded(core: Database, folder: string): ResolvedPrompt[] {
  return core
    .all<Row>('select name, language, sha256, duration_ms as durationMs from prompt')
    .map((row) => ({ ...row, path: join(folder, `${row.sha256}.wav`) }))
    .filter((prompt) => existsSync(prompt.path))
}

function keepFile(
  folder: string,
  sound: { name: string; language: Language; wav: Uint8Array; durationMs: Ms },
): ResolvedPrompt {
  const sha256 = sha256Of(sound.wav)
  const path = join(folder, `${sha256}.wav`)
  writeFileSync(`${path}.part`, sound.wav, { mode: 0o600, flush: true })
  renameSync(`${path}.part`, path)
  return { name: sound.name, language: sound.language, sha256, path, durationMs: sound.durationMs }
}

function saveRow(core: Database, prompt: ResolvedPrompt, now: Ms): void {
  core.run(
    `insert into prompt (name, language, sha256, duration_ms, updated_at) values (?, ?, ?, ?, ?)
     on conflict (name, language) do update set sha256 = excluded.sha256, duration_ms = excluded.duration_ms,
     updated_at = excluded.updated_at`,
    prompt.name,
    prompt.language,
    prompt.sha256,
    prompt.durationMs,
    now,
  )
}

function listPrompts(prompts: Map<string, ResolvedPrompt>, replaced: Set<string>, texts: Texts): Prompt[] {
  return [...prompts]
    .map(([key, { name, language, durationMs, sha256 }]) => ({
      name,
      language,
      durationMs,
      sha256,
      replaced: replaced.has(key),
      text: texts.get(name)?.[language] ?? '',
    }))
    .sort((a, b) => (a.name === b.name ? a.language.localeCompare(b.language) : a.name.localeCompare(b.name)))
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
