// What becomes of recordings with time, by setting: first archived, one after the other, then deleted.
import { rm } from 'node:fs/promises'
import type { Parts } from '../http/parts.ts'
import { listBoxes } from '../message/box-store.ts'
import type { Archived, ArchiveJob } from './archive-recording.ts'
import type { FromArchiveWorker, ToArchiveWorker } from './archive-worker.ts'
import { allPaths, recordingPath } from './recording-files.ts'
import { recordingSettings } from './recording-settings.ts'
import type { RecordingRow } from './recording-store.ts'

const DAY_MS = 86_400_000
const BIN_DAYS = 30
const LOOK_MS = 60_000
/** Deleted in one go; the rest a minute later. */
const DELETED_AT_ONCE = 500

export type AgingParts = Pick<Parts, 'audit' | 'config' | 'log' | 'recordings' | 'stores'> & { now(): number }

/** Begun before this, a recording has been kept for so many days. */
export const keptBefore = (now: number, days: number): number => now - days * DAY_MS

export class RecordingAging {
  #worker: Worker | null = null
  #isBusy = false
  #isStopped = false
  /** Not tried again before the next start. */
  readonly #refused = new Set<string>()
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(private readonly parts: AgingParts) {}

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS)
    void this.look()
  }

  stop(): void {
    this.#isStopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#worker?.terminate()
  }

  /** Does what is due; resolves when it is done. */
  async look(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      await this.#deleteOld()
      for (let next = this.#nextToArchive(); next !== null; next = this.#nextToArchive()) await this.#archive(next)
    } finally {
      this.#isBusy = false
    }
  }

  async #deleteOld(): Promise<void> {
    for (const { rows, days } of this.#overdue()) {
      for (const row of rows) {
        if (this.#isStopped) return
        await this.#delete(row, days)
      }
    }
  }

  /** What the site's age, a box's days or the bin's (server/message, M9) have run out for. */
  *#overdue(): Generator<{ rows: RecordingRow[]; days: number }> {
    const { recordings, stores, now } = this.parts
    const { keepDays } = recordingSettings(stores.core)
    if (keepDays > 0) {
      yield { rows: recordings.toDelete(keptBefore(now(), keepDays), DELETED_AT_ONCE), days: keepDays }
    }
    for (const { id, keepDays: days } of listBoxes(stores.core)) {
      if (days === null) continue
      yield { rows: recordings.toDeleteOf(id, keptBefore(now(), days), DELETED_AT_ONCE), days }
    }
    yield { rows: recordings.toPurge(keptBefore(now(), BIN_DAYS), DELETED_AT_ONCE), days: BIN_DAYS }
  }

  /** The file first: what a crash leaves between the two is deleted again. */
  async #delete(row: RecordingRow, keepDays: number): Promise<void> {
    const { recordings, config, audit, log, now } = this.parts
    try {
      for (const path of allPaths(config.dataDir, row)) await rm(path, { force: true })
      recordings.deleted(row.id, now())
      audit.record({ userId: null, action: 'recording-deleted', object: row.id, detail: `${keepDays} d`, source: '' })
    } catch (fault) {
      const detail = fault instanceof Error ? fault.message : String(fault)
      log.error({ recording: row.id, detail }, 'a recording could not be deleted')
    }
  }

  #nextToArchive(): RecordingRow | null {
    const { recordings, stores, now } = this.parts
    const { archiveAfterDays } = recordingSettings(stores.core)
    if (archiveAfterDays === null || this.#isStopped) return null
    const rows = recordings.toArchive(keptBefore(now(), archiveAfterDays), this.#refused.size + 1)
    return rows.find(({ id }) => !this.#refused.has(id)) ?? null
  }

  /** The original goes when its archive is proven and known. */
  async #archive(row: RecordingRow): Promise<void> {
    const { recordings, config, audit, log, now } = this.parts
    const source = recordingPath(config.dataDir, row, row.format)
    const { id: recordingId, callId, startedAt, format, bytes, gaps } = row
    const target = recordingPath(config.dataDir, row, 'opus')
    try {
      const job = { source, format, bytes, target, gaps, identity: { recordingId, callId, startedAt } }
      recordings.archived(row.id, await this.#run(job), now())
      await rm(source, { force: true })
      audit.record({ userId: null, action: 'recording-archived', object: row.id, source: '' })
    } catch (fault) {
      this.#refused.add(row.id)
      const detail = fault instanceof Error ? fault.message : String(fault)
      log.error({ recording: row.id, detail }, 'a recording could not be archived')
    }
  }

  #run(job: ArchiveJob): Promise<Archived> {
    this.#worker ??= new Worker(new URL('./archive-worker.ts', import.meta.url), { smol: true })
    const worker = this.#worker
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromArchiveWorker>) =>
        data.ok ? resolve(data.archived) : reject(new Error(data.detail))
      worker.onerror = ({ message }) => {
        this.#worker = null
        reject(new Error(message))
      }
      worker.postMessage({ job, masterKeyPath: this.parts.config.masterKeyPath } satisfies ToArchiveWorker)
    })
  }
}
