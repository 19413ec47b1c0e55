// Prompts by name and language: built-in files of the program, and versions made here that are heard instead.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ms } from '#protocol/ids'
import type { PromptFacts, PromptOrigin, PromptVersion } from '#protocol/prompt-library'
import type { Language } from '#protocol/reasons'
import type { TelephoneSound } from '../sound/telephone-sound.ts'
import type { Database } from '../store/database.ts'
import { keyOf, LANGUAGES, type ResolvedPrompt, readBuiltIn, sha256Of } from './built-in.ts'
import { isDeleted, type LibraryPrompt, type LibraryRows, libraryOf, versionsOf } from './library.ts'
import { addVersion, listCurrent, listEntries, listVersions, saveEntry, setCurrent } from './prompt-versions.ts'

export type NewSound = { sound: TelephoneSound; origin: PromptOrigin; text: string; madeBy: string | null }

export type PromptStore = {
  /** In this language, else in the other one, else null. */
  resolve(name: string, language: Language): ResolvedPrompt | null
  /** Exactly this one; without a version the one that is heard. */
  find(name: string, language: Language, version?: number): ResolvedPrompt | null
  byHash(sha256: string): ResolvedPrompt | null
  list(): LibraryPrompt[]
  versions(name: string): PromptVersion[]
  /** Is there one of this name, also a deleted one? */
  has(name: string): 'here' | 'deleted' | null
  describe(name: string, facts: PromptFacts): void
  /** A new version, heard from now on; a deleted prompt comes back by it. */
  add(name: string, language: Language, made: NewSound): void
  /** False where there is no such version; 0 is the built-in one. */
  rollBack(name: string, language: Language, version: number): boolean
  setDeleted(name: string, deleted: boolean): void
  /** Rows were changed elsewhere. */
  refresh(): void
}

type PromptStoreOptions = { core: Database; builtInDir: string; dataDir: string; now(): Ms }

export function createPromptStore({ core, builtInDir, dataDir, now }: PromptStoreOptions): PromptStore {
  const folder = join(dataDir, 'prompts')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const builtIn = readBuiltIn(builtInDir)
  const pathOf = (sha256: string) => join(folder, `${sha256}.wav`)
  // A version that has just been replaced may still be asked for by a call that began before.
  const hashes = new Map([...builtIn.sounds.values()].map((prompt) => [prompt.sha256, prompt]))
  let rows: LibraryRows
  let heard = new Map<string, ResolvedPrompt>()
  const read = () => {
    const versions = listVersions(core).filter(({ sha256 }) => existsSync(pathOf(sha256)))
    rows = { builtIn, versions, entries: listEntries(core), current: listCurrent(core) }
    for (const { name, language, sha256, durationMs } of versions)
      hashes.set(sha256, { name, language, sha256, durationMs, path: pathOf(sha256) })
    heard = new Map(libraryOf(rows).flatMap(({ name, sounds }) => soundsOf(name, sounds)))
  }
  const soundsOf = (name: string, sounds: LibraryPrompt['sounds']) =>
    LANGUAGES.flatMap((language): [string, ResolvedPrompt][] => {
      const known = hashes.get(sounds[language]?.sha256 ?? '')
      return known ? [[keyOf(name, language), { ...known, name, language }]] : []
    })
  const write = (work: () => void) => {
    core.tx(work)
    read()
  }
  const entryOf = (name: string) => rows.entries.find((entry) => entry.name === name)
  read()
  const store: PromptStore = {
    resolve: (name, language) => store.find(name, language) ?? store.find(name, language === 'en' ? 'zh-CN' : 'en'),
    find(name, language, version) {
      if (version === undefined) return heard.get(keyOf(name, language)) ?? null
      if (version === 0) return builtIn.sounds.get(keyOf(name, language)) ?? null
      const kept = versionsOf(rows, name).find((made) => made.language === language && made.version === version)
      return hashes.get(kept?.sha256 ?? '') ?? null
    },
    byHash: (sha256) => hashes.get(sha256) ?? null,
    list: () => libraryOf(rows),
    versions: (name) => versionsOf(rows, name),
    has(name) {
      if (isDeleted(entryOf(name))) return 'deleted'
      return libraryOf(rows).some((prompt) => prompt.name === name) ? 'here' : null
    },
    describe: (name, facts) => write(() => saveEntry(core, { ...facts, name, deletedAt: null })),
    add(name, language, { sound, origin, text, madeBy }) {
      const sha256 = keepFile(folder, sound.wav)
      write(() => {
        const entry = entryOf(name)
        const isNew = !entry && !isBuiltIn(rows, name)
        if (entry && isDeleted(entry)) saveEntry(core, { ...entry, deletedAt: null })
        if (isNew) saveEntry(core, { name, title: name, description: '', category: 'other', deletedAt: null })
        addVersion(core, { name, language, sha256, durationMs: sound.durationMs, origin, text, madeBy }, now())
      })
    },
    rollBack(name, language, version) {
      if (store.find(name, language, version) === null) return false
      write(() => setCurrent(core, { name, language, version }))
      return true
    },
    setDeleted(name, deleted) {
      const entry = entryOf(name)
      if (entry) write(() => saveEntry(core, { ...entry, deletedAt: deleted ? now() : null }))
    },
    refresh: read,
  }
  return store
}

const isBuiltIn = ({ builtIn }: LibraryRows, name: string): boolean =>
  LANGUAGES.some((language) => builtIn.sounds.has(keyOf(name, language)))

function keepFile(folder: string, wav: Uint8Array): string {
  const sha256 = sha256Of(wav)
  const path = join(folder, `${sha256}.wav`)
  writeFileSync(`${path}.part`, wav, { mode: 0o600, flush: true })
  renameSync(`${path}.part`, path)
  return sha256
}
