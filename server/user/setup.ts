// First run: until an administrator exists, one token opens the set-up, from this machine only, once, for half an hour.
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'
import { newToken, sameToken } from './token.ts'
import { otherAdministrators } from './user-store.ts'

const SETUP_TOKEN_MS: Ms = 30 * 60_000

export type Setup = {
  needed(): boolean
  /** Makes the token, keeps it in <data>/setup-token (0600) and returns it for the console. */
  issue(): string
  /** Uses the token up; false when it is wrong, used or too old. */
  take(token: string): boolean
}

export function createSetup(core: Database, dataDir: string, now: () => Ms): Setup {
  const path = join(dataDir, 'setup-token')
  let issued: { token: string; until: Ms } | null = null
  let isDone = false
  return {
    needed() {
      isDone ||= otherAdministrators(core, '') > 0
      return !isDone
    },
    issue() {
      issued = { token: newToken(), until: now() + SETUP_TOKEN_MS }
      writeSecret(path, issued.token)
      return issued.token
    },
    take(token) {
      if (issued === null || now() >= issued.until || !sameToken(token, issued.token)) return false
      issued = null
      rmSync(path, { force: true })
      return true
    },
  }
}

/** A file that only its owner reads; it is there whole or not at all, for the gateway may look while it is written. */
export function writeSecret(path: string, text: string): void {
  const part = `${path}.part`
  writeFileSync(part, `${text}\n`, { mode: 0o600 })
  chmodSync(part, 0o600)
  renameSync(part, path)
}
