// The library put together from the program's files and the rows of the database: pure.
import type { Prompt, PromptSound, PromptVersion } from '#protocol/prompt-library'
import type { Language } from '#protocol/reasons'
import { type BuiltIn, keyOf, LANGUAGES } from './built-in.ts'
import type { Entry, Version } from './prompt-versions.ts'

export type LibraryRows = {
  builtIn: BuiltIn
  entries: readonly Entry[]
  versions: readonly Version[]
  current: readonly { name: string; language: Language; version: number }[]
}
export type LibraryPrompt = Omit<Prompt, 'uses'>

export const isDeleted = (entry: Entry | undefined): boolean => entry !== undefined && entry.deletedAt !== null

/** By name, without the deleted ones. */
export function libraryOf(rows: LibraryRows): LibraryPrompt[] {
  const { builtIn, entries, versions, current } = rows
  const made = new Map(versions.map((version) => [versionKey(version), version]))
  const heard = new Map(current.map((row) => [keyOf(row.name, row.language), made.get(versionKey(row))]))
  const described = new Map(entries.map((entry) => [entry.name, entry]))
  const ownNames = [...builtIn.sounds.values()].map(({ name }) => name)
  const names = [...new Set([...ownNames, ...described.keys(), ...versions.map(({ name }) => name)])].sort()
  return names.flatMap((name) => {
    const entry = described.get(name)
    if (isDeleted(entry)) return []
    const sounds: LibraryPrompt['sounds'] = {}
    for (const language of LANGUAGES) {
      const version = heard.get(keyOf(name, language))
      const sound = version ? soundOf(version) : builtInSound(builtIn, name, language)
      if (sound) sounds[language] = sound
    }
    const isBuiltIn = LANGUAGES.some((language) => builtIn.sounds.has(keyOf(name, language)))
    const { title = '', description = '' } = entry ?? {}
    const category = entry?.category ?? builtIn.listed.get(name)?.category ?? 'other'
    return [{ name, title, description, category, builtIn: isBuiltIn, sounds }]
  })
}

/** Every sound that the prompt has had: in each language the newest first, the program's own last. */
export function versionsOf(rows: LibraryRows, name: string): PromptVersion[] {
  return LANGUAGES.flatMap((language) => {
    const own = builtInSound(rows.builtIn, name, language)
    const made = rows.versions.filter((version) => version.name === name && version.language === language)
    const row = rows.current.find((current) => current.name === name && current.language === language)
    const heard = made.some(({ version }) => version === row?.version) ? row?.version : 0
    const all = [
      ...made.map((version) => ({ ...soundOf(version), at: version.at, by: version.by })).reverse(),
      ...(own ? [{ ...own, at: null, by: null }] : []),
    ]
    return all.map((sound) => ({ ...sound, language, current: sound.version === heard }))
  })
}

const versionKey = ({ name, language, version }: Pick<Version, 'name' | 'language' | 'version'>): string =>
  `${version}/${keyOf(name, language)}`

const soundOf = ({ version, durationMs, sha256, origin, text }: Version): PromptSound => ({
  version,
  durationMs,
  sha256,
  origin,
  text,
})

function builtInSound({ sounds, listed }: BuiltIn, name: string, language: Language): PromptSound | null {
  const sound = sounds.get(keyOf(name, language))
  if (!sound) return null
  const { durationMs, sha256 } = sound
  return { version: 0, durationMs, sha256, origin: 'built-in', text: listed.get(name)?.texts[language] ?? '' }
}
