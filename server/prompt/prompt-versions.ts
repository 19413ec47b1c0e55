// Rows of the prompt library: entries, versions, and which version is heard.
import type { Ms } from '#protocol/ids'
import type { PromptFacts, PromptOrigin } from '#protocol/prompt-library'
import type { Language } from '#protocol/reasons'
import type { Database } from '../store/database.ts'

export type Entry = PromptFacts & { name: string; deletedAt: Ms | null }
export type NewVersion = {
  name: string
  language: Language
  sha256: string
  durationMs: Ms
  origin: PromptOrigin
  text: string
  madeBy: string | null
}
export type Version = Omit<NewVersion, 'madeBy'> & { version: number; at: Ms; by: string | null }
type Current = { name: string; language: Language; version: number }

export function listEntries(core: Database): Entry[] {
  return core.all<Entry>('select name, title, description, category, deleted_at as deletedAt from prompt_entry')
}

export function saveEntry(core: Database, { name, title, description, category, deletedAt }: Entry): void {
  core.run(
    'insert or replace into prompt_entry (name, title, description, category, deleted_at) values (?, ?, ?, ?, ?)',
    name,
    title,
    description,
    category,
    deletedAt,
  )
}

/** Oldest first. */
export function listVersions(core: Database): Version[] {
  return core.all<Version>(
    `select v.name, v.language, v.version, v.sha256, v.duration_ms as durationMs, v.origin, v.text, v.made_at as at,
     u.name as by from prompt_version v left join user u on u.id = v.made_by order by v.version`,
  )
}

export function listCurrent(core: Database): Current[] {
  return core.all<Current>('select name, language, version from prompt_current')
}

/** The next version, which is heard from now on. */
export function addVersion(core: Database, made: NewVersion, at: Ms): void {
  const { name, language, sha256, durationMs, origin, text, madeBy } = made
  core.tx(() => {
    const last = core.get<{ version: number }>(
      'select max(version) as version from prompt_version where name = ? and language = ?',
      name,
      language,
    )
    const version = (last?.version ?? 0) + 1
    core.run(
      `insert into prompt_version (name, language, version, sha256, duration_ms, origin, text, made_at, made_by)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      name,
      language,
      version,
      sha256,
      durationMs,
      origin,
      text,
      at,
      madeBy,
    )
    setCurrent(core, { name, language, version })
  })
}

export function setCurrent(core: Database, { name, language, version }: Current): void {
  core.run('insert or replace into prompt_current (name, language, version) values (?, ?, ?)', name, language, version)
}
