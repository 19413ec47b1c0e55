import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { SystemStatus } from '#protocol/api'
import type { AppDeps } from './parts.ts'
import type { Routes } from './routes.ts'

/** Bytes of a database with its write-ahead log, which is large until it is written back. */
function sizeOf(path: string): number {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  return statSync(path).size + (log?.size ?? 0)
}

export function statusRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('status.read', 'GET', '/status', {}, async (): Promise<SystemStatus> => {
    const disk = await statfs(deps.config.dataDir)
    const journal = events.get<{ journal_mode: string }>('pragma journal_mode')?.journal_mode ?? ''
    return {
      version: deps.version,
      startedAt: deps.startedAt,
      database: { coreBytes: sizeOf(core.path), eventsBytes: sizeOf(events.path), journal },
      disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
      gateways: deps.gateways(),
      calls: deps.hub.list('call').length,
      sessions: deps.sessions.count(),
    }
  })
}
