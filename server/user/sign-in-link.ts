import type { Ms } from '#protocol/ids'

export const LINK_MS: Ms = 30 * 60_000
export const DEMO_LINK_MS: Ms = 12 * 3_600_000

/** The token stands behind #: it is sent to no server and stands in no log. */
export function signInLinkPath(token: string): string {
  return `/link#token=${token}`
}

export function setupLinkPath(token: string): string {
  return `/setup#token=${token}`
}
