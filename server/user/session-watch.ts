import type { Ms } from '#protocol/ids'
import type { LiveHub } from '../live/live-hub.ts'
import type { Sessions } from './sessions.ts'

const EVERY_MS: Ms = 30_000

/** An open page keeps its session in use (until the absolute end); what has become too old ends, sockets and all. */
export function tendSessions(sessions: Sessions, hub: LiveHub): void {
  for (const session of hub.sessions()) sessions.still(session)
  sessions.sweep()
}

/** Returns what stops it. */
export function watchSessions(sessions: Sessions, hub: LiveHub): () => void {
  const timer = setInterval(() => tendSessions(sessions, hub), EVERY_MS)
  return () => clearInterval(timer)
}
