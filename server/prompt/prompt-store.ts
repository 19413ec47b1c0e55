// Prompts by name and language: built-in files of the program, and versions made here that are heard instead.
import { join } from 'node:path'
import type { Ms } from '#protocol/ids'
import type { PromptFacts, PromptOrigin, PromptVersion } from '#protocol/prompt-library'
import type { Language } from '#protocol/reasons'
import type { TelephoneSound } from '../sound/telephone-sound.ts'
import type { Database } from '../store/database.ts'
import { keyOf, type ResolvedPrompt, readBuiltIn } from './built-in.ts'
import { isDeleted, type LibraryPrompt, libraryOf, versionsOf } from './library.ts'
import { addVersion, saveEntry, setCurrent } from './prompt-versions.ts'
import { Shelf } from './shelf.ts'

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
  const builtIn = readBuiltIn(builtInDir)
  const shelf = new Shelf(core, builtIn, join(dataDir, 'prompts'))
  const reading = readingOf(shelf)
  const entryOf = (name: string) => shelf.rows.entries.find((entry) => entry.name === name)
  return {
    ...reading,
    describe: (name, facts) => shelf.write(() => saveEntry(core, { ...facts, name, deletedAt: null })),
    add(name, language, { sound, origin, text, madeBy }) {
      const sha256 = shelf.keepFile(sound.wav)
      shelf.write(() => {
        const entry = entryOf(name) ?? { name, title: name, description: '', category: 'other' }
        if (isDeleted(entryOf(name)) || reading.has(name) === null) saveEntry(core, { ...entry, deletedAt: null })
        addVersion(core, { name, language, sha256, durationMs: sound.durationMs, origin, text, madeBy }, now())
      })
    },
    rollBack(name, language, version) {
      if (reading.find(name, language, version) === null) return false
      shelf.write(() => setCurrent(core, { name, language, version }))
      return true
    },
    setDeleted(name, deleted) {
      const entry = entryOf(name)
      if (entry) shelf.write(() => saveEntry(core, { ...entry, deletedAt: deleted ? now() : null }))
    },
    refresh: () => shelf.refresh(),
  }
}

type Reading = Pick<PromptStore, 'resolve' | 'find' | 'byHash' | 'list' | 'versions' | 'has'>

function readingOf(shelf: Shelf): Reading {
  const { heard, hashes } = shelf
  const find = (name: string, language: Language, version?: number) => {
    if (version === undefined) return heard.get(keyOf(name, language)) ?? null
    const made = versionsOf(shelf.rows, name).find((one) => one.language === language && one.version === version)
    return hashes.get(made?.sha256 ?? '') ?? null
  }
  return {
    find,
    resolve: (name, language) => find(name, language) ?? find(name, language === 'en' ? 'zh-CN' : 'en'),
    byHash: (sha256) => hashes.get(sha256) ?? null,
    list: () => libraryOf(shelf.rows),
    versions: (name) => versionsOf(shelf.rows, name),
    has(name) {
      if (isDeleted(shelf.rows.entries.find((entry) => entry.name === name))) return 'deleted'
      return libraryOf(shelf.rows).some((prompt) => prompt.name === name) ? 'here' : null
    },
  }
}
