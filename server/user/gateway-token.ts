import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSecret } from './setup.ts'
import { newToken } from './token.ts'

/** The gateway's secret: given, or made once for this installation and kept in <data>/gateway-token. */
export function gatewayToken(dataDir: string, given: string | null): string {
  if (given !== null) return given
  const path = join(dataDir, 'gateway-token')
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (kept.length >= 20) return kept
  const made = newToken()
  writeSecret(path, made)
  return made
}
