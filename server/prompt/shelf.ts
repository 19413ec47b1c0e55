// What the library holds now: read whole from the database after each change, looked up by calls without a query.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '#protocol/reasons'
import type { Database } from '../store/database.ts'
import { type BuiltIn, keyOf, LANGUAGES, type ResolvedPrompt, sha256Of } from './built-in.ts'
import { type LibraryRows, libraryOf } from './library.ts'
import { listCurrent, listEntries, listVersions } from './prompt-versions.ts'

export class Shelf {
  rows: LibraryRows
  /** By name and language, what callers hear. */
  readonly heard = new Map<string, ResolvedPrompt>()
  /** Never forgotten: a version that was just replaced may still be asked for by a call that began before. */
  readonly hashes: Map<string, ResolvedPrompt>

  constructor(
    private readonly core: Database,
    private readonly builtIn: BuiltIn,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.hashes = new Map([...builtIn.sounds.values()].map((prompt) => [prompt.sha256, prompt]))
    this.rows = this.read()
  }

  refresh(): void {
    this.rows = this.read()
  }

  write(work: () => void): void {
    this.core.tx(work)
    this.refresh()
  }

  /** The hash of the file, which is on disk when this returns. */
  keepFile(wav: Uint8Array): string {
    const sha256 = sha256Of(wav)
    const path = this.pathOf(sha256)
    writeFileSync(`${path}.part`, wav, { mode: 0o600, flush: true })
    renameSync(`${path}.part`, path)
    return sha256
  }

  private read(): LibraryRows {
    const { core, heard, hashes } = this
    const versions = listVersions(core).filter(({ sha256 }) => existsSync(this.pathOf(sha256)))
    for (const { name, language, sha256, durationMs } of versions)
      hashes.set(sha256, { name, language, sha256, durationMs, path: this.pathOf(sha256) })
    const rows = { builtIn: this.builtIn, versions, entries: listEntries(core), current: listCurrent(core) }
    heard.clear()
    for (const { name, sounds } of libraryOf(rows))
      for (const language of LANGUAGES) this.hear(name, language, sounds[language]?.sha256)
    return rows
  }

  private hear(name: string, language: Language, sha256 = ''): void {
    const known = this.hashes.get(sha256)
    if (known) this.heard.set(keyOf(name, language), { ...known, name, language })
  }

  private pathOf(sha256: string): string {
    return join(this.folder, `${sha256}.wav`)
  }
}
