// Addresses of the live page: what every number on it opens.
import { day } from '#lib/clock/format.ts'
import type { CallOutcome } from '#protocol/reasons'
import type { LiveState } from './live-filter.ts'

export const LIVE_TABS = ['agents', 'queues', 'calls', 'lines', 'alarms'] as const
export type LiveTab = (typeof LIVE_TABS)[number]

type Asked = { team?: string; queue?: string; state?: LiveState }

function withSearch(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries(values).filter((pair): pair is [string, string] => (pair[1] ?? '') !== '')
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`
}

export const liveHref = (tab: LiveTab, asked: Asked): string =>
  withSearch('/live', { tab: tab === 'agents' ? '' : tab, ...asked })

/** Today's calls in the records. */
export const todaysCallsHref = (now: number, asked: { queue?: string; outcome?: CallOutcome }): string =>
  withSearch('/calls', { ...asked, from: day(now) })
